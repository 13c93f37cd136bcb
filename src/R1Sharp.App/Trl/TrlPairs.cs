// DPOTrainer's and RewardTrainer's settings as stages "prefer" and "reward_model".

using R1Sharp.App.Foreign;

namespace R1Sharp.App.Trl;

/// <summary>What both have: epochs over pairs.</summary>
abstract class TrlPairStage : TrlStage
{
    protected TrlPairStage(TrlSettings settings, TrlData data, TrlSchedule schedule, TrlMeasuring measuring)
    {
        (Settings, Data, Schedule, Measuring) = (settings, data, schedule, measuring);
        StepsPerEpoch = (int)Math.Ceiling(data.Rows / (double)schedule.Batch);
        int wanted = schedule.Updates(StepsPerEpoch);
        Epochs = Math.Max(1, (int)Math.Ceiling(wanted / (double)StepsPerEpoch));
        Steps = wanted;
    }

    protected TrlSettings Settings { get; }

    protected TrlData Data { get; }

    protected TrlSchedule Schedule { get; }

    protected TrlMeasuring Measuring { get; }

    protected int Epochs { get; }

    /// <inheritdoc/>
    public override int Steps { get; }

    /// <inheritdoc/>
    public override int StepsPerEpoch { get; }

    protected YamlMap Training(YamlMap before)
    {
        before.Add("epochs", Epochs);
        if (Steps != Epochs * StepsPerEpoch)
            before.Add("steps", Steps);
        before.Add("whole_epochs", true);
        before.Add("batch_size", Schedule.Batch);
        before.Add("learning_rate", Schedule.LearningRate(Steps));
        before.Add("optimizer", Schedule.Optimizer());
        return before;
    }

    protected virtual YamlMap Source(TrlSource source)
    {
        var keys = source.Keys();
        keys.Add("max_tokens", Settings.Whole("max_length"));
        return keys;
    }
}

/// <summary>Direct preference optimization.</summary>
sealed class TrlDpo(TrlSettings settings, TrlData data, TrlSchedule schedule, TrlMeasuring measuring)
    : TrlPairStage(settings, data, schedule, measuring)
{
    /// <inheritdoc/>
    public override string Kind => "prefer";

    /// <inheritdoc/>
    public override YamlMap Body()
    {
        if (Settings.List("loss_type") is not ["sigmoid"])
            throw Settings.Error("loss_type",
                "'loss_type' is not to be had here: sigmoid alone is, with rpo_alpha where the chosen completion's likelihood is to count too.");
        if (Settings.Has("rpo_alpha") && Settings.Number("label_smoothing") > 0)
            throw Settings.Error("label_smoothing", "'label_smoothing' is not to be had beside rpo_alpha: give one of the two.");
        var loss = Settings.Number("rpo_alpha") is { } alpha
            ? new YamlMap { { "rpo", new YamlMap { { "beta", Settings.Number("beta") }, { "alpha", alpha } } } }
            : new YamlMap { { "dpo", new YamlMap { { "beta", Settings.Number("beta") }, { "label_smoothing", Settings.Number("label_smoothing") } } } };
        return Training(new YamlMap
        {
            { "pairs", Files(Data.Sources) },
            { "held_out", Measuring.Sources is { } tests ? Files(tests) : null },
            { "held_out_every_steps", Measuring.EverySteps(this) },
            { "keep_best", Measuring.KeptBy(("loss", "loss"), ("rewards/accuracies", "accuracy"), ("rewards/margins", "margin")) },
            { "loss", loss },
        });
    }

    /// <inheritdoc/>
    protected override YamlMap Source(TrlSource source)
    {
        var keys = base.Source(source);
        keys.Add("max_prompt_tokens", Settings.Whole("max_prompt_length"));
        keys.Add("max_completion_tokens", Settings.Whole("max_completion_length"));
        return keys;
    }

    List<YamlMap> Files(IReadOnlyList<TrlSource> sources) => [.. sources.Select(s => new YamlMap { { "file", Source(s) } })];
}

/// <summary>A reward model from pairs.</summary>
sealed class TrlReward(TrlSettings settings, TrlData data, TrlSchedule schedule, TrlMeasuring measuring)
    : TrlPairStage(settings, data, schedule, measuring)
{
    /// <inheritdoc/>
    public override string Kind => "reward_model";

    /// <inheritdoc/>
    public override YamlMap Body() => Training(new YamlMap
    {
        { "pairs", Data.Sources.Select(Source).ToList() },
        { "held_out_share", 0.0 },
        { "held_out", Measuring.Sources?.Select(Source).ToList() },
        { "held_out_every_steps", Measuring.EveryStepsOrEpoch(this) },
        { "keep_best", Measuring.KeptBy(("loss", "loss"), ("accuracy", "accuracy")) },
        { "centering", Settings.Number("center_rewards_coefficient") },
    });

    /// <inheritdoc/>
    protected override YamlMap Source(TrlSource source)
    {
        var keys = base.Source(source);
        keys.Add("margin", Data.Columns(source).Contains(Margin) ? Margin : null);
        return keys;
    }

    // TRL takes a column of this name wherever there is one.
    const string Margin = "margin";
}
