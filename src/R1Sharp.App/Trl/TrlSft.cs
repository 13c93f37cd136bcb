// SFTTrainer's settings as a stage "sft".

using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Trl;

/// <summary>Supervised fine-tuning.</summary>
sealed class TrlSft : TrlStage
{
    readonly TrlSettings _settings;
    readonly TrlData _data;
    readonly TrlSchedule _schedule;
    readonly TrlMeasuring _measuring;

    public TrlSft(TrlSettings settings, TrlData data, TrlSchedule schedule, TrlMeasuring measuring)
    {
        (_settings, _data, _schedule, _measuring) = (settings, data, schedule, measuring);
        StepsPerEpoch = (int)Math.Ceiling(data.Rows / (double)schedule.Batch);
        Steps = schedule.Updates(StepsPerEpoch);
        if (settings.Truth("packing") == true)
            Remarks.Add("packing: sequences lie side by side without padding and are never cut, so that a step holds whole examples of as many tokens as "
                + "the packed blocks would have.");
    }

    /// <inheritdoc/>
    public override string Kind => "sft";

    /// <inheritdoc/>
    public override int Steps { get; }

    /// <inheritdoc/>
    public override int StepsPerEpoch { get; }

    int? MaxLength => _settings.Has("max_seq_length") ? _settings.Whole("max_seq_length") : _settings.Whole("max_length");

    // A null switches the cut off; without the key it is TRL's 1024.
    bool IsUncut => _settings.Node("max_length") is SettingsScalar { IsNull: true } && !_settings.Has("max_seq_length");

    /// <inheritdoc/>
    public override YamlMap Body()
    {
        bool isPacked = _settings.Truth("packing") == true;
        return new YamlMap
        {
            { "examples", _data.Sources.Select(Example).ToList() },
            { "held_out", _measuring.Sources?.Select(Example).ToList() },
            { "held_out_every_steps", _measuring.EverySteps(this) },
            { "keep", _measuring.KeepsBest() ? "best" : null },
            { "steps", Steps },
            { "tokens_per_step", isPacked && MaxLength is { } length ? (int)Math.Min(100_000_000L, (long)_schedule.Batch * length) : 100_000_000 },
            { "sequences_per_step", isPacked ? null : _schedule.Batch },
            { "learning_rate", _schedule.LearningRate(Steps) },
            { "optimizer", _schedule.Optimizer() },
        };
    }

    YamlMap Example(TrlSource source)
    {
        var keys = source.Keys();
        keys.Add("learn", Learned());
        keys.Add("max_tokens", IsUncut ? null : MaxLength);
        if (_settings.Has("dataset_text_field") && _settings.Text("dataset_text_field") != "text")
            keys.Add("text_column", _settings.Text("dataset_text_field"));
        return new YamlMap { { "file", keys } };
    }

    string Learned() => _settings.Truth("assistant_only_loss") == true ? "assistant"
        : _settings.Truth("completion_only_loss") switch { true => "completion", false => "everything", _ => "as-trl" };
}
