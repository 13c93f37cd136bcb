// r1 sandbox PROGRAM: runs a program where it can hurt nothing, and says as one line of JSON what became of it.

using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Runs;
using R1Sharp.App.Sandbox;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.App.Commands;

/// <summary>The command that runs a program in the sandbox.</summary>
static class SandboxCommand
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var program = new Argument<string>("program") { Description = "The program's file; - reads it from standard input.", Arity = ArgumentArity.ZeroOrOne };
        var language = new Option<string>("--language") { Description = "What it is written in.", DefaultValueFactory = _ => "python" };
        language.AcceptOnlyFromAmong("python");
        var input = new Option<string?>("--stdin")
        {
            Description = "A file that it reads as standard input; - passes ours on. Otherwise it is empty.",
            HelpName = "file",
        };
        var limit = new Option<string[]>("--limit")
        {
            Description = $"A limit, name=value: {string.Join(", ", LimitArguments.Known.Select(
                l => $"{l.Name} ({(l.Unit.Length > 0 ? l.Unit + ", " : "")}default {l.Value(new ProgramLimits())})"))}.",
            HelpName = "name=value",
            AllowMultipleArgumentsPerToken = true,
        };
        var repeat = new NumberOption<int?>("--repeat", 1, 1_000_000) { Description = "Run it this often, on all processors, and print the rate." };
        var command = new Command("sandbox", "Run a program shut in, and print what became of it as JSON.") { program, language, input, limit, repeat };
        command.Validators.Add(r =>
        {
            if (Program(r.GetValue(program), r.GetValue(limit)) is null)
                r.AddError("the program's file is missing");
            if (Program(r.GetValue(program), r.GetValue(limit)) == "-" && r.GetValue(input) == "-")
                r.AddError("the program and its input cannot both come from standard input");
        });
        command.SetAction(parsed =>
        {
            string[] limits = parsed.GetValue(limit) ?? [];
            var read = LimitArguments.Read(limits.Where(word => parsed.GetValue(program) is not null || IsLimit(word)));
            var request = new ProgramRequest(Text(Program(parsed.GetValue(program), limits)!), parsed.GetValue(input) is { } file ? Text(file)
                : "")
            { Limits = read };
            using var sandbox = new PythonSandbox();
            Console.WriteLine((parsed.GetValue(repeat) is { } times ? Rate(sandbox, request, times) : Line(sandbox.Run(request))).ToJsonString(RunJson.Line));
            return ExitCode.Fine;
        });
        return command;
    }

    static bool IsLimit(string word) => word.Contains('=', StringComparison.Ordinal);

    // Several limits may follow one --limit; the program's file then stands behind them.
    static string? Program(string? argument, string[]? limits) =>
        argument ?? (limits?.Where(word => !IsLimit(word)).ToArray() is [var file] ? file : null);

    static JsonObject Line(ProgramResult result) => new()
    {
        ["status"] = result.Status.ToString().ToLowerInvariant(),
        ["exit_code"] = result.ExitCode,
        ["stdout"] = result.Output,
        ["stderr"] = result.Error,
        ["cpu_ms"] = result.CpuMs,
    };

    static JsonObject Rate(PythonSandbox sandbox, ProgramRequest request, int times)
    {
        sandbox.Run(request);
        var clock = Stopwatch.StartNew();
        var results = new ProgramResult[times];
        Parallel.For(0, times, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i => results[i] = sandbox.Run(request));
        double seconds = clock.Elapsed.TotalSeconds;
        return new()
        {
            ["programs"] = times,
            ["ok"] = results.Count(r => r.Status == ProgramStatus.Ok),
            ["processors"] = Environment.ProcessorCount,
            ["seconds"] = Math.Round(seconds, 3),
            ["per_second"] = Math.Round(times / seconds, 1),
            ["cpu_ms_each"] = Math.Round(results.Average(r => r.CpuMs), 1),
        };
    }

    static string Text(string path)
    {
        if (path == "-")
            return StandardStreams.InputText();
        return File.Exists(path) ? Utf8Text.ReadAll(path)
            : throw new UserErrorException($"{path}: there is no such file{NearestPath.Hint(path)}; paths are relative to the present folder.");
    }
}
