// A run in TRL's keys as a recipe: the same run, which `r1 run` repeats in the same bits.

using R1Sharp.App.Foreign;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;

namespace R1Sharp.App.Trl;

/// <summary>What settings in TRL's keys amount to.</summary>
sealed record TrlRecipe(string Text, string Output, RunUse Use, IReadOnlyList<string> Remarks) : ForeignRecipe(Text, Output, Use, Remarks)
{
    /// <summary>Translates settings.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="datasets">What is known of data.</param>
    /// <exception cref="UserErrorException">Something needed is missing, or what is asked for cannot be.</exception>
    public static TrlRecipe Of(TrlSettings settings, ITrlDatasets datasets)
    {
        var schedule = new TrlSchedule(settings);
        var data = new TrlData(settings, datasets);
        var measuring = new TrlMeasuring(settings, data, schedule);
        TrlStage stage = settings.Command switch
        {
            TrlCommand.Sft => new TrlSft(settings, data, schedule, measuring),
            TrlCommand.Grpo => new TrlGrpo(settings, data, schedule, measuring),
            TrlCommand.Dpo => new TrlDpo(settings, data, schedule, measuring),
            TrlCommand.Reward => new TrlReward(settings, data, schedule, measuring),
            TrlCommand.Filter => new TrlFilter(settings, data),
            _ => throw new ArgumentException($"{settings.Command} trains nothing.", nameof(settings)),
        };
        if (stage is TrlSft { IsOpen: true } packed)
            packed.Close(datasets.TokenCounts(RecipeFile.Read(TextOf(settings, data, schedule, stage).Text, "the recipe of r1 sft", [])));
        var (text, output) = TextOf(settings, data, schedule, stage);
        return new TrlRecipe(text, output, UseOf(settings), [.. data.Remarks.Concat(measuring.Remarks).Distinct(), .. stage.Remarks]);
    }

    static (string Text, string Output) TextOf(TrlSettings settings, TrlData data, TrlSchedule schedule, TrlStage stage)
    {
        bool isFilter = settings.Command == TrlCommand.Filter;
        string output = (isFilter ? TrlFilter.OutputName(settings) : settings.Text("output_dir")!).TrimEnd('/');
        var recipe = new YamlMap
        {
            { "name", NameOf(output) },
            { "seed", Seed(settings) },
            { "model", new YamlMap { { "from", settings.Text("model_name_or_path")
                ?? throw settings.Error("model_name_or_path", "'model_name_or_path' is missing: it names the model that is trained.") } } },
            { "template", "chat" },
            { "chat", Chat(settings, data.Remarks) },
            { "policy", Policy(settings) },
            { "evaluation", stage.Evaluation() },
            { "checkpoint_every_steps", isFilter ? 1 : schedule.CheckpointSteps(stage) is { } steps ? steps : YamlText.Null },
            { "leave_checkpoints", isFilter ? null : true },
            { "watchdogs_warn", settings.Truth("watchdogs") == true ? null : true },
            { "tensorboard", Tensorboard(settings, data.Remarks) },
            { "keep_checkpoints", isFilter ? 1 : settings.Whole("save_total_limit") is { } keep ? Math.Clamp(keep, 1, 1000) : 1000 },
            { "stages", new List<YamlMap> { new() { { stage.Kind, stage.Body() } } } },
        };
        return (YamlText.Of(recipe), output);
    }

    static int Seed(TrlSettings settings) => settings.Whole("seed") is >= 0 and var seed ? seed
        : throw settings.Error("seed", "'seed' needs a whole number from 0.");

    static RunUse UseOf(TrlSettings settings) =>
        settings.Truth("overwrite_output_dir") == true || settings.Command == TrlCommand.Filter ? RunUse.Redo
            : settings.Text("resume_from_checkpoint") is { } resume && TrlSettings.TruthOf(resume) != false ? RunUse.Resume : RunUse.None;

