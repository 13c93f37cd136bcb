// r1 ranks: how much of what all weights learn adapters of each rank learn, over seeds, as a table and a chart ("LoRA without regret").

using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using R1Sharp.App.Charts;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands;

/// <summary>Rank against gain.</summary>
static class RanksCommand
{
    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines)
    {
        var recipe = new Option<string>("--recipe")
        {
            Description = "A recipe that pre-trains, evaluates, reinforces (grpo) and evaluates.",
            DefaultValueFactory = _ => "recipes/ranks.yaml",
        };
        var ranks = new NumberOption<int[]>("--ranks", 1, 4096)
        {
            Description = "Ranks, ascending; may be repeated.",
            DefaultValueFactory = _ => [1, 2, 4, 8, 16, 32, 64],
            AllowMultipleArgumentsPerToken = true,
        };
        var seeds = SeedRange.Option();
        var times = new NumberOption<double>("--rate-times", 0.001m, 1000m)
        {
            Description = "The learning rate of adapters, in those of all weights.",
            DefaultValueFactory = _ => 10,
        };
        var output = new Option<string>("--out")
        {
            Description = "The folder of the runs, of ranks.json and ranks.svg.",
            DefaultValueFactory = _ => "runs/ranks",
        };
        var set = new Option<string[]>("--set") { Description = "Change a value of the recipe: path=value. May be repeated.", HelpName = "path=value" };
        var command = new Command("ranks", "Draw what adapters of each rank learn against what all weights learn.")
        {
            recipe, ranks, seeds, times, output, set,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var settings = RecipeFile.Load(parsed.GetRequiredValue(recipe), parsed.GetValue(set) ?? []);
            var chosen = SeedRange.Parse(parsed.GetRequiredValue(seeds))!;
            var study = new RankStudy(engines, settings, parsed.GetValue(times), parsed.GetRequiredValue(output), cancellation);
            var gains = study.Gains([null, .. parsed.GetRequiredValue(ranks).Order().Distinct().Select(rank => (int?)rank)], chosen);
            Write(parsed.GetRequiredValue(output), gains);
            return Task.FromResult(ExitCode.Fine);
        });
        return command;
    }

    static void Write(string folder, IReadOnlyList<RankGain> gains)
    {
        foreach (var gain in gains)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(gain.Rank is { } rank ? $"rank {rank}" : "all weights"),-12} {gain.Learned,12:N0} learn   gain {gain.Mean * 100,6:0.0} points  "
                    + $"({string.Join(", ", gain.BySeed.Select(g => (g * 100).ToString("0.0", CultureInfo.InvariantCulture)))})"));
        AtomicFile.WriteAllText(Path.Combine(folder, "ranks.json"),
            new JsonArray([.. gains.Select(g => (JsonNode)RunJson.Object(g))]).ToJsonString(RunJson.Page));
        AtomicFile.WriteAllText(Path.Combine(folder, "ranks.svg"), LineChartSvg.Render(Chart(gains), standalone: true));
        Console.WriteLine($"written: {Path.Combine(folder, "ranks.svg")}");
    }

    static LineChart Chart(IReadOnlyList<RankGain> gains)
    {
        RankGain full = gains.First(g => g.Rank is null), first = gains.First(g => g.Rank is not null), last = gains.Last(g => g.Rank is not null);
        return new()
        {
            Title = "What adapters learn by their rank",
            Subtitle = "gain of right answers on held-out problems, with the range over seeds",
            X = new() { Title = "rank", Log = true },
            Y = new() { Title = "gain", Format = NumberFormat.Percent },
            Series =
            [
                new("all weights", [new(first.Rank!.Value, full.Mean), new(last.Rank!.Value, full.Mean)]) { Style = LineStyle.Dashed },
                new("adapters", [.. gains.Where(g => g.Rank is not null).Select(g => new ChartPoint(g.Rank!.Value, g.Mean, g.BySeed.Min(), g.BySeed.Max()))])
                {
                    Markers = true,
                },
            ],
        };
    }
}
