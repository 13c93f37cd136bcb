using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>export, import, and GGUF files where folders are expected.</summary>
public sealed class GgufCommandTests(SmokeRun smoke) : IDisposable
{
    readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_trained_model_goes_out_and_comes_back()
    {
        string gguf = Path.Combine(_directory.Path, "model.gguf"), folder = Path.Combine(_directory.Path, "again");
        var exported = Cli.Run("export", "--model", smoke.Model, "--gguf", gguf);
        Assert.Equal((0, ""), (exported.Code, exported.Error));
        var imported = Cli.Run("import", "--gguf", gguf, "--out", folder);
        Assert.Equal((0, ""), (imported.Code, imported.Error));
        Assert.Equal(Tensors(smoke.Model), Tensors(folder));
        string expected = Generated(smoke.Model);
        Assert.Equal(expected, Generated(gguf));
        Assert.Equal(expected, Generated(folder));
        var chat = Cli.RunWith("Take 7,+5.\n", "chat", "--model", gguf, "--max-tokens", "4");
        Assert.Equal((0, ""), (chat.Code, chat.Error));
        var scored = Cli.RunWith("{\"ids\":[1,2,3]}\n", "logprobs", "--model", gguf, "--file", "-");
        Assert.Equal(Cli.RunWith("{\"ids\":[1,2,3]}\n", "logprobs", "--model", smoke.Model, "--file", "-").Output, scored.Output);
        Assert.StartsWith("{\"next_logprobs\":", scored.Output, StringComparison.Ordinal);
        foreach (string[] command in (string[][])[["tokenize", "--file", "-"], ["template", "--file", "-"]])
        {
            string line = command[0] == "tokenize" ? "{\"text\":\"Take 7,+5.\"}\n" : "{\"messages\":[{\"role\":\"user\",\"content\":\"Take 7,+5.\"}]}\n";
            var fromFile = Cli.RunWith(line, [command[0], "--tokenizer", gguf, .. command[1..]]);
            Assert.Equal((0, Cli.RunWith(line, [command[0], "--tokenizer", smoke.Model, .. command[1..]]).Output), (fromFile.Code, fromFile.Output));
        }
        Refused("holds a model already", "import", "--gguf", gguf, "--out", folder);
    }

    // All that stands behind the header, which says of a run's model where it comes from.
    static byte[] Tensors(string folder)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(folder, "model.safetensors"));
        return file[(sizeof(ulong) + (int)BitConverter.ToUInt64(file))..];
    }

    [Fact]
    public void What_cannot_be_read_or_written_is_refused_in_one_sentence()
    {
        string missing = Path.Combine(_directory.Path, "missing.gguf"), wrong = Path.Combine(_directory.With("wrong.gguf", new string('x', 100)), "wrong.gguf");
        Refused("does not exist", "import", "--gguf", missing, "--out", Path.Combine(_directory.Path, "a"));
        Refused("not a GGUF file", "generate", "--model", wrong, "--prompt", "x");
        Refused("q5_k", "export", "--model", smoke.Model, "--gguf", missing, "--type", "q5_k");
        Refused("is a file, so no folder can be made of it", "export", "--model", smoke.Model, "--gguf", Path.Combine(wrong, "folder.gguf"));
        Assert.False(Directory.Exists(Path.Combine(_directory.Path, "a")));
    }

    static string Generated(string model)
    {
        var result = Cli.Run("generate", "--model", model, "--prompt", "Use 3,4,5 to make 12.", "--max-tokens", "24", "--temperature", "0");
        Assert.Equal((0, ""), (result.Code, result.Error));
        return result.Output;
    }

    static void Refused(string named, params string[] arguments)
    {
        var result = Cli.Run(arguments);
        Assert.Equal(2, result.Code);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }
}
