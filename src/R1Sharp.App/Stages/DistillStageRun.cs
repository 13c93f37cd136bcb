// On-policy distillation as a stage of a run.

using System.Globalization;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Stages;

/// <summary>A stage of on-policy distillation.</summary>
/// <param name="trainer">Makes the steps.</param>
/// <param name="teacher">The teacher; it ends with the stage.</param>
/// <param name="stepCount">How many.</param>
public sealed class DistillStageRun(DistillationTrainer trainer, LoadedModel teacher, int stepCount) : IStageRun
{
    /// <inheritdoc/>
    public int StepCount => stepCount;

    /// <inheritdoc/>
    public StageStep Step(int stepIndex) => Leaves(trainer.Step(stepIndex));

    /// <inheritdoc/>
    public StageStep? StepOf(WatchdogException stop) => stop.Report is DistillationStep step ? Leaves(step) : null;

    /// <inheritdoc/>
    public void SaveState(string directory) => trainer.SaveState(directory);

    /// <inheritdoc/>
    public void LoadState(string directory) => trainer.LoadState(directory);

    /// <inheritdoc/>
    public void Dispose() => teacher.Dispose();

    static StageStep Leaves(DistillationStep step)
    {
        var report = step.Report;
        return new(RunJson.Object(report), report.PromptTokens + 2 * report.SampledTokens,
        [
            ("divergence", report.Divergence.ToString("0.0000", CultureInfo.InvariantCulture)),
            ("accuracy", report.Accuracy is { } accuracy ? (accuracy * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "–"),
        ])
        { Rollouts = step.Rollouts };
    }
}
