using System.Text.Json;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>r1 as one file, made by ./publish: code compiled ahead, no .NET beside it. ./test makes it before the tests begin.</summary>
public sealed class PublishedFileTests
{
    static readonly string s_file = Path.Combine(Cli.Home, "artifacts", "publish", "linux-x64", "r1");

    static CliResult Run(string input, params string[] words)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(s_file), "the single file is not there: run ./publish");
        using var process = Cli.StartProgram(s_file, words);
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return Cli.Finish(process);
    }

    [Fact]
    public void It_says_its_version_and_grades()
    {
        Assert.Equal(Cli.Run("--version").Output, Run("", "--version").Output);
        var graded = Run("""{"gold":"\\frac{1}{2}","pred":"0.5"}""" + "\n", "verify", "--file", "-");
        Assert.True(graded.Code == 0, graded.Error);
        Assert.Contains("\"verdict\":\"equal\"", graded.Output);
    }

    [Fact]
    public void It_trains_and_samples_in_the_bits_of_code_that_is_compiled_while_it_runs()
    {
        var published = Run("", "bench", "bits");
        Assert.True(published.Code == 0, published.Error);
        Assert.Equal(Cli.Run("bench", "bits").Output, published.Output);
    }

    [Fact]
    public void It_refuses_a_reward_that_is_a_script_with_a_sentence()
    {
        string script = Path.Combine(Directory.CreateTempSubdirectory("r1-script").FullName, "long.csx");
        File.WriteAllText(script, "public sealed class Long : IReward { }");
        var refused = Run(JsonSerializer.Serialize(new { reward = script, completions = new[] { "1" } }) + "\n", "reward", "score", "--file", "-");
        Assert.NotEqual(0, refused.Code);
        Assert.Contains("an r1 of one file", refused.Output + refused.Error);
        Directory.Delete(Path.GetDirectoryName(script)!, recursive: true);
    }
}
