// Preference training as a stage of a run.

using System.Globalization;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Stages;

/// <summary>A stage of preference training.</summary>
/// <param name="trainer">Makes the steps.</param>
public sealed class PreferStageRun(PreferenceTrainer trainer) : IStageRun
{
    /// <inheritdoc/>
    public int StepCount => trainer.StepCount;

    /// <inheritdoc/>
    public StageStep Step(int stepIndex) => Leaves(trainer.Step(stepIndex));

    /// <inheritdoc/>
    public StageStep? StepOf(WatchdogException stop) => stop.Report is PreferenceReport report ? Leaves(report) : null;

    /// <inheritdoc/>
    public void SaveState(string directory) => trainer.SaveState(directory);

    /// <inheritdoc/>
    public void LoadState(string directory) => trainer.LoadState(directory);

    static StageStep Leaves(PreferenceReport report) => new(RunJson.Object(report), report.Tokens,
    [
        ("loss", report.Loss.ToString("0.0000", CultureInfo.InvariantCulture)),
        ("accuracy", (report.Accuracy * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %"),
        ("margin", report.RewardMargin.ToString("0.000", CultureInfo.InvariantCulture)),
    ]);
}
