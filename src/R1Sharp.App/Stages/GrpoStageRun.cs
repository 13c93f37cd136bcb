// Reinforcement learning as a stage of a run.

using System.Globalization;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Stages;

/// <summary>A stage of GRPO.</summary>
/// <param name="trainer">Makes the steps.</param>
/// <param name="stepCount">How many.</param>
public sealed class GrpoStageRun(GrpoTrainer trainer, int stepCount) : IStageRun
{
    /// <inheritdoc/>
    public int StepCount => stepCount;

    /// <inheritdoc/>
    public StageStep Step(int stepIndex) => Leaves(trainer.Step(stepIndex));

    /// <inheritdoc/>
    public StageStep? StepOf(WatchdogException stop) => stop.Report is GrpoStep step ? Leaves(step) : null;

    /// <inheritdoc/>
    public void Observe(EvaluationResult evaluation) => trainer.ObserveTruth(evaluation.Overall.PassAtOne);

    /// <inheritdoc/>
    public void SaveState(string directory) => trainer.SaveState(directory);

    /// <inheritdoc/>
    public void LoadState(string directory) => trainer.LoadState(directory);

    /// <inheritdoc/>
    public void Dispose() => trainer.Dispose();

    static StageStep Leaves(GrpoStep step) => Leaves(step.Report, step.Rollouts);

    /// <summary>What a step of reinforcement leaves.</summary>
    internal static StageStep Leaves(GrpoReport report, IReadOnlyList<Rollout> rollouts)
    {
        return new(RunJson.Object(report), report.PromptTokens + report.SampledTokens + report.UpdatedTokens,
        [
            ("reward", Number(report.Reward, "0.000")),
            ("accuracy", Number(report.Accuracy * 100, "0.0") + " %"),
            ("length", Number(report.CompletionTokens, "0")),
            ("entropy", Number(report.Entropy, "0.000")),
            ("KL", Number(report.Kl, "0.0000")),
        ])
        { Rollouts = rollouts };
    }

    static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
