// Supervised fine-tuning as a stage of a run.

using System.Globalization;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Stages;

/// <summary>A stage of fine-tuning.</summary>
/// <param name="trainer">Makes the steps.</param>
public sealed class SftStageRun(SftTrainer trainer) : IStageRun
{
    /// <inheritdoc/>
    public int StepCount => trainer.StepCount;

    /// <inheritdoc/>
    public bool IsFinished => trainer.IsFinished;

    /// <inheritdoc/>
    public StageStep Step(int stepIndex)
    {
        var step = trainer.Step(stepIndex);
        var leaves = PretrainStageRun.Leaves(step.Training);
        if (step.HeldOutLoss is not { } heldOut)
            return leaves;
        leaves.Numbers["held_out_loss"] = heldOut;
        return leaves with { Headline = [.. leaves.Headline, ("held out", heldOut.ToString("0.0000", CultureInfo.InvariantCulture))] };
    }

    /// <inheritdoc/>
    public StageStep? StepOf(WatchdogException stop) => stop.Report is LanguageModelReport report ? PretrainStageRun.Leaves(report) : null;

    /// <inheritdoc/>
    public void Finish() => trainer.Finish();

    /// <inheritdoc/>
    public void SaveState(string directory) => trainer.SaveState(directory);

    /// <inheritdoc/>
    public void LoadState(string directory) => trainer.LoadState(directory);

    /// <inheritdoc/>
    public void Dispose() => trainer.Dispose();
}
