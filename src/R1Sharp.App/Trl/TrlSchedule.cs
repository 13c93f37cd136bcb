// Batches, steps, learning rates and checkpoints as transformers' Trainer reckons them, on one device.

using R1Sharp.App.Foreign;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Trl;

/// <summary>Reckons how long a run is and how its learning rate goes.</summary>
/// <param name="settings">The settings.</param>
sealed class TrlSchedule(TrlSettings settings)
{
    /// <summary>Examples, pairs or completions of one update: per_device_train_batch_size × gradient_accumulation_steps.</summary>
    public int Batch => Positive("per_device_train_batch_size") * Positive("gradient_accumulation_steps");

    /// <summary>A whole number from 1.</summary>
    public int Positive(string key) => settings.Whole(key) is >= 1 and var value ? value : throw settings.Error(key, $"'{key}' needs a whole number from 1.");

    /// <summary>Epochs: 3, as transformers', where nothing is said.</summary>
    public double Epochs => settings.Number("num_train_epochs") is not { } epochs ? 3
        : epochs > 0 ? epochs : throw settings.Error("num_train_epochs", "'num_train_epochs' needs a number above 0.");

    /// <summary>Updates of the run.</summary>
    /// <param name="updatesPerEpoch">Updates of an epoch.</param>
    public int Updates(double updatesPerEpoch) => settings.Whole("max_steps") is > 0 and var steps ? steps
        : Math.Max(1, (int)Math.Ceiling(Epochs * updatesPerEpoch - 1e-9));

    /// <summary>The learning rate.</summary>
    /// <param name="steps">Steps of the run.</param>
    /// <param name="updatesPerStep">Updates in each; the schedule counts these.</param>
    /// <param name="isOpen">Whether only the run will tell how many steps there are.</param>
    public YamlMap LearningRate(int steps, int updatesPerStep = 1, bool isOpen = false)
    {
        string kind = settings.Text("lr_scheduler_type")!;
        double peak = settings.Number("learning_rate") ?? settings.Command switch { TrlCommand.Sft => 2e-5, TrlCommand.Reward => 1e-4, _ => 1e-6 };
        return new YamlMap
        {
            { "peak", peak },
            { "warmup_steps", kind == "constant" ? 0 : Warmup(steps * updatesPerStep) },
            { "warmup_share", kind == "constant" || !isOpen ? null : WarmupShare() },
            { "decay", kind switch { "linear" => "linear", "cosine" or "cosine_with_min_lr" => "cosine", _ => "constant" } },
            { "floor_share", kind == "cosine_with_min_lr" ? Floor(peak) : 0.0 },
            { "from_zero", true },
            { "per_update", updatesPerStep > 1 ? true : null },
        };
    }

    /// <summary>The optimizer: AdamW.</summary>
    public YamlMap Optimizer() => new()
    {
        { "beta1", settings.Number("adam_beta1") },
        { "beta2", settings.Number("adam_beta2") },
        { "epsilon", settings.Number("adam_epsilon") },
        { "weight_decay", settings.Number("weight_decay") },
        { "max_gradient_norm", settings.Number("max_grad_norm") is > 0 and var norm ? norm : YamlText.Null },
    };

    /// <summary>Steps between two checkpoints; null writes them at the end alone.</summary>
    public int? CheckpointSteps(TrlStage stage)
    {
        string when = settings.Text("save_strategy")!;
        if (TrlSettings.TruthOf(when) == false)
            return null;
        if (when is "epoch" or "best")
            return Math.Max(1, stage.StepsPerEpoch);
        return Every("save_steps", stage.Steps, stage.UpdatesPerStep);
    }

    /// <summary>Steps between two events: a number of updates, or below 1 a share of the run.</summary>
    public int Every(string key, int steps, int updatesPerStep) => settings.Number(key) is > 0 and var every
        ? Math.Max(1, (int)Math.Ceiling(every < 1 ? every * steps : every / updatesPerStep))
        : throw settings.Error(key, $"'{key}' needs a number above 0.");

    // A number of steps is known whatever their count.
    double? WarmupShare() => settings.Number("warmup_steps") is >= 1 ? null
        : settings.Number("warmup_steps") is > 0 and var share ? share : settings.Number("warmup_ratio");

    // transformers: warmup_steps where given, else the ratio rounded up; newer versions take a ratio as steps below 1.
    int Warmup(int updates)
    {
        double given = settings.Number("warmup_steps")!.Value, ratio = settings.Number("warmup_ratio")!.Value;
        if (given < 0 || ratio is < 0 or > 1)
            throw settings.Error(given < 0 ? "warmup_steps" : "warmup_ratio", "the warm-up is a number of steps from 0, or a share from 0 to 1.");
        return given >= 1 ? (int)Math.Ceiling(given) : (int)Math.Ceiling(updates * (given > 0 ? given : ratio));
    }

    double Floor(double peak)
    {
        var given = settings.Map("lr_scheduler_kwargs")?.Entries ?? [];
        foreach (var entry in given)
            if (entry.Key is not ("min_lr_rate" or "min_lr"))
                throw entry.Place.Error($"lr_scheduler_kwargs has no key '{entry.Key}' here; cosine_with_min_lr takes min_lr_rate or min_lr.");
        if (given.FirstOrDefault() is not { } floor)
            throw settings.Error("lr_scheduler_type", "cosine_with_min_lr needs lr_scheduler_kwargs with min_lr_rate or min_lr.");
        double value = (double)SettingsText.Convert((SettingsScalar)floor.Value, typeof(double), floor.Key, []);
        double share = floor.Key == "min_lr_rate" ? value : value / peak;
        return share is >= 0 and <= 1 ? share : throw floor.Place.Error("the lowest rate lies between 0 and the peak.");
    }
}
