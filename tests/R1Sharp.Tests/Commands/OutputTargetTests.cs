using R1Sharp.App.Commands;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Tests.Model.Gguf;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>What cannot be written is said before the work, and what fails leaves nothing.</summary>
public sealed class OutputTargetTests(SmokeRun smoke) : IDisposable
{
    readonly string _home = Directory.CreateTempSubdirectory("r1-targets").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    string At(string name) => Path.Combine(_home, name);

    static string Refused(string[] words)
    {
        var error = new StringWriter();
        Assert.Equal(2, CommandLine.Run(words, error));
        return Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    // All else that these lines name is missing: were the target not looked at first, the sentence would be about that.
    public static TheoryData<string> Files =>
    [
        "evaluate --model /nowhere --task countdown --save", "scale --model /nowhere --task countdown --out", "select random --data /nowhere --count 5 --out",
        "thinking --rollouts /nowhere --json", "thinking --rollouts /nowhere --each", "export --model /nowhere --gguf", "report /nowhere --out",
    ];

    [Theory, MemberData(nameof(Files))]
    public void A_file_that_cannot_be_written(string line)
    {
        string option = line.Split(' ')[^1];
        File.WriteAllText(At("file"), "mine");
        File.WriteAllText(At("guarded"), "mine");
        File.SetAttributes(At("guarded"), FileAttributes.ReadOnly);
        foreach (var (target, said) in (IEnumerable<(string, string)>)[(_home, "this is a folder"), (At("new/"), "this is a folder"), (At("file/below"), "is a file"), (At("file/far/below"), "is a file"), (At("guarded"), "write-protected"), ("/proc/r1/x", "cannot be written"), (At(new string('x', 300)), "cannot be written")])
        {
            string sentence = Refused([.. line.Split(' '), target]);
            Assert.Contains($"{option} {target}: ", sentence);
            Assert.Contains(said, sentence);
        }
        foreach (string fine in (string[])[At("file"), At("other"), At("no/such/folder/yet")])
            Assert.DoesNotContain(option + " ", Refused([.. line.Split(' '), fine]));
        Assert.Equal(["file", "guarded"], Directory.GetFileSystemEntries(_home).Select(Path.GetFileName).Order());
        Assert.Equal("mine", File.ReadAllText(At("file")));
    }

    [Theory]
    [InlineData("import --gguf /nowhere.gguf --out"), InlineData("init --config /nowhere.json --out"), InlineData("report /nowhere --figures")]
    [InlineData("reproduce --recipe /nowhere.yaml --out"), InlineData("reproduce --recipe /nowhere.yaml --figures")]
    public void A_folder_that_cannot_be_made(string line)
    {
        File.WriteAllText(At("file"), "mine");
        foreach (string target in (string[])[At("file"), At("file/below"), "/proc/r1"])
            Assert.Contains($"{line.Split(' ')[^1]} {target}: ", Refused([.. line.Split(' '), target]));
        Assert.Equal(["file"], Directory.GetFileSystemEntries(_home).Select(Path.GetFileName));
    }

    [Theory, InlineData("import --gguf /nowhere.gguf --out"), InlineData("init --config /nowhere.json --out")]
    public void A_folder_that_holds_something_is_left_alone(string line)
    {
        File.WriteAllText(At("notes.txt"), "mine");
        Assert.Contains("holds something", Refused([.. line.Split(' '), _home]));
        Assert.Equal("mine", File.ReadAllText(At("notes.txt")));
    }

    [Fact]
    public void An_import_that_fails_leaves_nothing()
    {
        var tokenizer = GgufExamples.Miniature;
        GgufExport.Write(At("bad.gguf"), GgufExamples.Shape("llama", tokenizer), tokenizer, (tensor, _, to) => to.Fill(tensor.Name == "model.norm.weight" ? float.NaN : 1), new());
        Assert.Contains("tensor model.norm.weight holds NaN", Refused(["import", "--gguf", At("bad.gguf"), "--out", At("model")]));
        Assert.Equal(["bad.gguf"], Directory.GetFileSystemEntries(_home).Select(Path.GetFileName));
    }

    [Fact]
    public void Numbers_are_shown_where_completions_cannot_be_kept()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no device that is always full");
        var result = Cli.Run("evaluate", "--model", smoke.Model, "--task", "countdown", "--problems", "2", "-k", "1", "--max-tokens", "4", "--json", "--save", "/dev/full");
        Assert.Equal(2, result.Code);
        Assert.Contains("\"pass_at_1\"", result.Output);
        Assert.Equal("r1: cannot write /dev/full: No space left on device.\n", result.Error);
        Assert.True(AtomicFile.IsDevice("/dev/full") && !File.Exists("/dev/full.tmp"));
    }

    [Fact]
    public void A_device_is_written_as_it_is()
    {
        Assert.SkipUnless(File.Exists("/dev/null"), "there is no such device");
        OutputTarget.RequireFile("/dev/null", "--save");
        AtomicFile.WriteAllText("/dev/null", "text");
        Assert.Equal(0, new FileInfo("/dev/null").Length);
        Assert.Throws<UserErrorException>(() => OutputTarget.RequireFile("/dev/null", "--gguf", mayBeDevice: false));
    }
}
