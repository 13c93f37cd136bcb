using System.Text.Json;
using R1Sharp.App.Commands;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>Forced tokens can be told from others: in a terminal by their look, in JSON by a field.</summary>
public sealed class ForcedTextTests(SmokeRun smoke)
{
    [Theory]
    [InlineData(true, "ab\e[2;4mWait\e[22;24mc\n")]
    [InlineData(false, "abWaitc\n")]
    public void Forced_text_is_dim_and_underlined_in_a_terminal(bool isTerminal, string expected)
    {
        var output = new StringWriter { NewLine = "\n" };
        var text = new ForcedText(output, isTerminal);
        foreach (var (piece, isForced) in ((string, bool)[])[("a", false), ("b", false), ("Wa", true), ("it", true), ("c", false)])
            text.Write(piece, isForced);
        text.End("");
        Assert.Equal(expected, output.ToString());
    }

    [Fact]
    public void Generate_names_forced_tokens_in_a_field()
    {
        var line = JsonDocument.Parse(Cli.Run("generate", "--model", smoke.Model, "--template", "plain", "--prompt", "x <think>", "--raw", "--think-max", "2", "--answer-prefix", "<answer>", "--max-tokens", "9", "--threads", "1").Output).RootElement;
        var forced = Assert.Single(line.GetProperty("forced").EnumerateArray());
        Assert.Equal((2, 2, "</think><answer>"), (forced.GetProperty("token").GetInt32(), forced.GetProperty("count").GetInt32(), forced.GetProperty("text").GetString()));
    }

    [Fact]
    public void Scale_writes_page_plot_and_numbers()
    {
        string page = Path.Combine(smoke.Root, "scale.html");
        var result = Cli.Run("scale", "--model", smoke.Model, "--task", "countdown", "--problems", "3", "--samples", "2", "--waits", "1", "--caps", "2,8", "--votes", "2", "--max-tokens", "40", "--threads", "1", "--out", page, "--json");
        Assert.Equal(0, result.Code);
        var methods = JsonDocument.Parse(result.Output).RootElement.GetProperty("methods").EnumerateArray().ToList();
        Assert.Equal(["refused ends", "caps", "majority vote"], methods.Select(m => m.GetProperty("method").GetString()));
        Assert.All(methods, m => Assert.InRange(m.GetProperty("performance").GetDouble(), 0, 1));
        foreach (string end in (string[])[".html", ".svg", ".json"])
            Assert.True(new FileInfo(Path.ChangeExtension(page, end)).Length > 300);
    }
}
