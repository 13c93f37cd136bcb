// PPO as a stage of a run.

using System.Globalization;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Stages;

/// <summary>A stage of PPO.</summary>
/// <param name="trainer">Makes the steps.</param>
/// <param name="values">The value model; it ends with the stage.</param>
/// <param name="stepCount">How many.</param>
public sealed class PpoStageRun(PpoTrainer trainer, CpuScalarModel values, int stepCount) : IStageRun
{
    /// <inheritdoc/>
    public int StepCount => stepCount;

    /// <inheritdoc/>
    public StageStep Step(int stepIndex) => Leaves(trainer.Step(stepIndex));

    /// <inheritdoc/>
    public StageStep? StepOf(WatchdogException stop) => stop.Report is PpoStep step ? Leaves(step) : null;

    /// <inheritdoc/>
    public void SaveState(string directory) => trainer.SaveState(directory);

    /// <inheritdoc/>
    public void LoadState(string directory) => trainer.LoadState(directory);

    /// <inheritdoc/>
    public void Dispose()
    {
        trainer.Dispose();
        values.Dispose();
    }

    static StageStep Leaves(PpoStep step)
    {
        var leaves = GrpoStageRun.Leaves(step.Report, step.Rollouts);
        return leaves with { Headline = [.. leaves.Headline, ("value loss", step.Report.ValueLoss?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "–")] };
    }
}
