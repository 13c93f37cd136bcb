// Going on from the beginnings of texts: what a model writes by itself, how much of that it knows by heart, how much it repeats itself, and how well it
// predicts the texts as they go on. It learns nothing. It is what papers on duplicates and repetition in training data measure.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Corpus;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Stages;

/// <summary>Continuations of the model that the stage begins with.</summary>
sealed record ContinueStage
{
    /// <summary>The stage whose texts are gone on with.</summary>
    public required string Texts { get; init; }

    /// <summary>The stage whose texts are looked for in what the model writes; null looks for none.</summary>
    [DefaultValue(null)] public string? Against { get; init; }

    /// <summary>Texts, from the first on; those that are no longer than a beginning are passed over.</summary>
    [Range(1, 1_000_000)] public int Count { get; init; } = 200;

    /// <summary>Tokens of a beginning.</summary>
    [Range(1, 100_000)] public int BeginningTokens { get; init; } = 16;

    /// <summary>Most tokens of a continuation.</summary>
    [Range(1, 1_000_000)] public int MaxCompletionTokens { get; init; } = 128;

    /// <summary>Temperature; 0 takes the most probable token.</summary>
    [Range(0.0, 100.0)] public double Temperature { get; init; }

    /// <summary>So many words in a row that stand in the other stage's texts are recited.</summary>
    [Range(2, 1000)] public int RecitedWords { get; init; } = 20;
}

/// <summary>Go on from the beginnings of texts.</summary>
sealed class ContinueKind() : StageKind<ContinueStage>("continue")
{
    public override string Tell(StageStory story)
    {
        var line = story.Steps[0];
        string recited = double.IsNaN(line["recited"]) ? "" : $", {StageStory.Percent(line["recited"])} of its words are recited";
        return $"It went on from {StageStory.Number(line["texts"])} beginnings{story.Took}: {StageStory.Percent(line["repetition"])} of runs of four words "
            + $"stood before{recited}.";
    }

    protected override IEnumerable<StageNeed> Needs(ContinueStage stage)
    {
        yield return new(stage.Texts, StageYield.Texts, "goes on with texts of", "texts");
        if (stage.Against is { } against)
            yield return new(against, StageYield.Texts, "looks for texts of", "against");
    }

    protected override ContinueStage Smoke(ContinueStage stage) => stage with
    {
        Count = Math.Min(SmokeSize.Group, stage.Count),
        BeginningTokens = Math.Min(4, stage.BeginningTokens),
        MaxCompletionTokens = Math.Min(SmokeSize.CompletionTokens, stage.MaxCompletionTokens),
    };

    protected override StageEstimate Estimate(ContinueStage stage, StageNode node, StagePlan plan) => new()
    {
        Sampled = (long)stage.Count * stage.MaxCompletionTokens,
        InFlight = long.MaxValue,
        CompletionCap = stage.MaxCompletionTokens,
    };

    protected override IStageRun Begin(ContinueStage stage, StageNode node, LoadedModel model, RunParts run)
    {
        var recitation = stage.Against is { } against ? new Recitation(Of(against), stage.RecitedWords) : null;
        return new ContinueStageRun(stage, model, Of(stage.Texts), recitation, run.Seed);

        IEnumerable<string> Of(string name) => JsonLines.Stream(run.Folder.Stage(name).Data).Select(line => line.Column("text")!.Value.GetString()!);
    }
}

/// <summary>A stage that goes on from the beginnings of texts, in one step.</summary>
/// <param name="stage">How.</param>
/// <param name="model">The model.</param>
/// <param name="texts">The texts.</param>
/// <param name="recitation">Finds what is recited; null looks for nothing.</param>
/// <param name="seed">The run's seed.</param>
sealed class ContinueStageRun(ContinueStage stage, LoadedModel model, IEnumerable<string> texts, Recitation? recitation, ulong seed) : IStageRun
{
    public int StepCount => 1;

    public StageStep Step(int stepIndex)
    {
        int[][] whole = Whole();
        int[][] written = Continuations(whole);
        string[] continuations = [.. written.Select(tokens => model.Tokenizer.Decode(tokens))];
        long sampled = written.Sum(tokens => (long)tokens.Length);
        var numbers = new JsonObject
        {
            ["texts"] = whole.Length,
            ["loss"] = Loss(whole),
            ["repetition"] = RunRepetition.Mean(continuations),
            ["sampled_tokens"] = sampled,
            ["scored_tokens"] = whole.Sum(tokens => (long)tokens.Length),
        };
        if (recitation is not null)
            numbers["recited"] = recitation.ShareOf(continuations);
        return new StageStep(numbers, sampled, [("texts", whole.Length.ToString("N0", CultureInfo.InvariantCulture))])
        {
            Examples = [.. whole.Zip(continuations, (tokens, continuation) => new JsonObject
            {
                ["beginning"] = model.Tokenizer.Decode(tokens[..stage.BeginningTokens]), ["continuation"] = continuation,
            })],
        };
    }

    int[][] Whole()
    {
        int[][] whole = [.. texts.Select(text => model.Tokenizer.Encode(text)).Select(tokens => tokens[..Math.Min(tokens.Length, model.MaxPositions)])
            .Where(tokens => tokens.Length > stage.BeginningTokens).Take(stage.Count)];
        return whole.Length > 0 ? whole : throw new UserErrorException(
            $"No text of '{stage.Texts}' goes on after {stage.BeginningTokens} tokens: lower beginning_tokens, or name longer texts.");
    }

    int[][] Continuations(int[][] whole) => [.. model.Policy.Generate([.. whole.Select((tokens, i) => new GenerationRequest
    {
        Prompt = tokens[..stage.BeginningTokens],
        Sampling = new()
        {
            Temperature = stage.Temperature, MaxCompletionTokens = stage.MaxCompletionTokens, StopTokens = [.. model.EndIds],
        },
        Seed = seed,
        PromptKey = i,
    })]).Select(samples => samples[0].Tokens)];

    // Nats a token of the texts behind their beginnings.
    double Loss(int[][] whole)
    {
        float[][] logProbs = model.Policy.LogProbs([.. whole.Select(tokens => new TokenSequence(tokens, stage.BeginningTokens))]);
        return -logProbs.Sum(of => of.Sum(p => (double)p)) / logProbs.Sum(of => (long)of.Length);
    }
}
