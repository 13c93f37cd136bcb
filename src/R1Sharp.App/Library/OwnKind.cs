// A stage of one's own as the run knows stages.

using System.Globalization;
using System.Text.Json.Nodes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;

namespace R1Sharp;

/// <summary>The kind.</summary>
/// <param name="own">What the program brought along.</param>
sealed class OwnKind<TSettings>(R1Stage<TSettings> own) : StageKind<TSettings>(own.Key) where TSettings : class
{
    public override StageYield Leaves => own.ChangesModel ? StageYield.Model : StageYield.Nothing;

    // What it computes is not known.
    public override (double Read, double Learned) Cost(MetricLine line) => (0, 0);

    protected override TSettings Smoke(TSettings stage) => own.Smoke(stage);

    protected override StageEstimate Estimate(TSettings stage, StageNode node, StagePlan plan) => new();

    protected override IStageRun Begin(TSettings stage, StageNode node, LoadedModel model, RunParts run) =>
        new OwnStageRun(own.Begin(stage, R1Model.Borrowed(model), run.Seed), own.ChangesModel ? model : null);
}

/// <summary>A stage.</summary>
/// <param name="own">What the program brought along.</param>
/// <param name="model">The model whose state is part of its own; null where it changes none.</param>
sealed class OwnStageRun(R1StageRun own, LoadedModel? model) : IStageRun
{
    const int MostShown = 5;

    public int StepCount => own.StepCount;

    public StageStep Step(int stepIndex)
    {
        var numbers = own.Step(stepIndex);
        var json = new JsonObject(numbers.Select(n => KeyValuePair.Create(n.Key, (JsonNode?)(double.IsFinite(n.Value) ? JsonValue.Create(n.Value) : null))));
        return new(json, 0, [.. numbers.Take(MostShown).Select(n => (n.Key, n.Value.ToString("0.####", CultureInfo.InvariantCulture)))]);
    }

    public void SaveState(string directory)
    {
        model?.Policy.SaveState(directory);
        own.SaveState(Own(directory));
    }

    public void LoadState(string directory)
    {
        model?.Policy.LoadState(directory);
        own.LoadState(Own(directory));
    }

    // A folder of its own, so that no name can clash.
    static string Own(string directory) => Directory.CreateDirectory(Path.Combine(directory, "own")).FullName;

    public void Dispose() => own.Dispose();
}