    // Where a number format is asked for that halves the memory of matrices, activations are computed again, or adapters learn.
    static YamlMap? Policy(TrlSettings settings)
    {
        string precision = settings.Text("mixed_precision")!;
        if (precision is "fp16" or "fp8")
            throw settings.Error("mixed_precision", $"'mixed_precision: {precision}' is not to be had here: there is no arithmetic in it; use bf16.");
        bool isBfloat16 = settings.Truth("bf16") ?? (precision == "bf16" || settings.Text("torch_dtype") == "bfloat16" || settings.Text("dtype") == "bfloat16");
        bool isCheckpointed = settings.Truth("gradient_checkpointing") == true;
        var adapter = Adapter(settings);
        return !isBfloat16 && !isCheckpointed && adapter is null ? null : new YamlMap
        {
            { "bfloat16", isBfloat16 ? true : null },
            { "activation_checkpointing", isCheckpointed ? true : null },
            { "adapter", adapter },
        };
    }

    // Where no maps are named, PEFT takes those of queries and values in all families that are known here.
    static YamlMap? Adapter(TrlSettings settings) => settings.Command == TrlCommand.Filter || settings.Truth("use_peft") != true ? null : new YamlMap
    {
        { "rank", settings.Whole("lora_r") },
        { "alpha", settings.Number("lora_alpha") },
        { "targets", settings.List("lora_target_modules") is { Count: > 0 } targets ? targets.ToList() : new List<string> { "q_proj", "v_proj" } },
        { "rslora", settings.Truth("use_rslora") == true ? true : null },
    };

    // "all" are all loggers that are installed there.
    static YamlMap? Tensorboard(TrlSettings settings, List<string> remarks)
    {
        var asked = settings.List("report_to");
        if (asked.Where(name => name is not ("tensorboard" or "all" or "none")).ToList() is { Count: > 0 } others)
            remarks.Add($"report_to {string.Join(", ", others)}: nothing is sent anywhere; the logs lie in the run folder.");
        return !asked.Any(name => name is "tensorboard" or "all") ? null : new YamlMap { { "folder", settings.Text("logging_dir") } };
    }

    static YamlMap? Chat(TrlSettings settings, List<string> remarks)
    {
        bool hasMore = settings.Command is TrlCommand.Sft or TrlCommand.Reward;
        var chat = new YamlMap
        {
            { "template", Template(settings, "chat_template") ?? (hasMore ? Template(settings, "chat_template_path") : null) },
            { "system_prompt", settings.Command is TrlCommand.Grpo or TrlCommand.Dpo or TrlCommand.Filter ? settings.Text("system_prompt") : null },
            { "end_of_text", hasMore ? EndOfText(settings, remarks) : null },
            { "template_kwargs", settings.Command is TrlCommand.Grpo or TrlCommand.Filter && settings.Map("chat_template_kwargs") is { Entries.Count: > 0 } map
                ? YamlText.Map(map) : null },
        };
        return chat.TrueForAll(e => e.Value is null) ? null : chat;
    }

    static string? EndOfText(TrlSettings settings, List<string> remarks)
    {
        if (settings.Text("eos_token") is not { } token || Stages.ModelFiles.Of(settings.Text("model_name_or_path")!).Tokenizer().TokenId(token) is not null)
            return settings.Text("eos_token");
        remarks.Add($"the model's tokenizer has no token {token}: its own token goes on ending a text.");
        return null;
    }

    // Jinja, a file that holds it, or a folder with a tokenizer.
    static string? Template(TrlSettings settings, string key)
    {
        if (settings.Text(key) is not { } text || text.Contains('{'))
            return settings.Text(key);
        if (Directory.Exists(text))
            return Stages.ModelFiles.Of(text).Tokenizer().ChatTemplate ?? throw settings.Error(key, $"{text}: the tokenizer there has no chat template.");
        return File.Exists(text) ? Utf8Text.ReadAll(text)
            : throw settings.Error(key, $"'{key}' is neither a template nor a file or folder that is there: {text}.");
    }
}

/// <summary>The one stage of such a run.</summary>
abstract class TrlStage
{
    /// <summary>The stage's key in a recipe.</summary>
    public abstract string Kind { get; }

    /// <summary>How many steps it makes.</summary>
    public abstract int Steps { get; }

    /// <summary>Steps of one epoch.</summary>
    public abstract int StepsPerEpoch { get; }

    /// <summary>Updates of the weights in a step, which is what TRL counts.</summary>
    public virtual int UpdatesPerStep => 1;

    /// <summary>What a reader should know.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>What the recipe says of evaluations; null where the stage makes none.</summary>
    public virtual YamlMap? Evaluation() => null;

    /// <summary>What the stage's key holds.</summary>
    public abstract YamlMap Body();
}
