using Xunit;

namespace R1Sharp.Tests.Data.Files;

/// <summary>Datasets as Hugging Face holds them: cards, conventions, configurations, splits; and what there is not.</summary>
public sealed class DatasetFolderTests : IDisposable
{
    readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    void Rows(string file) => _folder.Write(file, $"{{\"f\":\"{file}\"}}\n");

    string[] Files(string? config = null, string? split = null, string inner = "") => [.. DataFolder.Rows(_folder[inner], config, split).Select(row => row[6..^2])];

    [Theory]
    [InlineData("data/train-00000-of-00002.jsonl data/train-00001-of-00002.jsonl data/test-00000-of-00001.jsonl other.jsonl", "train", "data/train-00000-of-00002.jsonl data/train-00001-of-00002.jsonl")]
    [InlineData("train/a.jsonl train/b.jsonl dev/c.jsonl", "validation", "dev/c.jsonl")]
    [InlineData("my-train.jsonl my-eval.jsonl", "test", "my-eval.jsonl")]
    [InlineData("gsm8k_train.jsonl.gz gsm8k_test.jsonl.zst", "test", "gsm8k_test.jsonl.zst")]
    [InlineData("a.jsonl b.jsonl", "train", "a.jsonl b.jsonl")]
    [InlineData("a.jsonl .hidden/b.jsonl __pycache__/c.jsonl dataset_info.json", "train", "a.jsonl")]
    [InlineData("a.jsonl", null, "a.jsonl")]
    [InlineData("test.jsonl", null, "test.jsonl")]
    [InlineData("train.jsonl test.jsonl", null, "train.jsonl")]
    [InlineData("train.jsonl test.jsonl", "train+test", "train.jsonl test.jsonl")]
    public void Splits_follow_the_conventions(string files, string? split, string expected)
    {
        foreach (string file in files.Split(' '))
            Rows(file);
        Assert.Equal(expected.Split(' '), Files(split: split));
    }

