// A run in verl's keys as a recipe: measured, reinforced, measured again.

using R1Sharp.App.Foreign;
using R1Sharp.App.Runs;
using R1Sharp.Learning;

namespace R1Sharp.App.Verl;

/// <summary>What settings in verl's keys amount to.</summary>
sealed record VerlRecipe(string Text, string Output, RunUse Use, IReadOnlyList<string> Remarks) : ForeignRecipe(Text, Output, Use, Remarks)
{
    const string Model = "actor_rollout_ref.model", Measured = "actor_rollout_ref.rollout.val_kwargs";

    /// <summary>Translates settings.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="datasets">What is known of data.</param>
    /// <exception cref="UserErrorException">Something needed is missing, or what is asked for cannot be.</exception>
    public static VerlRecipe Of(VerlSettings settings, IVerlDatasets datasets)
    {
        var data = new VerlData(settings, datasets);
        var remarks = new List<string>();
        string output = VerlSettings.Expanded((settings.Text("trainer.default_local_dir")
            ?? $"checkpoints/{settings.Text("trainer.project_name")}/{settings.Text("trainer.experiment_name")}").TrimEnd('/'));
        int? saved = settings.Whole("trainer.save_freq") is > 0 and var every ? every : null;
        var recipe = new YamlMap
        {
            { "name", NameOf(output) },
            { "seed", settings.Whole("data.seed") is >= 0 and var seed ? seed : throw settings.Error("data.seed", "'data.seed' needs a whole number from 0.") },
            { "model", new YamlMap { { "from", VerlSettings.Expanded(settings.Text($"{Model}.path") ?? throw settings.Error($"{Model}.path",
                $"'{Model}.path' is missing: it names the model that is trained.")) } } },
            { "template", "chat" },
            { "chat", Chat(settings) },
            { "policy", Policy(settings) },
            { "evaluation", data.Measured.Count == 0 ? null : Evaluation(settings, data) },
            { "checkpoint_every_steps", saved },
            { "leave_checkpoints", saved is null ? null : true },
            { "keep_checkpoints", saved is null ? null : Math.Clamp(settings.Whole("trainer.max_actor_ckpt_to_keep") ?? 1000, 1, 1000) },
            { "watchdogs_warn", true },
            { "tensorboard", settings.List("trainer.logger").Contains("tensorboard") ? new YamlMap() : null },
            { "stages", Stages(settings, data, remarks) },
        };
        return new VerlRecipe(YamlText.Of(recipe), output, UseOf(settings), remarks);
    }

    static List<YamlMap> Stages(VerlSettings settings, VerlData data, List<string> remarks)
    {
        bool isMeasured = data.Measured.Count > 0;
        if (settings.Truth("trainer.val_only") == true)
            return isMeasured ? [Measurement("evaluate")]
                : throw settings.Error("trainer.val_only", "'trainer.val_only' measures data.val_files, which names nothing.");
        var stage = new VerlStage(settings, data);
        int? every = isMeasured && settings.Whole("trainer.test_freq") is > 0 and var steps ? steps : null;
        var trained = new YamlMap { { stage.Kind, stage.Body(every) } };
        remarks.AddRange(stage.Remarks);
        return
        [
            .. isMeasured && settings.Truth("trainer.val_before_train") == true ? [Measurement("before")] : Array.Empty<YamlMap>(),
            trained,
            .. every is not null ? [Measurement("after")] : Array.Empty<YamlMap>(),
        ];
    }

    static YamlMap Measurement(string name) => new() { { "name", name }, { "evaluate", new YamlMap() } };

    static YamlMap Evaluation(VerlSettings settings, VerlData data)
    {
        double? older = settings.Number("actor_rollout_ref.rollout.val_temperature");
        double temperature = older ?? (settings.Truth($"{Measured}.do_sample") == true ? settings.Number($"{Measured}.temperature")!.Value : 0);
        bool isSampled = temperature > 0;
        return new YamlMap
        {
            { "problems", data.Problems(data.Measured) },
            { "sample_count", isSampled ? settings.Whole("actor_rollout_ref.rollout.n_val") ?? settings.Whole($"{Measured}.n") : 1 },
            { "temperature", temperature },
            { "top_p", isSampled ? settings.Number($"{Measured}.top_p") : 1.0 },
            { "top_k", isSampled && settings.Whole($"{Measured}.top_k") is > 0 and var most ? most : null },
            { "max_completion_tokens", settings.Whole("data.max_response_length") },
        };
    }

    static YamlMap? Chat(VerlSettings settings)
    {
        var chat = new YamlMap
        {
            { "template", settings.Text($"{Model}.custom_chat_template") },
            { "template_kwargs", settings.Map("data.apply_chat_template_kwargs") },
        };
        return chat.TrueForAll(e => e.Value is null) ? null : chat;
    }

    static YamlMap? Policy(VerlSettings settings)
    {
        var policy = new YamlMap
        {
            { "bfloat16", settings.Text("actor_rollout_ref.rollout.dtype") == "bfloat16" ? true : null },
            { "activation_checkpointing", settings.Truth($"{Model}.enable_gradient_checkpointing") == true ? true : null },
            {
                "adapter", settings.Whole($"{Model}.lora_rank") is not (> 0 and var rank) ? null : new YamlMap
                {
                    { "rank", rank },
                    { "alpha", settings.Number($"{Model}.lora_alpha") },
                    { "targets", settings.List($"{Model}.target_modules").ToList() },
                }
            },
        };
        return policy.TrueForAll(e => e.Value is null) ? null : policy;
    }

    static RunUse UseOf(VerlSettings settings) => settings.Text("trainer.resume_mode") switch
    {
        "auto" => RunUse.Redo,
        "disable" => RunUse.None,
        _ => throw settings.Error("trainer.resume_mode", "'trainer.resume_mode: resume_path' is not to be had here: a run goes on in its own folder (auto)."),
    };
}
