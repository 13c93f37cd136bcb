// The training of a reward model as a stage of a run: it leaves a folder that rewards are made of.

using System.Globalization;
using System.Text.Json.Nodes;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Stages;

/// <summary>A stage that trains a reward model.</summary>
/// <param name="trainer">Makes the steps.</param>
/// <param name="network">What it trains; it ends with the stage.</param>
/// <param name="tokenizer">The network's tokenizer.</param>
/// <param name="scope">What of a response is scored.</param>
/// <param name="heldOut">What the model is measured on.</param>
/// <param name="folder">Where the model goes.</param>
public sealed class RewardModelStageRun(RewardModelTrainer trainer, CpuScalarModel network, Tokenizer tokenizer, RewardScope scope, IReadOnlyList<IRewardExample> heldOut, string folder) : IStageRun
{
    /// <inheritdoc/>
    public int StepCount => trainer.StepCount;

    /// <inheritdoc/>
    public StageStep Step(int stepIndex)
    {
        var leaves = Leaves(trainer.Step(stepIndex));
        return stepIndex + 1 < StepCount ? leaves : WithEvaluation(leaves, RewardModelEvaluation.Of(network, heldOut));
    }

    /// <inheritdoc/>
    public StageStep? StepOf(WatchdogException stop) => stop.Report is RewardModelReport report ? Leaves(report) : null;

    /// <inheritdoc/>
    public void Finish()
    {
        var evaluation = RewardModelEvaluation.Of(network, heldOut);
        RunStorage.WriteFolder(folder, directory => RewardModel.Save(directory, network, tokenizer, new RewardModelCard(scope, evaluation.Statistics, evaluation)));
    }

    /// <inheritdoc/>
    public void SaveState(string directory) => trainer.SaveState(directory);

    /// <inheritdoc/>
    public void LoadState(string directory) => trainer.LoadState(directory);

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    static StageStep Leaves(RewardModelReport report) => new(RunJson.Object(report), report.Tokens,
        [("loss", Number(report.Loss, "0.0000")), ("accuracy", Number(report.Accuracy * 100, "0.0") + " %")]);

    static StageStep WithEvaluation(StageStep leaves, RewardModelEvaluation evaluation)
    {
        foreach (var (name, value) in RunJson.Object(evaluation))
            if (value is not JsonObject)
                leaves.Numbers["held_out_" + name] = value?.DeepClone();
        leaves.Numbers["held_out_calibration_error"] = evaluation.Calibration.ExpectedError;
        return leaves with { Headline = [.. leaves.Headline, ("held out", Number(evaluation.Accuracy * 100, "0.0") + " %")] };
    }

    static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
