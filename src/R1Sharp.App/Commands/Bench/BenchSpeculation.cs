// r1 bench speculation: sampling with drafts against sampling without, in turns, on Countdown of the miniature world: one
// completion alone, one group, and a rollout of several groups with its tail.

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.App.Commands.Bench;

/// <summary>Measures what drafts save.</summary>
static class BenchSpeculation
{
    // The tail of a rollout begins when fewer completions than this are unfinished: the slots of a worker then stand empty.
    const int TailSamples = 12, Level = 3, MostTokens = 480;

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "A model of the miniature world.", Required = true, HelpName = "folder" };
        var replay = new Option<bool>("--replay")
        {
            Description = "Have it say the world's own traces, as a model says them that has learned the corpus; its own samples otherwise.",
        };
        var prompts = new NumberOption<int>("--prompts", 1, 4096) { Description = "Prompts of the rollout.", DefaultValueFactory = _ => 16 };
        var samples = new NumberOption<int>("--samples", 1, 4096) { Description = "Completions of each.", DefaultValueFactory = _ => 16 };
        var runs = new NumberOption<int>("--runs", 1, 1000) { Description = "Runs of each side, in turns; medians count.", DefaultValueFactory = _ => 5 };
        var threads = new NumberOption<int?>("--threads", 1, 1024) { Description = "Threads; all cores otherwise." };
        var json = new Option<bool>("--json") { Description = "Print lines of JSON." };
        var command = new Command("speculation", "Sampling with drafts against sampling without.") { model, replay, prompts, samples, runs, threads, json };
        command.SetAction(parsed =>
        {
            using var engine = new CpuEngine(parsed.GetValue(threads));
            using var drafting = Load(engine, parsed.GetRequiredValue(model), isDrafting: true);
            using var plain = Load(engine, parsed.GetRequiredValue(model), isDrafting: false);
            (string Name, int Prompts, int Samples)[] cases =
                [("one", 1, 1), ("group", 1, parsed.GetValue(samples)), ("rollout", parsed.GetValue(prompts), parsed.GetValue(samples))];
            foreach (var (name, count, size) in cases)
            {
                var times = Compare(drafting, plain, () => Requests(plain, count, size, parsed.GetValue(replay)), parsed.GetValue(runs));
                Print(name, engine.Workers, times, parsed.GetValue(json));
            }
            return ExitCode.Fine;
        });
        return command;
    }

    /// <summary>Seconds of one generation and of its tail.</summary>
    readonly record struct Times(int Tokens, double Seconds, double TailSeconds);

    static LoadedModel Load(CpuEngine engine, string path, bool isDrafting) =>
        LoadedModel.Read(path, engine, use: NetworkUse.Sampling, layout: new() { Speculation = isDrafting });

    static (Times With, Times Without) Compare(LoadedModel drafting, LoadedModel plain, Func<GenerationRequest[]> requests, int runs)
    {
        var with = new List<Times>();
        var without = new List<Times>();
        for (int run = -1; run < runs; run++)
        {
            var (one, other) = (Once(drafting.Policy, requests()), Once(plain.Policy, requests()));
            if (one.Tokens != other.Tokens)
                throw new InvalidOperationException("Drafts have changed what was sampled.");
            if (run < 0)
                continue;
            with.Add(one);
            without.Add(other);
        }
        return (Median(with), Median(without));
    }

    static Times Median(List<Times> times) => new(times[0].Tokens, Median(times.Select(t => t.Seconds)), Median(times.Select(t => t.TailSeconds)));

    static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    static Times Once(IPolicy policy, GenerationRequest[] requests)
    {
        long[][] last = [.. requests.Select(r => new long[r.SampleCount])];
        int tokens = 0;
        long start = Stopwatch.GetTimestamp();
        policy.Generate(requests, (request, sample, _, _) =>
        {
            last[request][sample] = Stopwatch.GetTimestamp();
            tokens++;
        });
        long[] ends = [.. last.SelectMany(l => l).Order()];
        long tail = ends.Length > TailSamples ? ends[^TailSamples] : start;
        return new(tokens, Stopwatch.GetElapsedTime(start).TotalSeconds, Stopwatch.GetElapsedTime(tail, ends[^1]).TotalSeconds);
    }

    static GenerationRequest[] Requests(LoadedModel model, int prompts, int samples, bool isReplay)
    {
        var family = new MiniatureWorld(new()).Family("countdown");
        return [.. Enumerable.Range(0, prompts).Select(prompt =>
        {
            var random = new RandomNumbers(prompt);
            var puzzle = family.Create(ref random.Stream, Level, "en");
            return new GenerationRequest
            {
                Prompt = model.Tokenizer.Encode(model.Template.Render(puzzle.Problem.Question)),
                SampleCount = samples,
                Sampling = new() { MaxCompletionTokens = MostTokens, StopTokens = model.EndIds },
                Seed = 1,
                PromptKey = prompt,
                Steering = isReplay ? new ReplaySteering(model.Tokenizer.VocabularySize,
                    [.. Enumerable.Range(0, samples).Select(_ => Trace(model, puzzle, ref random.Stream))]) : null,
            };
        })];
    }

    static int[] Trace(LoadedModel model, IPuzzle puzzle, ref Numerics.RandomStream random)
    {
        var thoughts = new TraceText("en", mixed: false, random);
        string answer = puzzle.Think(thoughts, ref random);
        string text = $"{ThinkAnswerText.ThinkOpen}{thoughts}{ThinkAnswerText.ThinkClose}{ThinkAnswerText.AnswerOpen}{answer}{ThinkAnswerText.AnswerClose}";
        return [.. model.Tokenizer.Encode(text), model.EndIds[0]];
    }

    /// <summary>A stream that lambdas can pass on.</summary>
    sealed class RandomNumbers(int prompt)
    {
        public Numerics.RandomStream Stream = new(1, Numerics.RandomPurpose.Problems, prompt);
    }

    static void Print(string name, int threads, (Times With, Times Without) times, bool asJson)
    {
        var (with, without) = times;
        double ratio = Math.Round(without.Seconds / with.Seconds, 2), tail = Math.Round(without.TailSeconds / with.TailSeconds, 2);
        Console.WriteLine(asJson
            ? JsonSerializer.Serialize(new
            {
                @case = "speculation",
                what = name,
                tokens = with.Tokens,
                seconds = Math.Round(with.Seconds, 4),
                seconds_without = Math.Round(without.Seconds, 4),
                ratio,
                tail_seconds = Math.Round(with.TailSeconds, 4),
                tail_seconds_without = Math.Round(without.TailSeconds, 4),
                tail_ratio = tail,
                threads,
            })
            : string.Create(CultureInfo.InvariantCulture, $"{name}: {with.Tokens:N0} tokens, {with.Seconds:0.000} s with drafts, {without.Seconds:0.000} s "
                + $"without ({ratio} times); the tail {with.TailSeconds:0.000} s and {without.TailSeconds:0.000} s ({tail} times)"));
    }
}
