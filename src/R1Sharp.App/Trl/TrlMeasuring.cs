// When and on what a run is measured while it learns: eval_strategy and its kin, as transformers' Trainer understands them.

namespace R1Sharp.App.Trl;

/// <summary>Measurements during training.</summary>
/// <param name="settings">The settings.</param>
/// <param name="data">The data, of which the test split is measured.</param>
/// <param name="schedule">How steps are counted.</param>
sealed class TrlMeasuring(TrlSettings settings, TrlData data, TrlSchedule schedule)
{
    /// <summary>Whether anything is measured.</summary>
    public bool IsAsked => Strategy is "steps" or "epoch";

    /// <summary>What is measured; null where nothing is.</summary>
    public IReadOnlyList<TrlSource>? Sources => IsAsked ? data.TestSources : null;

    // evaluation_strategy is the older name.
    string Strategy => settings.Text(settings.Has("evaluation_strategy") ? "evaluation_strategy" : "eval_strategy")!;

    /// <summary>Steps between two measurements; null where there are none, or at the end of each epoch.</summary>
    /// <param name="stage">What is trained.</param>
    public int? EverySteps(TrlStage stage) => Strategy != "steps" ? null
        : schedule.Every(settings.Has("eval_steps") ? "eval_steps" : "logging_steps", stage.Steps, stage.UpdatesPerStep);

    /// <summary>The same where an epoch has to be a number of steps.</summary>
    public int? EveryStepsOrEpoch(TrlStage stage) => IsAsked ? EverySteps(stage) ?? Math.Max(1, stage.StepsPerEpoch) : null;

    /// <summary>Whether the model that is left is that of the lowest loss on the test split; what else it could be told by is refused.</summary>
    public bool KeepsBest()
    {
        if (settings.Truth("load_best_model_at_end") != true)
            return false;
        if (!IsAsked)
            throw settings.Error("load_best_model_at_end", "'load_best_model_at_end' needs eval_strategy: steps or epoch, which says when the best is told.");
        if (settings.Text("metric_for_best_model") is { } metric && metric is not ("loss" or "eval_loss"))
            throw settings.Error("metric_for_best_model", $"'metric_for_best_model: {metric}' is not to be had here: the best model is that of the lowest "
                + "eval_loss.");
        return settings.Truth("greater_is_better") != true ? true
            : throw settings.Error("greater_is_better", "'greater_is_better: true' is not to be had here: the best model is that of the lowest eval_loss.");
    }
}
