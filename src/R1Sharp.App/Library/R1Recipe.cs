// Recipes, run by programs, with stages of their own.

using System.Diagnostics;
using R1Sharp.App;
using R1Sharp.App.Recipes;
using R1Sharp.App.Reports;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp;

/// <summary>How <see cref="R1Recipe.Run"/> carries out a recipe.</summary>
public sealed record R1RunOptions
{
    /// <summary>Values to change, e.g. "stages.grpo.steps=20", in order.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>The run folder; null makes runs/NAME-seedN, or what the recipe says.</summary>
    public string? Folder { get; init; }

    /// <summary>What may be done with a run that is in the folder already.</summary>
    public RunUse Use { get; init; } = RunUse.None;

    /// <summary>Takes a line now and then about how the run goes; null tells nobody.</summary>
    public TextWriter? Log { get; init; }
}

/// <summary>Runs recipes, the same as the command <c>r1 run</c>: the run folder, its logs, checkpoints, model and report.</summary>
public static class R1Recipe
{
    /// <summary>Carries out a recipe, or goes on with it where it was stopped.</summary>
    /// <param name="path">The recipe, a YAML file.</param>
    /// <param name="options">Where and how; null takes what the recipe says.</param>
    /// <param name="cancellation">Stops it after the step in progress; <see cref="RunUse.Resume"/> goes on from there, in the same bits.</param>
    /// <returns>The run folder; its final model is in the folder model below it.</returns>
    /// <exception cref="UserErrorException">The recipe or its data is wrong, or the folder cannot be used; the message says what and where.</exception>
    /// <exception cref="WatchdogException">The run cannot learn; what it did is logged.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; a checkpoint is written.</exception>
    public static string Run(string path, R1RunOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new();
        var recipe = RecipeFile.Load(path, options.Overrides);
        string root = options.Folder ?? recipe.Folder;
        using var folder = RunFolder.Open(root, RecipeFile.Resolved(recipe), options.Use);
        using var engine = Engines.Open(recipe.Threads);
        using var run = new RecipeRun(recipe, folder, new PlainDisplay(options.Log ?? TextWriter.Null), engine, RewardHosts.Own, PeakOf);
        run.Execute(cancellation);
        Report.Write(folder.Root);
        return folder.Root;
    }

    /// <summary>Makes a kind of stage known to the recipes of this process, under its key.</summary>
    /// <param name="stage">The kind.</param>
    /// <typeparam name="TSettings">The record of its settings.</typeparam>
    /// <exception cref="ArgumentException">There is a kind of this key.</exception>
    public static void AddStage<TSettings>(R1Stage<TSettings> stage) where TSettings : class => StageKinds.Add(new OwnKind<TSettings>(stage));

    static double PeakOf(IEngine engine) => engine.MeasureFlops(work =>
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    });
}
