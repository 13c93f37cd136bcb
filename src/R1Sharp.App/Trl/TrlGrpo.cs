// GRPOTrainer's settings, with Open-R1's, as a stage "grpo".

using System.Globalization;
using R1Sharp.App.Foreign;

namespace R1Sharp.App.Trl;

/// <summary>Reinforcement by groups.</summary>
sealed class TrlGrpo : TrlStage
{
    // Rewards that run programs, and the columns in which data sets hold their tests.
    static readonly string[] s_programs = ["code", "binary_code", "ioi_code", "cf_code"],
        s_tests = ["verification_info", "official_tests", "examples", "test_cases", "tests", "test_list", "test", "input_output", "public_test_cases",
            "public_tests", "inputs", "assert_case", "subtasks"];

    readonly TrlSettings _settings;
    readonly TrlData _data;
    readonly TrlSchedule _schedule;
    readonly TrlMeasuring _measuring;
    readonly int _groupSize, _prompts, _minibatches, _iterations;

    public TrlGrpo(TrlSettings settings, TrlData data, TrlSchedule schedule, TrlMeasuring measuring)
    {
        (_settings, _data, _schedule, _measuring) = (settings, data, schedule, measuring);
        _groupSize = settings.Whole("num_generations") is >= 2 and var size ? size
            : throw settings.Error("num_generations", "'num_generations' needs a whole number from 2: a completion is compared with the others of its prompt.");
        _iterations = schedule.Positive("num_iterations");
        int generated = Generated();
        _minibatches = generated / schedule.Batch;
        _prompts = Math.Max(1, (int)Math.Round(generated / (double)_groupSize, MidpointRounding.AwayFromZero));
        if (_prompts * _groupSize != generated)
            Remarks.Add(string.Create(CultureInfo.InvariantCulture,
                $"{generated} completions are no whole number of groups of {_groupSize}, since there is one device: {_prompts} prompts, "
                + $"{_prompts * _groupSize} completions a step."));
        // Prompts that are left over at the end of an epoch do not make a generation.
        StepsPerEpoch = (int)Math.Max(1, data.Rows / _prompts);
        Steps = settings.Whole("max_steps") is > 0 and var updates ? (int)Math.Ceiling(updates / (double)UpdatesPerStep)
            : Math.Max(1, (int)Math.Ceiling(schedule.Epochs * StepsPerEpoch - 1e-9));
    }

    /// <inheritdoc/>
    public override string Kind => "grpo";

    /// <inheritdoc/>
    public override int Steps { get; }

    /// <inheritdoc/>
    public override int StepsPerEpoch { get; }

    /// <inheritdoc/>
    public override int UpdatesPerStep => _minibatches * _iterations;

    /// <inheritdoc/>
    public override YamlMap? Evaluation() => _measuring.Sources is not { } tests ? null : new YamlMap
    {
        { "problems", tests.Select(Problems).ToList() },
        { "sample_count", _settings.Has("num_generations_eval") ? _schedule.Positive("num_generations_eval") : _groupSize },
        { "temperature", _settings.Number("temperature") },
        { "top_p", 1.0 },
        { "max_completion_tokens", _settings.Whole("max_completion_length") },
    };

