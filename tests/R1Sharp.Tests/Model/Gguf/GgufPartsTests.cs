using R1Sharp.Learning;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Model.Gguf;

/// <summary>A GGUF model in several files: any of them names all, and what is not right about one of them is said.</summary>
public sealed class GgufPartsTests : IDisposable
{
    readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    string Whole => Path.Combine(_directory.Path, "model.gguf");

    string Part(int number, string end = ".gguf") => Path.Combine(_directory.Path, $"small-{number:00000}-of-00003{end}");

    [Theory]
    [InlineData(".gguf")]
    [InlineData("")]
    public void Any_part_opens_all(string end)
    {
        Split(end);
        float[] expected = Numbers(Whole);
        for (int number = 1; number <= 3; number++)
        {
            Assert.True(GgufModel.IsGguf(Part(number, end)));
            Assert.Equal(expected, Numbers(Part(number, end)));
        }
    }

    [Fact]
    public void Without_its_ending_a_file_is_known_by_its_first_bytes()
    {
        Export();
        string plain = Path.Combine(_directory.Path, "blob");
        File.Copy(Whole, plain);
        Assert.True(GgufModel.IsGguf(plain));
        Assert.Equal(Numbers(Whole), Numbers(plain));
        File.WriteAllText(plain, "GGU");
        Assert.False(GgufModel.IsGguf(plain));
    }

    [Theory]
    [InlineData("missing", "small-00002-of-00003.gguf does not exist")]
    [InlineData("first missing", "small-00001-of-00003.gguf does not exist")]
    [InlineData("swapped", "it was renamed")]
    [InlineData("renamed", "its name does not say so")]
    [InlineData("foreign", "belongs to a model of 1 parts and not to one of 3")]
    [InlineData("twice", "which another part holds too")]
    [InlineData("less", "announces")]
    public void What_is_wrong_is_named(string wrong, string message)
    {
        Split(wrong is "twice" or "less" ? wrong : ".gguf");
        string asked = Part(3);
        switch (wrong)
        {
            case "missing":
                File.Delete(Part(2));
                break;
            case "first missing":
                File.Delete(Part(1));
                break;
            case "swapped":
                File.Move(Part(2), Whole, overwrite: true);
                File.Move(Part(3), Part(2));
                File.Move(Whole, Part(3));
                break;
            case "renamed":
                File.Move(Part(2), asked = Path.Combine(_directory.Path, "second.gguf"));
                break;
            case "foreign":
                File.Copy(Whole, Part(2), overwrite: true);
                break;
        }
        Assert.Contains(message, Assert.Throws<UserErrorException>(() => GgufModel.Open(asked).Dispose()).Message);
    }

    void Export() => GgufExamples.Export(_directory.Path, GgufExamples.Shape("qwen2", GgufExamples.Miniature), GgufExamples.Miniature);

    // As gguf-split does it: all metadata in the first part, and in each where it belongs.
    void Split(string how)
    {
        Export();
        using var whole = GgufFile.Open(Whole);
        var tensors = whole.Tensors.Values.ToArray();
        for (int number = 0; number < 3; number++)
        {
            string path = Part(number + 1, how is "twice" or "less" ? ".gguf" : how);
            var metadata = new GgufMetadata(path);
            if (number == 0) foreach (var (key, value) in whole.Metadata.Entries) metadata.Add(key, value);
            metadata.Set("split.no", number);
            metadata.Set("split.count", 3);
            metadata.Set("split.tensors.count", tensors.Length);
            var own = tensors.Where((_, i) => i % 3 == number || (how == "twice" && i == 0)).Skip(how == "less" && number == 2 ? 1 : 0);
            GgufWriter.Write(path, metadata, [.. own.Select(tensor => new GgufTensorSource(tensor.Name, tensor.Type, tensor.Shape, (first, to) => whole.Read(tensor, first, to)))]);
        }
    }

    static float[] Numbers(string path)
    {
        using var model = GgufModel.Open(path);
        using var weights = new Learning.Model.Weights(model.Options, model.Layout);
        model.CopyTo(weights);
        return [.. weights.Layout.Tensors.SelectMany(tensor => weights.Tensor(tensor).ToArray())];
    }
}
