// A run of recipes/claims.yaml as the claims see it: its evaluations, its curves, its completions.

using System.Text.Json;
using R1Sharp.App.Charts;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Rewards.Thinking;

namespace R1Sharp.App.Claims;

/// <summary>A completion of an evaluation.</summary>
/// <param name="Family">The problem's family.</param>
/// <param name="Level">Its difficulty.</param>
/// <param name="Text">The completion.</param>
/// <param name="Tokens">Its number of tokens.</param>
/// <param name="IsRight">Whether its answer is right.</param>
/// <param name="Index">Its place among the completions of its problem, from 0.</param>
readonly record struct ClaimSample(string Family, int Level, string Text, int Tokens, bool IsRight, int Index);

/// <summary>The verdict about a completion that was sampled in training.</summary>
/// <param name="Step">The step.</param>
/// <param name="Family">The problem's family.</param>
/// <param name="Level">Its difficulty.</param>
/// <param name="IsRight">Whether its answer is right.</param>
readonly record struct TrainedSample(int Step, string Family, int Level, bool IsRight);

/// <summary>What a run of one seed left; read when it is asked for.</summary>
/// <param name="root">The run folder.</param>
sealed class ClaimRun(string root)
{
    readonly RunFolder _folder = RunFolder.ToRead(root);
    readonly Dictionary<string, IReadOnlyList<MetricLine>> _metrics = [];
    readonly Dictionary<string, IReadOnlyList<ClaimSample>> _samples = [];
    readonly Dictionary<string, IReadOnlyList<TrainedSample>> _trained = [];
    readonly Dictionary<(string Stage, string Families), ThinkingMeasures> _thinking = [];

    /// <summary>A number of the evaluation that a stage is, e.g. "families/countdown/pass_at_1"; NaN where it was not measured.</summary>
    public double Evaluated(string stage, string key) => Lines(stage).Last(l => l.IsEvaluation)[key];

    /// <summary>The mean of a number over families.</summary>
    public double Evaluated(string stage, string metric, IReadOnlyList<string> families) => families.Average(f => Evaluated(stage, $"families/{f}/{metric}"));

    /// <summary>A number of the evaluations within a stage of reinforcement over its steps, after the evaluation of what it began with.</summary>
    /// <param name="before">The stage that evaluated the model before; null where there is none.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="value">The number.</param>
    public IReadOnlyList<ChartPoint> Curve(string? before, string stage, Func<MetricLine, double> value) =>
    [
        .. before is null ? (ChartPoint[])[] : [new(0, value(Lines(before).Last(l => l.IsEvaluation)))],
        .. Lines(stage).Where(l => l.IsEvaluation).Select(l => new ChartPoint(l.Step, value(l))),
    ];

    /// <summary>A number of the training steps of a stage over its steps; steps without it are left out.</summary>
    public IReadOnlyList<ChartPoint> Training(string stage, string key) =>
        [.. Lines(stage).Where(l => l.IsTrain && double.IsFinite(l[key])).Select(l => new ChartPoint(l.Step, l[key]))];

    /// <summary>The mean of a training number over the first (n &gt; 0) or last (n &lt; 0) |n| steps.</summary>
    public double Training(string stage, string key, int n)
    {
        var points = Training(stage, key);
        return (n > 0 ? points.Take(n) : points.TakeLast(-n)).MeanOf(p => p.Y);
    }

    /// <summary>The completions of the evaluation that a stage is.</summary>
    public IReadOnlyList<ClaimSample> Samples(string stage) =>
        Once(_samples, stage, () => [.. JsonLines.Read(Done(stage).Completions).Select(SampleOf)]);

    /// <summary>
    /// Pass@1 of a family over the first completions of each problem alone. An evaluation with fewer samples draws the same first
    /// ones, so that two models or two ways of decoding are compared on equal luck.
    /// </summary>
    public double PassAt1(string stage, string family, int samples) => Samples(stage).Where(s => s.Family == family && s.Index < samples)
        .MeanOf(s => s.IsRight ? 1 : 0);

    /// <summary>The completions that a stage of reinforcement sampled to learn from.</summary>
    public IReadOnlyList<TrainedSample> Trained(string stage) => Once(_trained, stage, () =>
        [.. JsonLines.Stream(Done(stage).Rollouts).Where(line => line.Column("kind")!.Value.ValueEquals("train")).Select(line =>
            new TrainedSample(line.Column("step")!.Value.GetInt32(), line.Column("family")!.Value.GetString()!, line.Column("level")!.Value.GetInt32(),
                IsRight(line)))]);

    /// <summary>How the completions of an evaluation think, over some families.</summary>
    public ThinkingMeasures Thinking(string stage, IReadOnlyList<string> families) =>
        Once(_thinking, (stage, string.Join(' ', families)), () => ThinkingMeasures.Of(EvaluationFile.Read(Done(stage).Completions).Problems
            .Where(p => families.Contains(p.Problem.Family))
            .SelectMany(p =>
                p.Samples.Select(c => MeasuredCompletion.Of(p.Problem, c.Text, c.Completion.Tokens.Length) with { Finish = c.Completion.Finish }))));

    /// <summary>The parameters of the network that a stage left.</summary>
    public long Parameters(string stage) => new ParameterLayout(ModelConfig.Read(Done(stage).Model)).ParameterCount;

    IReadOnlyList<MetricLine> Lines(string stage) => Once(_metrics, stage, () => [.. MetricLine.Read(Done(stage).Metrics)]);

    static TValue Once<TKey, TValue>(Dictionary<TKey, TValue> known, TKey key, Func<TValue> read) where TKey : notnull =>
        known.TryGetValue(key, out var value) ? value : known[key] = read();

    StageFolder Done(string stage)
    {
        var folder = _folder.Stage(stage);
        return StageRecord.Read(folder) is { IsFinished: true } ? folder
            : throw new UserErrorException($"{folder.Root}: the stage is not done; './r1 reproduce' does what a claim needs.");
    }

    static ClaimSample SampleOf(JsonLine line) =>
        new(line.Column("family")!.Value.GetString()!, line.Column("level")!.Value.GetInt32(), line.Column("completion")!.Value.GetString()!,
        line.Column("token_ids")!.Value.GetArrayLength(), IsRight(line), line.Column("sample")!.Value.GetInt32());

    static bool IsRight(JsonLine line) => line.Column("right") is { ValueKind: JsonValueKind.True };
}
