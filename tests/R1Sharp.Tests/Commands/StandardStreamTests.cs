using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>Streams that are closed, full or of another locale: a sentence or nothing, never a crash.</summary>
public sealed class StandardStreamTests(SmokeRun smoke)
{
    static CliResult Shell(string line, params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/bin/bash"), "these streams are arranged by bash on Linux");
        using var process = Cli.StartProgram("/bin/bash", ["-c", "r1() { dotnet \"$PROGRAM\" \"$@\"; }; PROGRAM=$0; " + line, Path.Combine(AppContext.BaseDirectory, "r1.dll"), .. arguments]);
        process.StandardInput.Close();
        return Cli.Finish(process);
    }

    [Theory]
    [InlineData("r1 --help >&-", 2, "r1: standard output is closed")]
    [InlineData("r1 --help >/dev/full", 2, "r1: cannot write to standard output: No space left on device.")]
    [InlineData("set -o pipefail; { sleep 0.5; r1 reward list; } | true", 2, "r1: standard output was closed by its reader")]
    [InlineData("r1 chat --model /nowhere 2>&-", 2, "")]
    [InlineData("r1 chat --model /nowhere 2>/dev/full", 2, "")]
    [InlineData("r1 --version >&- 2>&-", 2, "")]
    [InlineData("r1 verify --file - <&-", 0, "")]
    public void Closed_and_full(string line, int code, string error)
    {
        var result = Shell(line);
        Assert.Equal(code, result.Code);
        Assert.Equal(error.Length > 0 ? 1 : 0, result.Error.Count(c => c == '\n'));
        Assert.StartsWith(error, result.Error, StringComparison.Ordinal);
        if (error.Length == 0)
            Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData("C"), InlineData("de_DE.ISO-8859-1"), InlineData("ja_JP.SJIS")]
    public void Text_is_utf8_whatever_the_locale(string locale)
    {
        var told = Shell($"LC_ALL={locale} LANG={locale} r1 chat --model /nirgendwo/Ünïcode-数");
        Assert.Contains("/nirgendwo/Ünïcode-数: there is no such model", told.Error);
        var answer = Shell($"printf '\\xEF\\xBB\\xBFWas ist 1+2? Größe 数\\r\\n' | LC_ALL={locale} LANG={locale} r1 chat --model '{smoke.Model}' --max-tokens 4 --temperature 0");
        var plain = Shell($"printf 'Was ist 1+2? Größe 数\\n' | r1 chat --model '{smoke.Model}' --max-tokens 4 --temperature 0");
        Assert.Equal(0, answer.Code);
        Assert.Equal(plain.Output, answer.Output);
    }

    [Fact]
    public void A_question_that_is_not_utf8_is_refused()
    {
        var result = Shell($"printf '1+1?\\n\\xE4\\n' | r1 chat --model '{smoke.Model}' --max-tokens 2");
        Assert.Equal(2, result.Code);
        Assert.Contains("standard input:2:1: the byte 0xE4 is not UTF-8", result.Error);
    }
}
