// Pre-training as a stage of a run.

using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Stages;

/// <summary>A stage of pre-training.</summary>
public sealed class PretrainStageRun : IStageRun
{
    const string WatchdogFile = "watchdog.json";
    readonly IPolicy _policy;
    readonly LanguageModelTrainer _trainer;

    /// <param name="policy">The network to train.</param>
    /// <param name="source">What it learns from.</param>
    /// <param name="options">The settings.</param>
    public PretrainStageRun(IPolicy policy, ISequenceSource source, LanguageModelOptions options)
    {
        (_policy, StepCount) = (policy, options.Steps);
        _trainer = new LanguageModelTrainer(policy, source, options);
    }

    /// <inheritdoc/>
    public int StepCount { get; }

    /// <inheritdoc/>
    public StageStep Step(int stepIndex) => Leaves(_trainer.Step(stepIndex));

    /// <inheritdoc/>
    public StageStep? StepOf(WatchdogException stop) => stop.Report is LanguageModelReport report ? Leaves(report) : null;

    /// <inheritdoc/>
    public void SaveState(string directory)
    {
        _policy.SaveState(directory);
        File.WriteAllText(Path.Combine(directory, WatchdogFile), JsonSerializer.Serialize(_trainer.WatchdogState));
    }

    /// <inheritdoc/>
    public void LoadState(string directory)
    {
        _policy.LoadState(directory);
        _trainer.WatchdogState = JsonSerializer.Deserialize<GradientWatchdogState>(File.ReadAllText(Path.Combine(directory, WatchdogFile)))!;
    }

    internal static StageStep Leaves(LanguageModelReport report) =>
        new(RunJson.Object(report), report.Tokens, [("loss", report.Loss.ToString("0.0000", CultureInfo.InvariantCulture))]);
}
