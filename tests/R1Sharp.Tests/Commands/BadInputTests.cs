using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>Whatever is wrong with what the user gave: one sentence, exit code 2, no stack trace, nothing lost.</summary>
public sealed class BadInputTests(SmokeRun smoke)
{
    string At(string name)
    {
        Directory.CreateDirectory(smoke.Root);
        return Path.Combine(smoke.Root, name);
    }

    static void IsOneSentence(string expected, CliResult result)
    {
        Assert.Equal(2, result.Code);
        var line = Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("r1: ", line, StringComparison.Ordinal);
        Assert.Contains(expected, line);
        Assert.DoesNotContain("Exception", line);
    }

    [Fact]
    public void Help_is_shown_where_nothing_is_asked()
    {
        var result = Cli.Run();
        Assert.Equal(0, result.Code);
        foreach (var command in (string[])["run", "evaluate", "chat", "generate", "report"])
            Assert.Contains($"  {command} ", result.Output);
    }

    [Theory]
    [InlineData("argument 'rnu' (did you mean 'run'?); 'r1 --help' shows", "rnu")]
    [InlineData("Option '--model' is required", "chat")]
    [InlineData("give either --prompt or --input", "generate", "--model", "x")]
    [InlineData("--temperature is -1, but must lie between 0 and 100", "chat", "--model", "x", "--temperature", "-1")]
    [InlineData("--samples is 0, but must lie between 1 and 4096", "evaluate", "--model", "x", "--task", "countdown", "--samples", "0")]
    [InlineData("nowhere.yaml: there is no such recipe", "run", "nowhere.yaml")]
    [InlineData("there is no such model", "chat", "--model", "/nowhere/model")]
    [InlineData("there is no task 'cuontdown'; did you mean 'countdown'?", "evaluate", "--model", "/nowhere/model", "--task", "cuontdown")]
    [InlineData("nowhere.jsonl: there is no such file", "evaluate", "--model", "/nowhere/model", "--task", "nowhere.jsonl")]
    [InlineData("this is not a run folder", "report", "/nowhere")]
    [InlineData("--think-min is '2y', but must be a number of refusals from 1x to 9999x, or of tokens from 1 to 999999", "chat", "--model", "x", "--think-min", "2y")]
    [InlineData("--think-max is -1, but must lie between 0 and 1000000", "generate", "--model", "x", "--prompt", "x", "--think-max", "-1")]
    [InlineData("--switch-penalty is 2000, but must lie between 0 and 1000", "evaluate", "--model", "x", "--task", "logic", "--switch-penalty", "2000")]
    [InlineData("--caps is '5,x', but must be whole numbers from 0 to 1000000, separated by commas", "scale", "--model", "x", "--task", "logic", "--caps", "5,x")]
    [InlineData("--votes is 0, but must lie between 1 and 4096", "scale", "--model", "x", "--task", "logic", "--votes", "0")]
    public void Wrong_arguments(string expected, params string[] arguments) => IsOneSentence(expected, Cli.Run(arguments));

    [Fact]
    public void A_recipe_with_a_typo()
    {
        var recipe = At("typo.yaml");
        File.WriteAllText(recipe, File.ReadAllText(Cli.Recipe("smoke.yaml")).Replace("group_size: 8", "gruop_size: 8"));
        IsOneSentence("'grpo' has no key 'gruop_size'; did you mean 'group_size'?", Cli.Run("run", recipe, "--out", At("typo")));
        IsOneSentence("--set sead=2: the recipe has no key 'sead'", Cli.Run("run", Cli.Recipe("smoke.yaml"), "--set", "sead=2", "--out", At("typo")));
        IsOneSentence("--threads is 0, but must lie between", Cli.Run("run", Cli.Recipe("smoke.yaml"), "--threads", "0", "--out", At("typo")));
        Assert.False(Directory.Exists(At("typo")));
    }

    [Fact]
    public void A_checkpoint_that_is_truncated_or_lacks_a_part()
    {
        var model = Directory.CreateDirectory(At("broken-model")).FullName;
        foreach (var file in Directory.GetFiles(smoke.Model))
            File.Copy(file, Path.Combine(model, Path.GetFileName(file)));
        var weights = Path.Combine(model, "model.safetensors");
        using (var stream = new FileStream(weights, FileMode.Open))
            stream.SetLength(stream.Length / 2);
        IsOneSentence("model.safetensors", Cli.Run("evaluate", "--model", model, "--task", "countdown"));
        File.Delete(weights);
        IsOneSentence("model.safetensors", Cli.Run("generate", "--model", model, "--prompt", "x"));
        File.WriteAllText(Path.Combine(model, "config.json"), "{");
        IsOneSentence("config.json", Cli.Run("generate", "--model", model, "--prompt", "x"));
        File.Delete(Path.Combine(model, "tokenizer.json"));
        IsOneSentence("tokenizer.json", Cli.Run("chat", "--model", model));
    }

    [Fact]
    public void A_problem_file_with_a_broken_line()
    {
        var file = At("broken.jsonl");
        File.WriteAllText(file, "{\"problem\":\"1+1?\",\"answer\":\"2\"}\n{\"problem\":\"1+2?\"\n");
        IsOneSentence("broken.jsonl:2:", Cli.Run("evaluate", "--model", smoke.Model, "--task", file));
        IsOneSentence("broken.jsonl:2:", Cli.Run("run", Cli.Recipe("smoke.yaml"), "--set", $"stages.grpo.problems=[{{file: {{path: \"{file}\"}}}}]", "--out", At("broken-run")));
        Assert.False(Directory.Exists(Path.Combine(At("broken-run"), "stages")), "the last stage's data must be checked before the first stage");
    }

    [Fact]
    public void A_folder_that_cannot_be_written()
    {
        File.WriteAllText(At("file"), "");
        IsOneSentence("cannot write", Cli.Run("run", Cli.Recipe("smoke.yaml"), "--out", Path.Combine(At("file"), "run")));
    }

    [Fact]
    public void A_disk_that_is_full_in_the_middle_of_a_run_loses_nothing()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "bash limits the size of files here, in place of a full disk");
        // Files may grow to 32 KiB: the logs fit, the first checkpoint does not. (The runtime's own mapping of code must
        // not go through a file then.)
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "r1.dll"), "run", Cli.Recipe("smoke.yaml"), "--out", At("full")];
        using var process = Cli.StartProgram("/bin/bash", ["-c", "trap '' XFSZ; ulimit -f 32; export DOTNET_EnableWriteXorExecute=0; exec dotnet \"$@\"", "r1", .. arguments]);
        IsOneSentence("cannot write", Cli.Finish(process));
        Assert.DoesNotContain(Directory.GetDirectories(Path.Combine(At("full"), "stages", "pretrain", "checkpoints")), d => !d.EndsWith(".tmp", StringComparison.Ordinal));
        Assert.Equal(0, Cli.Run("run", Cli.Recipe("smoke.yaml"), "--out", At("full"), "--resume").Code);
        Assert.Equal(SmokeRun.WeightsOf(Path.GetDirectoryName(smoke.Model)!), SmokeRun.WeightsOf(At("full")));
    }
}
