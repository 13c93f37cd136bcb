// r1 bench compare: the engine and its PyTorch peer (bench/peers), one after the other on the same machine.

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Commands.Options;
using R1Sharp.Learning.Cpu;

namespace R1Sharp.App.Commands.Bench;

/// <summary>Runs both sides of each case and prints both and the ratio.</summary>
static class BenchCompare
{
    const string DefaultPython = "/usr/bin/python3";

    static readonly string[] Cases = ["train S", "train M", "train L", "generate S", "generate M", "generate L", "generate M 1", "grpo"];

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var only = new Option<string[]>("--only") { Description = $"Some of the cases: {string.Join(", ", Cases)}.", AllowMultipleArgumentsPerToken = false };
        var runs = new NumberOption<int>("--runs", 1, 1000)
        {
            Description = "Runs of each side, of which the median is compared.",
            DefaultValueFactory = _ => 5,
        };
        var threads = new NumberOption<int?>("--threads", 1, 1024) { Description = "Threads of both sides; all cores otherwise." };
        var python = new Option<string>("--python") { Description = "The Python that has PyTorch.", DefaultValueFactory = _ => DefaultPython };
        var blas = new Option<string?>("--blas") { Description = "The OpenBLAS that PyTorch uses: pthread or openmp; otherwise the system's choice." };
        var json = new Option<bool>("--json") { Description = "Print lines of JSON." };
        var command = new Command("compare", "Measure PyTorch on the same shapes, and the ratio.") { only, runs, threads, python, blas, json };
        command.Validators.Add(result =>
        {
            foreach (string name in result.GetValue(only) ?? [])
                if (!Cases.Contains(name))
                    result.AddError($"--only {name} is none of the cases: {string.Join(", ", Cases)}");
        });
        command.SetAction(parsed =>
        {
            var peer = new Peer(parsed.GetRequiredValue(python), parsed.GetValue(blas));
            peer.RequireTorch();
            string[] chosen = parsed.GetValue(only) is { Length: > 0 } some ? some : Cases;
            foreach (string name in chosen)
                Compare(name, peer, parsed.GetValue(runs), parsed.GetValue(threads) ?? Environment.ProcessorCount, parsed.GetValue(json));
            return ExitCode.Fine;
        });
        return command;
    }

    static void Compare(string name, Peer peer, int runs, int threads, bool asJson)
    {
        var ours = Ours(name.Split(' '), runs, threads);
        ours.Print(asJson);
        var theirs = Theirs(name.Split(' '), peer, runs, threads);
        theirs.Print(asJson);
        double ratio = Math.Round(ours.TokensPerSecond!.Value / theirs.TokensPerSecond!.Value, 2);
        Console.WriteLine(asJson
            ? JsonSerializer.Serialize(new { @case = name, ratio, blas = theirs.Blas })
            : string.Create(CultureInfo.InvariantCulture, $"{name}: {ratio} times PyTorch ({theirs.Blas})"));
    }

    // The pool lives no longer than our side: its threads must not spin beside PyTorch's.
    static BenchLine Ours(string[] name, int runs, int threads)
    {
        using var engine = new CpuEngine(threads);
        return name[0] switch
        {
            "train" => BenchCommand.Train(BenchShape.Find(name[1]), engine, runs),
            "generate" =>
                BenchCommand.Generate(BenchShape.Find(name[1]), name.Length > 2 ? int.Parse(name[2], CultureInfo.InvariantCulture) : null, engine, runs),
            _ => BenchCommand.Grpo(engine, runs),
        };
    }

    static BenchLine Theirs(string[] name, Peer peer, int runs, int threads)
    {
        var arguments = new List<string> { "--runs", Text(runs), "--threads", Text(threads) };
        if (name.Length > 1)
            arguments.AddRange(["--shape", name[1]]);
        if (name.Length > 2)
            arguments.AddRange(["--batch", name[2]]);
        return peer.Measure(name[0] + ".py", arguments);
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
