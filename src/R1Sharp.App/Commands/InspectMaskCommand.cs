// r1 inspect mask RECIPE: the examples of a stage of fine-tuning, token by token, coloured by what is learned from.

using System.CommandLine;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands;

/// <summary>The command that shows the mask of the loss.</summary>
static class InspectMaskCommand
{
    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines)
    {
        var recipe = new Argument<string>("recipe") { Description = "The recipe, a YAML file." };
        var stage = new Option<string?>("--stage") { Description = "The stage of fine-tuning; otherwise the first." };
        var run = new Option<string?>("--run")
        {
            Description = "The run folder, where the stage learns from what an earlier one collected.",
            HelpName = "folder",
        };
        var count = new NumberOption<int>("--examples", 1, 1_000_000) { Description = "How many examples.", DefaultValueFactory = _ => 3 };
        var plain = new Option<bool>("--plain") { Description = "Put what is learned from in brackets instead of colour." };
        var command = new Command("mask", "Show which tokens of a stage's examples are learned from.") { recipe, stage, run, count, plain };
        command.SetAction(parsed =>
        {
            var loaded = RecipeFile.Load(parsed.GetRequiredValue(recipe), []);
            bool isPlain = parsed.GetValue(plain) || Console.IsOutputRedirected;
            foreach (var line in Lines(engines, loaded, parsed.GetValue(stage), parsed.GetValue(run), parsed.GetValue(count), isPlain))
                Console.WriteLine(line);
            return ExitCode.Fine;
        });
        return command;
    }

    static IEnumerable<string> Lines(Func<int?, IEngine> engines, Recipe recipe, string? stage, string? run, int count, bool isPlain)
    {
        var nodes = StageGraph.Of(recipe.Stages).Where(n => n.Recipe.Settings is SftStage && (stage is null || n.Name == stage)).ToList();
        if (nodes.Count == 0)
            throw new UserErrorException(stage is null ? "the recipe has no stage of fine-tuning."
                : $"the recipe has no stage of fine-tuning named '{stage}'.");
        if (run is null && nodes[0].Data.Count > 0)
            throw new UserErrorException($"stage '{nodes[0].Name}' learns from what '{nodes[0].Data[0].Name}' collected; name the run's folder with --run.");
        var world = new MiniatureWorld(recipe.World);
        var corpora = new Corpora(recipe, world);
        using var folder = RunFolder.ToRead(run ?? ".");
        using var engine = engines(recipe.Threads);
        using var models = new StageModels(recipe, corpora, folder, engine);
        var parts = new RunParts(recipe, new ProblemSets(world), corpora, models, folder);
        var limits = models.LimitsOf(nodes[0]);
        foreach (var example in SftKind.Examples((SftStage)nodes[0].Recipe.Settings, parts, limits).Take(count))
            yield return MaskText.Of(example, limits.Tokenizer, isPlain);
    }
}
