using System.Text.Json;
using R1Sharp.Tests.Sandbox;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>r1 sandbox as a user runs it.</summary>
public sealed class SandboxCommandTests : IDisposable
{
    readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    string Write(string name, string text)
    {
        string path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public void A_program_with_input_and_limits_is_answered_by_one_line()
    {
        Assert.NotNull(SandboxHost.Sandbox);
        string program = Write("program.py", "import sys\nprint(sys.stdin.read().upper(), end='')\nprint('ü', file=sys.stderr)\nsys.exit(3)");
        var result = Cli.Run("sandbox", "--language", "python", "--stdin", Write("input", "abc\n"), "--limit", "memory=128", "cpu=2s", program);
        Assert.Equal((0, ""), (result.Code, result.Error));
        using var json = JsonDocument.Parse(result.Output);
        var line = json.RootElement;
        Assert.Equal(["status", "exit_code", "stdout", "stderr", "cpu_ms"], line.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("error", 3, "ABC\n", "ü\n"), (line.GetProperty("status").GetString(), line.GetProperty("exit_code").GetInt32(), line.GetProperty("stdout").GetString(), line.GetProperty("stderr").GetString()));
        Assert.True(line.GetProperty("cpu_ms").GetInt64() > 0);
    }

    [Fact]
    public void The_program_may_come_from_standard_input()
    {
        Assert.NotNull(SandboxHost.Sandbox);
        Assert.Contains("\"stdout\":\"7\\n\"", Cli.RunWith("print(3 + 4)", "sandbox", "-").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no such file", "sandbox", "missing.py")]
    [InlineData("program's file is missing", "sandbox", "--limit", "cpu=1")]
    [InlineData("'ruby' not recognized", "sandbox", "--language", "ruby", "missing.py")]
    [InlineData("not name=value", "sandbox", "missing.py", "--limit", "cpu")]
    public void A_mistake_is_one_sentence_and_exit_code_2(string part, params string[] arguments)
    {
        var result = Cli.Run(arguments);
        Assert.Equal(2, result.Code);
        Assert.Contains(part, result.Error, StringComparison.Ordinal);
    }
}
