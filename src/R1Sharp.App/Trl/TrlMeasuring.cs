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

    /// <summary>Takes what a reader should know.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>
    /// By what the best model is told, which is what is left, in a recipe's words; null leaves the last. Transformers takes eval_loss where nothing is said;
    /// grpo's loss says nothing of how good a policy is and is not measured, so that there it is the reward.
    /// </summary>
    /// <param name="known">transformers' names without eval_, and a recipe's words for them; the first is that of a run which says nothing.</param>
    public string? KeptBy(params IReadOnlyList<(string Name, string Word)> known)
    {
        if (settings.Truth("load_best_model_at_end") != true)
            return null;
        if (!IsAsked)
            throw settings.Error("load_best_model_at_end", "'load_best_model_at_end' needs eval_strategy: steps or epoch, which says when the best is told.");
        string? named = settings.Text("metric_for_best_model");
        if (named is null && known[0].Name != "loss")
            Remarks.Add($"load_best_model_at_end without metric_for_best_model: the loss of {settings.Command.ToString().ToLowerInvariant()} tells no best "
                + $"model, so that eval_{known[0].Name} does.");
        string metric = named is null ? known[0].Name : named.StartsWith("eval_", StringComparison.Ordinal) ? named[5..] : named;
        if (known.FirstOrDefault(k => k.Name == metric) is not { Word: { } word })
            throw settings.Error("metric_for_best_model", $"'metric_for_best_model: {named}' is not to be had here: the best model is told by "
                + $"{string.Join(" or ", known.Select(k => "eval_" + k.Name))}.");
        return settings.Truth("greater_is_better") is not { } isGreater || isGreater == (metric != "loss") ? word
            : throw settings.Error("greater_is_better", $"'greater_is_better: {settings.Text("greater_is_better")}' is not to be had here: the best model is "
                + $"that of the {(metric == "loss" ? "lowest" : "highest")} eval_{metric}.");
    }
}
