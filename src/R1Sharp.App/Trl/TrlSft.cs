// SFTTrainer's settings as a stage "sft".

using R1Sharp.App.Foreign;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Supervised;

namespace R1Sharp.App.Trl;

/// <summary>Supervised fine-tuning.</summary>
sealed class TrlSft : TrlStage
{
    const int MostTokens = 100_000_000;

    readonly TrlSettings _settings;
    readonly TrlData _data;
    readonly TrlSchedule _schedule;
    readonly TrlMeasuring _measuring;
    readonly bool _isPacked;
    int _stepsPerEpoch, _steps;

    public TrlSft(TrlSettings settings, TrlData data, TrlSchedule schedule, TrlMeasuring measuring)
    {
        (_settings, _data, _schedule, _measuring) = (settings, data, schedule, measuring);
        _stepsPerEpoch = (int)Math.Ceiling(data.Rows / (double)schedule.Batch);
        _steps = schedule.Updates(_stepsPerEpoch);
        _isPacked = settings.Truth("packing") == true && MaxLength is not null;
        IsOpen = _isPacked && settings.Whole("max_steps") is not > 0;
        if (_isPacked)
            Remarks.Add("packing: sequences lie side by side without padding and are never cut, so that a step holds whole examples of as many tokens as "
                + "the packed blocks would have.");
    }

    /// <summary>Whether only the tokens of the data say how many steps an epoch of packed sequences has, and they are not counted yet.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Counts the steps of packed sequences, in the order in which the run will see them.</summary>
    /// <param name="tokenCounts">The tokens of each example.</param>
    /// <exception cref="Learning.UserErrorException">There is none.</exception>
    public void Close(IReadOnlyList<int> tokenCounts)
    {
        var options = new SftOptions { TokensPerStep = TokensPerStep, WholeEpochs = true };
        ulong seed = (ulong)_settings.Whole("seed")!.Value;
        (IsOpen, _stepsPerEpoch, _steps) = (false, SftTrainer.StepsOf(tokenCounts, options, seed, 1),
            SftTrainer.StepsOf(tokenCounts, options, seed, _schedule.Epochs));
        Remarks.Add(FormattableString.Invariant(
            $"packing: {tokenCounts.Count} examples of {tokenCounts.Sum(c => (long)c)} tokens are {StepsPerEpoch} steps an epoch, {Steps} in all."));
    }

    int TokensPerStep => _isPacked ? (int)Math.Min(MostTokens, (long)_schedule.Batch * MaxLength!.Value) : MostTokens;

    /// <inheritdoc/>
    public override string Kind => "sft";

    /// <inheritdoc/>
    public override int Steps => _steps;

    /// <inheritdoc/>
    public override int StepsPerEpoch => _stepsPerEpoch;

    int? MaxLength => _settings.Has("max_seq_length") ? _settings.Whole("max_seq_length") : _settings.Whole("max_length");

    // A null switches the cut off; without the key it is TRL's 1024.
    bool IsUncut => _settings.Node("max_length") is SettingsScalar { IsNull: true } && !_settings.Has("max_seq_length");

    /// <inheritdoc/>
    public override YamlMap Body() => new()
    {
        { "examples", _data.Sources.Select(Example).ToList() },
        { "held_out", _measuring.Sources?.Select(Example).ToList() },
        { "held_out_every_steps", _measuring.EverySteps(this) },
        { "keep", _measuring.KeptBy(("loss", "loss")) is null ? null : "best" },
        { "epochs", IsOpen ? _schedule.Epochs : null },
        { "steps", IsOpen ? null : Steps },
        { "whole_epochs", true },
        { "tokens_per_step", TokensPerStep },
        { "sequences_per_step", _isPacked ? null : _schedule.Batch },
        { "learning_rate", _schedule.LearningRate(Steps, isOpen: IsOpen) },
        { "optimizer", _schedule.Optimizer() },
    };

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
