// Runs of one recipe with adapters of several ranks, and with all weights, beside one pre-trained network.

using System.Globalization;
using System.Text.Json.Nodes;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands;

/// <summary>What one rank gained.</summary>
/// <param name="Rank">The rank; null where all weights learned.</param>
/// <param name="Learned">Parameters that learned.</param>
/// <param name="BySeed">Right answers after the last stage less those before it, mean over families, for each seed.</param>
sealed record RankGain(int? Rank, long Learned, IReadOnlyList<double> BySeed)
{
    /// <summary>Mean over the seeds.</summary>
    public double Mean => BySeed.Average();
}

/// <summary>Runs of one recipe with adapters of several ranks beside one pre-trained network; what is there already is not done again.</summary>
sealed class RankStudy(Func<int?, IEngine> engines, Recipe recipe, double rateTimes, string folder, CancellationToken interruption)
{
    /// <summary>The gains of the ranks, in their order.</summary>
    public IReadOnlyList<RankGain> Gains(IReadOnlyList<int?> ranks, IReadOnlyList<ulong> seeds)
    {
        string network = Base();
        return [.. ranks.Select(rank => new RankGain(rank, Learned(network, rank), [.. seeds.Select(seed => Gain(network, rank, seed))]))];
    }

    // What the recipe's first stages pre-train, or what it reads.
    string Base()
    {
        StageRecipe[] first = [.. recipe.Stages.TakeWhile(s => s.Kind.LearnsAllWeights)];
        return first.Length > 0 ? Run("base", recipe with { Stages = first, Policy = recipe.Policy with { Adapter = null } }).Model
            : recipe.Model.From ?? throw new UserErrorException("the recipe neither pre-trains a network first nor reads one with model.from.");
    }

    AdapterOptions? Adapter(int? rank) => rank is { } r ? (recipe.Policy.Adapter ?? new()) with { Rank = r } : null;

    long Learned(string network, int? rank)
    {
        var shape = ModelFiles.Of(network).Shape();
        using var engine = engines(recipe.Threads);
        return engine.Estimate(Adapter(rank) is { } adapter ? shape with { Adapter = AdapterShape.Of(adapter, shape) } : shape).LearnedParameters;
    }

    double Gain(string network, int? rank, ulong seed)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{(rank is { } r ? $"rank-{r}" : "all")}-seed{seed}");
        var run = Run(name, recipe with
        {
            Seed = seed,
            Model = new ModelRecipe { From = network },
            Policy = recipe.Policy with { Adapter = Adapter(rank) },
            Stages = [.. recipe.Stages.SkipWhile(s => s.Kind.LearnsAllWeights).Select(stage => rank is null ? stage : Faster(stage))],
        });
        double[] right = [.. run.Stages.Select(StageRecord.Read).OfType<StageRecord>().Select(r => r.Evaluation).OfType<JsonObject>().Select(Right)];
        return right.Length >= 2 ? right[^1] - right[0]
            : throw new UserErrorException("the recipe must evaluate before and after it reinforces, so that there is a gain: give it two stages evaluate.");
    }

    StageRecipe Faster(StageRecipe stage) => stage.Settings is not GrpoStage grpo ? stage : stage with
    {
        Settings = grpo with
        {
            Options = grpo.Options with { LearningRate = grpo.Options.LearningRate with { Peak = Math.Min(1, rateTimes * grpo.Options.LearningRate.Peak) } },
        },
    };

    static double Right(JsonObject evaluation) => evaluation.Average(family => (double)family.Value!["pass_at_1"]!);

    RunFolder Run(string name, Recipe settings)
    {
        string place = Path.Combine(folder, name);
        Console.WriteLine($"{name}:");
        using var run = RunFolder.Open(place, RecipeFile.Resolved(settings), Directory.Exists(place) ? RunUse.Redo : RunUse.None);
        RunCommand.Carry(engines, settings, run, new PlainDisplay(TextWriter.Null), [], interruption);
        return run;
    }
}