    /// <inheritdoc/>
    public override YamlMap Body()
    {
        string loss = _settings.Text("loss_type")!;
        double epsilon = _settings.Number("epsilon")!.Value, high = _settings.Number("epsilon_high") ?? epsilon;
        bool isCispo = loss == "cispo";
        if (isCispo && high < 1)
            Remarks.Add(string.Create(CultureInfo.InvariantCulture,
                $"epsilon_high {high} is in TRL the largest weight of a token, below that of every token of a fresh completion; here the weight is cut at 1. "
                + $"Papers take 5."));
        if (_settings.Truth("use_bias_correction_kl") == true && _settings.Number("beta") > 0)
            throw _settings.Error("use_bias_correction_kl", "'use_bias_correction_kl' is not to be had here: the divergence is not multiplied by the ratio. "
                + "Leave it out, or set beta to 0.");
        if (_settings.Truth("mask_truncated_completions") == true)
            Remarks.Add("mask_truncated_completions: here what is masked counts in no divisor either, where in TRL it does.");
        return new YamlMap
        {
            { "problems", _data.Sources.Select(Problems).ToList() },
            { "rewards", TrlRewards.Of(_settings, Remarks) },
            { "rollout", TrlRollout.Of(_settings, Remarks) },
            { "evaluate_every_steps", _measuring.EveryStepsOrEpoch(this) },
            { "evaluate_rewards", _measuring.IsAsked ? true : null },
            { "keep_best", _measuring.KeptBy(("reward", "reward"), ("rewards/accuracy_reward/mean", "accuracy"), ("rewards/accuracy_reward", "accuracy")) },
            { "steps", Steps },
            { "prompts_per_step", _prompts },
            { "group_size", _groupSize },
            { "num_iterations", _iterations },
            { "minibatches_per_step", _minibatches },
            { "temperature", _settings.Number("temperature") },
            { "max_completion_tokens", _settings.Whole("max_completion_length") },
            { "scale_rewards", ScaleRewards() },
            { "advantage_epsilon", 1e-4 },
            { "sample_deviation", true },
            { "drop_zero_variance_groups", false },
            { "aggregation", loss switch { "grpo" => "sequence", "dr_grpo" => "constant", _ => "token" } },
            { "ratio_level", _settings.Text("importance_sampling_level") },
            { "ratio_clip", isCispo ? "weight" : null },
            { "epsilon_low", isCispo ? 1.0 : epsilon },
            { "epsilon_high", isCispo ? Math.Max(0, high - 1) : high },
            { "dual_clip", _settings.Number("delta") },
            { "kl_weight", _settings.Number("beta") },
            { "ref_sync_steps", IsSynchronised ? Math.Max(1, (int)Math.Round(_settings.Whole("ref_model_sync_steps")!.Value / (double)UpdatesPerStep)) : null },
            { "ref_sync_alpha", IsSynchronised ? _settings.Number("ref_model_mixup_alpha") : null },
            { "mask_truncated", _settings.Truth("mask_truncated_completions") },
            { "learning_rate", _schedule.LearningRate(Steps, UpdatesPerStep) },
            { "optimizer", _schedule.Optimizer() },
        };
    }

    bool IsSynchronised => _settings.Truth("sync_ref_model") == true && _settings.Number("beta") > 0;

    // Completions of one generation: TRL's generation_batch_size, or as many as steps_per_generation updates take.
    int Generated()
    {
        if (_settings.Has("generation_batch_size") && _settings.Has("steps_per_generation"))
            throw _settings.Error("generation_batch_size", "'generation_batch_size' and 'steps_per_generation' say the same: give one of them.");
        string key = _settings.Has("generation_batch_size") ? "generation_batch_size" : "steps_per_generation";
        if (!_settings.Has(key))
            return _schedule.Batch;
        int generated = key == "generation_batch_size" ? _schedule.Positive(key) : _schedule.Positive("per_device_train_batch_size") * _schedule.Positive(key);
        if (generated % _schedule.Batch == 0)
            return generated;
        // An update that takes several generations has them all from the same weights: they are one.
        return _schedule.Batch % generated == 0 && _iterations == 1 ? _schedule.Batch : throw _settings.Error(key,
            $"a generation has {generated} completions and an update learns from {_schedule.Batch} (per_device_train_batch_size times "
            + $"gradient_accumulation_steps): here a generation is a whole number of updates{(_iterations == 1 ? ", or an update one of generations." : ".")}");
    }

    string ScaleRewards() => _settings.Text("scale_rewards")!.ToLowerInvariant() switch
    {
        "group" or "true" => "group",
        "batch" => "batch",
        "none" or "false" => "none",
        var other => throw _settings.Error("scale_rewards", $"'scale_rewards: {other}' is not to be had here: true, group, batch, none and false are."),
    };

    YamlMap Problems(TrlSource source) => new() { { "file", Problems(_settings, _data, source) } };

    /// <summary>The keys of a source of problems.</summary>
    public static YamlMap Problems(TrlSettings settings, TrlData data, TrlSource source)
    {
        var keys = source.Keys();
        if (settings.Has("dataset_prompt_column"))
            keys.Add("problem_column", settings.Text("dataset_prompt_column"));
        if (settings.List("reward_funcs").Any(s_programs.Contains) && data.Columns(source).Any(s_tests.Contains))
            keys.Add("tests_column", "*");
        return keys;
    }
}
