// r1 reward measure: a reward model on preferences or labels that others have published.

using System.CommandLine;
using System.Globalization;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Shapes;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Learning.Training.RewardModels;

namespace R1Sharp.App.Commands;

/// <summary>The command that measures reward models.</summary>
static class RewardMeasureCommand
{
    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines)
    {
        var source = new DataSourceOptions();
        var model = new Option<string>("--model")
        {
            Description = "The folder of a reward model, as a stage reward_model leaves it.",
            Required = true,
            HelpName = "folder",
        };
        var template = new Option<string?>("--template") { Description = "How a question becomes a prompt: as where the model was trained; otherwise chat." };
        var threads = new NumberOption<int?>("--threads", 1, 1024) { Description = "Threads to use; changes no result." };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of text." };
        var command = new Command("measure", "Measure a reward model on pairs of which one is preferred (as RewardBench's) or on labels, of whole answers or "
            + "of steps (as ProcessBench's).")
        {
            model,
            template,
            threads,
            json,
        };
        source.AddTo(command);
        command.SetAction(parsed =>
        {
            string folder = parsed.GetRequiredValue(model);
            var (evaluation, leftOut) = Measured(engines, parsed.GetValue(threads), folder, source.Read(parsed), parsed.GetValue(template));
            foreach (string line in parsed.GetValue(json) ? [RunJson.Object(evaluation).ToJsonString()] : Lines(evaluation, leftOut))
                Console.WriteLine(line);
            return ExitCode.Fine;
        });
        return command;
    }

    static (RewardModelEvaluation Evaluation, long LeftOut) Measured(
        Func<int?, IEngine> engines, int? threads, string folder, DataSource source, string? template)
    {
        using var engine = engines(threads);
        var files = ModelFiles.Of(folder);
        using var model = RewardModel.Load(files.Base, engine);
        var (tokenizer, counts) = (files.Tokenizer(), new ExampleCounts());
        int longest = ModelConfig.Read(files.Base, OutputHead.Scalar).MaxPositions;
        var prompts = PromptTemplate.Named(template ?? files.Template() ?? LoadedModel.DefaultTemplate, tokenizer);
        var data = new RewardModelData(new(tokenizer, longest), prompts, model.Card.Scope, new MiniatureWorld(new()).General, seed: 0, counts);
        IRewardExample[] examples = RowShapes.Preference(Dataset.Open(source).Rows().First())
            ? [.. data.OfPairs([new() { Path = source.Path, Config = source.Config, Split = source.Split, Where = source.Where, MaxTokens = longest }])]
            : [.. data.OfLabels([new() { Path = source.Path, Config = source.Config, Split = source.Split, Where = source.Where, MaxTokens = longest }])];
        if (examples.Length == 0)
            throw new UserErrorException($"{source.Path}: all {counts.LeftOut} examples are longer than the model's {longest} tokens.");
        var scores = model.Scores([.. examples.SelectMany(e => e.Responses).Select(r => r.Sequence)]);
        return (RewardModelEvaluation.Of(examples, scores), counts.LeftOut);
    }

    static IEnumerable<string> Lines(RewardModelEvaluation of, long leftOut)
    {
        string Share(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";
        string longer = leftOut > 0 ? string.Create(CultureInfo.InvariantCulture, $", {leftOut:N0} more left out as too long") : "";
        yield return string.Create(CultureInfo.InvariantCulture, $"{"examples",-31} {of.Examples:N0}{longer}");
        foreach (var (name, value) in ((string, double?)[])[("accuracy", of.Accuracy), ("accuracy, similar lengths", of.SimilarLengthAccuracy),
            ("accuracy, the longer is better", of.LongerChosenAccuracy), ("accuracy, the shorter is better", of.ShorterChosenAccuracy),
            ("first wrong step found", of.FirstErrorAccuracy), ("no step wrong, none called so", of.NoErrorAccuracy), ("F1 of both", of.FirstErrorF1)])
            if (value is { } share)
                yield return $"{name,-31} {Share(share)}";
        yield return string.Create(CultureInfo.InvariantCulture, $"{"loss",-31} {of.Loss:0.0000} nats (a coin has 0.6931)");
        yield return $"{"calibration error",-31} {Share(of.Calibration.ExpectedError)}";
    }
}
