// verl's trainer as a stage: gae is PPO with a value model, every other estimator GRPO with another baseline.

using R1Sharp.App.Foreign;
using R1Sharp.Learning;

namespace R1Sharp.App.Verl;

/// <summary>Reinforcement as verl has it.</summary>
sealed class VerlStage
{
    const string Actor = "actor_rollout_ref.actor", Rollout = "actor_rollout_ref.rollout", Critic = "critic", Estimator = "algorithm.adv_estimator",
        SampledAtOnce = "data.gen_batch_size";
    const int MostRounds = 100;
    const double MostDual = 1000, MostEpsilon = 1000;

    readonly VerlSettings _settings;
    readonly VerlData _data;
    readonly int _prompts, _sampled, _groupSize, _minibatches, _epochs;
    readonly string _estimator;

    /// <param name="settings">The settings.</param>
    /// <param name="data">The data.</param>
    /// <exception cref="UserErrorException">What is asked for cannot be.</exception>
    public VerlStage(VerlSettings settings, VerlData data)
    {
        (_settings, _data, _estimator) = (settings, data, settings.Text(Estimator)!);
        if (_estimator is "remax" or "opo" or "grpo_passk" or "gpg")
            throw settings.Error(Estimator, $"'{Estimator}: {_estimator}' is not to be had here: gae, grpo, rloo, reinforce_plus_plus and "
                + "reinforce_plus_plus_baseline are.");
        (_prompts, _groupSize, _epochs) = (Positive("data.train_batch_size"), Positive($"{Rollout}.n"), Positive($"{Actor}.ppo_epochs"));
        if (!IsPpo && _groupSize < 2)
            throw settings.Error($"{Rollout}.n", $"'{Rollout}.n' needs a whole number from 2 with {_estimator}: a completion is compared with others of its "
                + "prompt.");
        int updated = Positive($"{Actor}.ppo_mini_batch_size");
        if (updated > _prompts)
            throw settings.Error($"{Actor}.ppo_mini_batch_size", $"an update learns from {updated} prompts (ppo_mini_batch_size), but a step has only "
                + $"{_prompts} (data.train_batch_size).");
        _minibatches = (_prompts + updated - 1) / updated;
        if (_prompts % updated != 0)
            Remarks.Add($"{_prompts} prompts are no whole number of updates of {updated}: there are {_minibatches}, of equal size.");
        // Where groups are filtered, what an epoch is cut into is what is sampled at a time.
        _sampled = IsFiltered && settings.Has(SampledAtOnce) ? Positive(SampledAtOnce) : _prompts;
        StepsPerEpoch = data.Learned.Sum(s => s.Rows) / _sampled;
        Steps = settings.Whole("trainer.total_training_steps") is > 0 and var steps ? steps
            : StepsPerEpoch > 0 ? (int)Math.Min(10_000_000, StepsPerEpoch * Positive("trainer.total_epochs"))
                : throw settings.Error("data.train_batch_size", $"a step asks {_sampled} prompts ({(_sampled == _prompts ? "data.train_batch_size"
                    : SampledAtOnce)}), but the data has only "
                    + $"{data.Learned.Sum(s => s.Rows)} rows.");
    }

    /// <summary>The stage's key in a recipe.</summary>
    public string Kind => IsPpo ? "ppo" : "grpo";

    /// <summary>How many steps it makes.</summary>
    public int Steps { get; }

    /// <summary>Steps of one epoch.</summary>
    public long StepsPerEpoch { get; }

    /// <summary>What a reader should know.</summary>
    public List<string> Remarks { get; } = [];

    bool IsPpo => _estimator == "gae";

    bool IsFiltered => _settings.Truth("algorithm.filter_groups.enable") == true;

    /// <summary>What the stage's key holds.</summary>
    /// <param name="evaluateEvery">Steps between two measurements; null makes none.</param>
    public YamlMap Body(int? evaluateEvery)
    {
        double epsilon = Number($"{Actor}.clip_ratio");
        string loss = LossMode();
        var body = new YamlMap
        {
            { "problems", _data.Problems(_data.Learned) },
            { "rewards", VerlRewards.Of(_settings, _data, Remarks) },
            { "evaluate_every_steps", evaluateEvery },
            { "steps", Steps },
            { "prompts_per_step", _prompts },
            { "group_size", _groupSize },
            { "num_iterations", _epochs },
            { "minibatches_per_step", _minibatches },
            { "temperature", Number($"{Rollout}.temperature") },
            { "max_completion_tokens", Positive("data.max_response_length") },
            { "aggregation", Aggregation(loss) },
            { "epsilon_low", Math.Min(MostEpsilon, _settings.Number($"{Actor}.clip_ratio_low") ?? epsilon) },
            { "epsilon_high", Math.Min(MostEpsilon, _settings.Number($"{Actor}.clip_ratio_high") ?? epsilon) },
            { "entropy_weight", Number($"{Actor}.entropy_coeff") },
            { "dual_clip", loss == "vanilla" && Number($"{Actor}.clip_ratio_c") is <= MostDual and var dual ? dual : null },
            { "learning_rate", LearningRate($"{Actor}.optim", Schedule(), _settings.Number($"{Actor}.optim.min_lr_ratio")) },
            { "optimizer", Optimizer(Actor) },
        };
        AddDivergence(body);
        body.AddRange(IsPpo ? Ppo() : Grpo(loss));
        return body;
    }

    YamlMap Grpo(string loss)
    {
        if (_settings.Whole("trainer.critic_warmup") > 0)
            throw _settings.Error("trainer.critic_warmup", $"'trainer.critic_warmup' waits for a value model, and {_estimator} has none; leave it out.");
        bool hasDeviation = _estimator == "grpo" && _settings.Truth("algorithm.norm_adv_by_std_in_grpo") == true;
        if (_estimator == "reinforce_plus_plus" && Number("algorithm.gamma") != 1)
            throw _settings.Error("algorithm.gamma", "'algorithm.gamma' discounts nothing here with reinforce_plus_plus, whose rewards stand at the end: 1 is "
                + "to be had.");
        return new YamlMap
        {
            { "baseline", _estimator switch { "rloo" => "leave-one-out", "reinforce_plus_plus" => "batch-mean", _ => "group-mean" } },
            { "scale_rewards", hasDeviation ? "group" : _estimator.StartsWith("reinforce", StringComparison.Ordinal) ? "tokens" : "none" },
            { "advantage_epsilon", _estimator == "grpo" ? 1e-6 : 1e-8 },
            { "sample_deviation", true },
            { "drop_zero_variance_groups", IsFiltered || _settings.Truth("trainer.rejection_sample") == true },
            { "dynamic_sampling_rounds", IsFiltered ? Rounds() : null },
            { "ratio_level", loss == "gspo" ? "sequence" : "token" },
            { "ratio_clip", loss switch { "cispo" => "weight", "sapo" => "gate", _ => null } },
        };
    }

    // As many prompts as verl's batches of gen_batch_size hold at most.
    int Rounds()
    {
        Remarks.Add("filter_groups: a step samples until it is full, and an epoch has as many steps as the data has batches; in verl it ends when these are "
            + "used up, so that it makes fewer updates the more groups are filtered.");
        if (VerlRewards.HasOverlongBuffer(_settings))
            Remarks.Add("filter_groups compares whole rewards: right answers that differ in the overlong buffer's punishment alone are learned from.");
        long rounds = _settings.Whole("algorithm.filter_groups.max_num_gen_batches") is > 0 and var most ? ((long)most * _sampled + _prompts - 1) / _prompts
            : MostRounds;
        return (int)Math.Min(rounds, MostRounds);
    }

    YamlMap Ppo()
    {
        if (_settings.Text($"{Critic}.model.path") is { } path && path != _settings.Text("actor_rollout_ref.model.path"))
            throw _settings.Error($"{Critic}.model.path", $"'{Critic}.model.path: {path}' is not to be had here: the value model begins as a copy of the "
                + "policy.");
        foreach (string key in (string[])["ppo_epochs", "ppo_mini_batch_size"])
            if (_settings.Whole($"{Critic}.{key}") is { } own && own != _settings.Whole($"{Actor}.{key}"))
                throw _settings.Error($"{Critic}.{key}", $"'{Critic}.{key}: {own}' is not to be had here: value model and policy learn together, as the "
                    + $"actor's {key} says.");
        if (LossMode() != "vanilla")
            throw _settings.Error($"{Actor}.policy_loss.loss_mode", $"the loss of gae is vanilla here; {LossMode()} goes with grpo.");
        if (IsFiltered)
            throw _settings.Error("algorithm.filter_groups.enable", "groups are filtered with grpo; gae compares no completions with one another.");
        return new YamlMap
        {
            { "gamma", Number("algorithm.gamma") },
            { "lambda", Number("algorithm.lam") },
            { "whiten_advantages", true },
            { "value_clip", Number($"{Critic}.cliprange_value") },
            { "value_warmup_steps", ValueWarmup() },
            { "value_learning_rate", LearningRate($"{Critic}.optim", "constant", null) },
            { "value_optimizer", Optimizer(Critic) },
        };
    }

    // verl's first step is step 1, and the actor learns from step critic_warmup on.
    int ValueWarmup()
    {
        int steps = Math.Max(0, _settings.Whole("trainer.critic_warmup")!.Value - 1);
        if (steps > 0)
            Remarks.Add($"the policy learns from step {steps + 1} on, as there, but its learning rate's steps are counted from the first on: in verl they are "
                + "counted from where it begins to learn.");
        return steps;
    }

    // In the loss, or off the rewards: of each token, or where a completion has one advantage of its whole reward.
    void AddDivergence(YamlMap body)
    {
        bool isInLoss = _settings.Truth($"{Actor}.use_kl_loss") == true, isInReward = _settings.Truth("algorithm.use_kl_in_reward") == true;
        if (isInLoss && isInReward)
            throw _settings.Error("algorithm.use_kl_in_reward", "the divergence is either part of the loss (use_kl_loss) or taken off the rewards "
                + "(use_kl_in_reward): give one of the two.");
        if (!isInReward && !isInLoss && _settings.Has("algorithm.kl_ctrl.kl_coef") && Number("algorithm.kl_ctrl.kl_coef") > 0)
            Remarks.Add("algorithm.kl_ctrl.kl_coef does nothing without algorithm.use_kl_in_reward=True, which verl's first versions took for granted.");
        body.Add("kl_weight", isInLoss ? Number($"{Actor}.kl_loss_coef") : isInReward ? Number("algorithm.kl_ctrl.kl_coef") : 0.0);
        if (isInReward)
            body.Add("kl_penalty", _estimator is "gae" or "reinforce_plus_plus" ? "token-reward" : "sequence-reward");
        else if (isInLoss)
            body.Add("kl_penalty", _settings.Text($"{Actor}.kl_loss_type") switch
            {
                "low_var_kl" or "k3" => "loss-k3",
                "mse" or "k2" => "loss-k2",
                var other => throw _settings.Error($"{Actor}.kl_loss_type", $"'{Actor}.kl_loss_type: {other}' is not to be had here: low_var_kl (k3) and mse "
                    + "(k2) are, whose gradients make the divergence smaller."),
            });
    }

    string LossMode()
    {
        const string Key = $"{Actor}.policy_loss.loss_mode";
        return _settings.Text(Key) is ("vanilla" or "gspo" or "cispo" or "sapo") and var mode ? mode
            : throw _settings.Error(Key, $"'{Key}: {_settings.Text(Key)}' is not to be had here: vanilla, gspo, cispo and sapo are.");
    }

    string Aggregation(string loss)
    {
        // verl's losses of these two are means of completions' means, whatever is said.
        if (loss is "gspo" or "sapo")
        {
            if (_settings.Has($"{Actor}.loss_agg_mode"))
                Remarks.Add($"the loss of {loss} is seq-mean-token-mean, as in verl, whatever loss_agg_mode says; divergence and entropy follow it here.");
            return "sequence";
        }
        string mode = !_settings.Has($"{Actor}.loss_agg_mode") && _settings.Truth($"{Actor}.use_token_level_loss") == false ? "seq-mean-token-mean"
            : _settings.Text($"{Actor}.loss_agg_mode")!;
        if (mode == "seq-mean-token-sum")
            Remarks.Add("seq-mean-token-sum is divided by max_response_length too, a constant that AdamW sees only where gradients are clipped.");
        return mode switch { "token-mean" => "token", "seq-mean-token-mean" => "sequence", _ => "constant" };
    }

    // The newer name goes first.
    string Schedule()
    {
        const string Newer = $"{Actor}.optim.lr_scheduler_type";
        return _settings.Text(_settings.Has(Newer) ? Newer : $"{Actor}.optim.warmup_style")!;
    }

    YamlMap LearningRate(string optimizer, string decay, double? floor) => new()
    {
        { "peak", Number($"{optimizer}.lr") },
        {
            "warmup_steps", _settings.Whole($"{optimizer}.lr_warmup_steps") is >= 0 and var warmup ? warmup
                : (int)(Number($"{optimizer}.lr_warmup_steps_ratio") * Steps)
        },
        { "decay", decay },
        { "floor_share", decay == "cosine" ? floor : null },
        { "from_zero", true },
    };

    YamlMap Optimizer(string network)
    {
        string key = $"{network}.optim.betas";
        var betas = _settings.List(key);
        double norm = Number($"{network}.grad_clip");
        return betas.Count != 2 ? throw _settings.Error(key, $"'{key}' needs two numbers.") : new()
        {
            { "beta1", _settings.NumberOf(key, betas[0]) },
            { "beta2", _settings.NumberOf(key, betas[1]) },
            { "epsilon", 1e-8 },
            { "weight_decay", Number($"{network}.optim.weight_decay") },
            { "max_gradient_norm", norm > 0 ? norm : YamlText.Null },
        };
    }

    double Number(string key) => _settings.Number(key)!.Value;

    int Positive(string key) => _settings.Whole(key) is >= 1 and var value ? value : throw _settings.Error(key, $"'{key}' needs a whole number from 1.");
}