    [Fact]
    public void A_card_says_which_files_are_which_configuration()
    {
        foreach (string file in (string[])["all/x.jsonl", "math/train-1.jsonl", "math/train-2.jsonl", "math/t.jsonl", "code.jsonl"])
            Rows(file);
        _folder.Write("README.md", """
            ---
            license: mit
            configs:
            - config_name: all
              default: true
              data_files: all/*.jsonl
            - config_name: math
              data_files:
              - split: train
                path: math/train-*
              - split: test
                path: ["math/t.jsonl"]
            - config_name: code
              data_files: "code.jsonl"
            dataset_info:
              features: []
            ---
            # A dataset
            """);
        Assert.Equal(["all/x.jsonl"], Files());
        Assert.Equal(["math/train-1.jsonl", "math/train-2.jsonl"], Files("math", "train"));
        Assert.Equal(["math/t.jsonl"], Files("math", "test"));
        Assert.Equal(["code.jsonl"], Files("code"));
        Assert.Equal("D: the dataset has no configuration 'maths'; did you mean 'math'?", _folder.Error(_folder.Path, "maths"));
        Assert.StartsWith("D: the dataset has no split 'validation'", _folder.Error(_folder.Path, "math", "validation"), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_configurations_one_must_be_named()
    {
        Rows("a.jsonl");
        Rows("b.jsonl");
        _folder.Write("README.md", "---\nconfigs:\n- config_name: a\n  data_files: a.jsonl\n- config_name: b\n  data_files: missing.jsonl\n---\n");
        Assert.Equal("D: the dataset has several configurations (a, b); name one (config).", _folder.Error(_folder.Path));
        Assert.Equal("D: the card's configuration 'b' names 'missing.jsonl', but the folder has no such file; copy the dataset whole.", _folder.Error(_folder.Path, "b"));
        _folder.Write("README.md", "---\nconfigs: [\n---\n");
        Assert.StartsWith("D/README.md:", _folder.Error(_folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_are_configurations_where_no_card_names_any()
    {
        Rows("main/train.jsonl");
        Rows("socratic/train.jsonl");
        Assert.Equal(["socratic/train.jsonl"], Files("socratic"));
        Assert.Equal("D: the dataset has no configuration 'socratc'; did you mean 'socratic'?", _folder.Error(_folder.Path, "socratc"));
    }

    [Theory]
    [InlineData("o/n/data/train-00000-of-00001.jsonl")]
    [InlineData("datasets/o/n/train.jsonl")]
    [InlineData("datasets--o--n/snapshots/abc/train.jsonl")]
    [InlineData("hub/datasets--o--n/snapshots/abc/train.jsonl")]
    [InlineData("o___n/default/0.0.0/abc/n-train.jsonl")]
    public void A_name_is_looked_for_under_the_hub(string file)
    {
        Rows(file);
        string? before = Environment.GetEnvironmentVariable("R1SHARP_HUB");
        try
        {
            Environment.SetEnvironmentVariable("R1SHARP_HUB", _folder.Path);
            Assert.Equal($"{{\"f\":\"{file}\"}}", Assert.Single(DataFolder.Rows("o/n")));
            Assert.Equal("o/m: there is no such file; paths are relative to the present folder, and the folder of R1SHARP_HUB, D, has no such dataset.", _folder.Error("o/m"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("R1SHARP_HUB", before);
        }
    }

    [Fact]
    public void A_model_is_looked_for_under_the_hub_unless_it_is_where_it_is_named()
    {
        _folder.Write("models--o--n/snapshots/old/config.json", "{}");
        _folder.Write("models--o--n/snapshots/new/config.json", "{}");
        _folder.Write("models--o--n/refs/main", "old\n");
        string? before = Environment.GetEnvironmentVariable("R1SHARP_HUB");
        try
        {
            Environment.SetEnvironmentVariable("R1SHARP_HUB", _folder.Path);
            Assert.Equal(_folder["models--o--n/snapshots/old"], R1Sharp.App.Recipes.HubFolder.ModelOr("o/n"));
            Assert.Equal("o/m", R1Sharp.App.Recipes.HubFolder.ModelOr("o/m"));
            Assert.Equal(_folder.Path, R1Sharp.App.Recipes.HubFolder.ModelOr(_folder.Path));
        }
        finally
        {
            Environment.SetEnvironmentVariable("R1SHARP_HUB", before);
        }
    }

    [Fact]
    public void Lists_and_patterns_are_several_files()
    {
        foreach (string file in (string[])["a-1.jsonl", "a-2.jsonl", "b.jsonl", "c/d.jsonl"])
            Rows(file);
        Assert.Equal(["a-1.jsonl", "a-2.jsonl"], Files(inner: "a-*.jsonl"));
        Assert.Equal(["a-2.jsonl"], Files(inner: "a-[2-9].jsonl"));
        Assert.Equal(["a-1.jsonl", "b.jsonl"], Files(inner: "{a-1,b}.jsonl"));
        Assert.Equal(["c/d.jsonl"], Files(inner: "**/d.jsonl"));
        Assert.Equal(2, DataFolder.Rows($"{_folder["a-1.jsonl"]}, {_folder["c/d.jsonl"]}").Length);
        Assert.Equal("D/z-*.jsonl: no file is meant by this pattern; paths are relative to the present folder.", _folder.Error(_folder["z-*.jsonl"]));
    }

    [Fact]
    public void A_part_of_a_split_goes_over_files()
    {
        _folder.Write("train-1.jsonl", "{\"i\":0}\n{\"i\":1}\n");
        _folder.Write("train-2.jsonl", "{\"i\":2}\n{\"i\":3}\n");
        Assert.Equal(["{\"i\":1}", "{\"i\":2}"], DataFolder.Rows(_folder.Path, split: "train[1:3]"));
        Assert.Equal(["{\"i\":3}"], DataFolder.Rows(_folder.Path, split: "train[75%:]"));
        Assert.Equal("D: the data holds no lines; each is one object like {\"problem\":\"…\",\"answer\":\"…\"}.", _folder.Error(_folder.Path, split: "train[4:]"));
        Assert.Equal("the split 'train[x]' is not understood; write it like train, train[:100] or train[10%:20%].", _folder.Error(_folder.Path, split: "train[x]"));
    }

    [Fact]
    public void A_folder_without_rows_is_refused()
    {
        _folder.Write("README.md", "nothing");
        Assert.StartsWith("D: the folder holds no files of rows", _folder.Error(_folder.Path), StringComparison.Ordinal);
    }
}
