using System.Text;
using R1Sharp.App.Sandbox;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using Xunit;

namespace R1Sharp.Tests.Sandbox;

/// <summary>Honest programs in the sandbox, and the limits by their names.</summary>
public sealed class PythonSandboxTests
{
    static ProgramResult Run(string source, string input = "", ProgramLimits? limits = null) =>
        SandboxHost.Sandbox.Run(new ProgramRequest(source, input) { Limits = limits ?? SandboxHost.Tight });

    [Fact]
    public void An_honest_program_reads_its_input_and_prints()
    {
        var result = Run("import sys, json, math, decimal, hashlib, sqlite3, zlib, ctypes, ssl\nfor line in sys.stdin: print(line.strip()[::-1], 'é漢')", "abc\nüber\n");
        Assert.Equal((ProgramStatus.Ok, 0, "cba é漢\nrebü é漢\n", ""), (result.Status, result.ExitCode, result.Output, result.Error));
        Assert.InRange(result.CpuMs, 1, 5000);
    }

    [Fact]
    public void What_a_killed_process_left_is_removed_and_what_others_use_is_not()
    {
        _ = SandboxHost.Sandbox;
        var (left, used) = (Directory.CreateTempSubdirectory("r1-sandbox-"), Directory.CreateTempSubdirectory("r1-sandbox-"));
        File.WriteAllText(Path.Combine(left.FullName, "lock"), "");
        File.WriteAllText(Path.Combine(left.CreateSubdirectory("run").FullName, "program.py"), "pass");
        using (var held = new FileStream(Path.Combine(used.FullName, "lock"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
        {
            using var another = new PythonSandbox();
            Assert.Equal((false, true), (Directory.Exists(left.FullName), Directory.Exists(used.FullName)));
            Assert.Equal(ProgramStatus.Ok, another.Run(new ProgramRequest("pass")).Status);
        }
        SandboxFolders.RemoveStale();
        Assert.False(Directory.Exists(used.FullName));
        Assert.Equal("7\n", Run("print(7)").Output);
    }

    [Fact]
    public void An_error_shows_the_programs_own_lines_alone()
    {
        var result = Run("def f():\n    return 1 / 0\nf()");
        Assert.Equal((ProgramStatus.Error, 1), (result.Status, result.ExitCode));
        Assert.StartsWith("Traceback (most recent call last):\n  File \"/program.py\", line 3, in <module>", result.Error);
        Assert.Equal("error: ZeroDivisionError: division by zero", result.Complaint);
    }

    [Fact]
    public void Processes_threads_and_locks_of_the_library_work()
    {
        var result = Run("""
            import asyncio, concurrent.futures, multiprocessing, subprocess, sys, tempfile, threading
            def square(x): return x * x
            if __name__ == "__main__":
                with multiprocessing.Pool(2) as pool: print(pool.map(square, range(4)))
                with concurrent.futures.ThreadPoolExecutor(4) as pool: print(list(pool.map(square, range(4))))
                print(subprocess.run([sys.executable, "-c", "print(7)"], capture_output=True, text=True).stdout.strip())
                async def later(): await asyncio.sleep(0.01); return 8
                print(asyncio.run(later()))
                with tempfile.TemporaryFile() as file: file.write(b"x"); print(file.tell())
            """, limits: SandboxHost.Tight with { CpuSeconds = 10, MemoryMegabytes = 1024 });
        Assert.Equal(("[0, 1, 4, 9]\n[0, 1, 4, 9]\n7\n8\n1\n", ""), (result.Output, result.Error));
    }

    [Fact]
    public void Two_runs_print_the_same_even_where_order_hangs_on_hashes()
    {
        const string Program = "print(set('abcdefgh'), hash('x'))";
        Assert.Equal(Run(Program).Output, Run(Program).Output);
    }

    [Fact]
    public void Output_is_cut_at_the_limit_between_characters_and_is_valid_text()
    {
        var result = Run("import os\nos.write(1, ('漢' * 100000).encode())", limits: SandboxHost.Tight with { OutputKilobytes = 1 });
        Assert.Equal(ProgramStatus.Output, result.Status);
        Assert.Equal(new string('漢', 341), result.Output);
        Assert.Equal("a�b", Run("import os\nos.write(1, b'a\\xffb')").Output);
    }

    [Fact]
    public void An_input_larger_than_a_pipe_and_a_program_that_does_not_read_it()
    {
        string input = string.Concat(Enumerable.Repeat("0123456789\n", 100_000));
        Assert.Equal("1100000\n", Run("import sys\nprint(len(sys.stdin.read()))", input).Output);
        Assert.Equal((ProgramStatus.Ok, "done\n"), Run("print('done')", input) is var r ? (r.Status, r.Output) : default);
    }

    [Fact]
    public void A_conversation_goes_line_by_line_and_ends_with_the_program()
    {
        var answers = SandboxHost.Sandbox.Converse(start =>
        {
            var program = start(new ProgramRequest("for i in range(2): print(input().upper(), flush=True)") { Limits = SandboxHost.Tight });
            return (program.Ask("ab"), program.Ask("cd"), program.Ask("ef"), program.Finish().Status);
        });
        Assert.Equal(("AB", "CD", null, ProgramStatus.Ok), answers);
    }

    [Theory]
    [InlineData("memory=256", 256)]
    [InlineData("memory=1GB", 1024)]
    [InlineData("memory_mb=64", 64)]
    [InlineData("memory_kb=65537", 65)]
    public void Limits_are_read_with_and_without_units(string text, int megabytes) => Assert.Equal(megabytes, LimitArguments.Read([text]).MemoryMegabytes);

    [Theory]
    [InlineData("wall=500ms", 0.5)]
    [InlineData("wall_s=2.5", 2.5)]
    [InlineData("wall=3", 3)]
    public void So_are_times(string text, double seconds) => Assert.Equal(seconds, LimitArguments.Read([text]).WallSeconds, 9);

    [Theory]
    [InlineData("memory", "name=value")]
    [InlineData("memori=5", "did you mean 'memory'")]
    [InlineData("memory=5", "between 32")]
    [InlineData("memory=5s", "not in 's'")]
    [InlineData("processes=5mb", "without a unit")]
    [InlineData("cpu=0", "between 1")]
    public void A_wrong_limit_is_said_in_a_sentence(string text, string part) =>
        Assert.Contains(part, Assert.Throws<UserErrorException>(() => LimitArguments.Read([text])).Message);

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a\u00e9", "aé")]
    [InlineData("", "")]
    public void Whole_characters_are_kept(string text, string expected) => Assert.Equal(expected, BoundedOutput.Text(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Half_a_character_at_the_end_is_dropped_and_a_wrong_byte_is_replaced()
    {
        Assert.Equal("a", BoundedOutput.Text([(byte)'a', 0xe6, 0xbc]));
        Assert.Equal("a�", BoundedOutput.Text([(byte)'a', 0xff]));
        Assert.Equal("�b", BoundedOutput.Text([0xe6, (byte)'b']));
    }
}
