// r1 bench prefixes: an update of GRPO in which each group's prompt goes through the network once against one in which it goes through
// with every completion, in turns.

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Commands.Options;
using R1Sharp.Learning.Cpu;

namespace R1Sharp.App.Commands.Bench;

/// <summary>Measures what shared prompts save.</summary>
static class BenchPrefixes
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var shape = new Option<string>("--shape") { Description = "The network: S, M or L.", DefaultValueFactory = _ => "S" };
        var groups = Number("--groups", "Groups of an update.", BenchCommand.GrpoPrompts);
        var size = Number("--group-size", "Completions of each.", BenchCommand.GrpoSamples);
        var prompt = Number("--prompt-tokens", "Tokens of a prompt.", BenchCommand.GrpoPromptTokens);
        var tokens = Number("--new-tokens", "Tokens of a completion.", BenchCommand.GrpoNewTokens);
        var rows = new NumberOption<int?>("--micro-batch-tokens", 1, 1_000_000)
        {
            Description = "Rows of a micro-batch with shared prompts; the default otherwise.",
        };
        var runs = Number("--runs", "Runs of each side, in turns; medians count.", 5);
        var threads = new NumberOption<int?>("--threads", 1, 1024) { Description = "Threads; all cores otherwise." };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON." };
        var command = new Command("prefixes", "An update with shared prompts against one without.")
        {
            shape, groups, size, prompt, tokens, rows, runs, threads, json,
        };
        command.SetAction(parsed =>
        {
            var network = BenchShape.Find(parsed.GetRequiredValue(shape));
            var update = new Update(parsed.GetValue(groups), parsed.GetValue(size), parsed.GetValue(prompt), parsed.GetValue(tokens));
            using var engine = new CpuEngine(parsed.GetValue(threads));
            using var sharing = new BenchSteps(network, engine, new() { SharePrefixes = true, MicroBatchTokens = parsed.GetValue(rows) });
            using var plain = new BenchSteps(network, engine);
            var (with, without) = BenchTimes.InTurns(update.Of(sharing), update.Of(plain), parsed.GetValue(runs));
            Print(network, update, (with.Median, without.Median), engine.Workers, parsed.GetValue(json));
            return ExitCode.Fine;
        });
        return command;
    }

    static NumberOption<int> Number(string name, string description, int otherwise) =>
        new(name, 1, 4096) { Description = description, DefaultValueFactory = _ => otherwise };

    /// <summary>What an update learns from.</summary>
    readonly record struct Update(int Groups, int Size, int PromptTokens, int NewTokens)
    {
        public Action Of(BenchSteps steps) => steps.GroupUpdate(Groups, Size, PromptTokens, NewTokens);
    }

    static void Print(BenchShape shape, Update update, (double With, double Without) seconds, int threads, bool asJson)
    {
        double ratio = Math.Round(seconds.Without / seconds.With, 3);
        Console.WriteLine(asJson
            ? JsonSerializer.Serialize(new
            {
                @case = "prefixes",
                shape = shape.Name,
                groups = update.Groups,
                group_size = update.Size,
                prompt_tokens = update.PromptTokens,
                new_tokens = update.NewTokens,
                seconds = Math.Round(seconds.With, 4),
                seconds_without = Math.Round(seconds.Without, 4),
                ratio,
                threads,
                simd = BenchLine.SimdName,
            })
            : string.Create(CultureInfo.InvariantCulture, $"{shape.Name}, {update.Groups} x {update.Size} of {update.PromptTokens} + {update.NewTokens} "
                + $"tokens: {seconds.With:0.000} s with shared prompts, {seconds.Without:0.000} s without ({ratio} times; {threads} threads)"));
    }
}
