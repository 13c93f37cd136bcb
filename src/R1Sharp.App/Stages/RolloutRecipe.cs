// Rollouts that a server samples while this program learns from them (docs/serving.md).

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.App.Endpoints;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Stages;

/// <summary>Kinds of servers.</summary>
enum RolloutServerKind
{
    /// <summary>vLLM, which is given adapters.</summary>
    Vllm,

    /// <summary>SGLang, which is given whole weights.</summary>
    Sglang,

    /// <summary>r1 serve, which is given adapters where these learn, and whole weights otherwise.</summary>
    R1sharp,
}

/// <summary>Who samples a stage's rollouts in the program's place.</summary>
sealed record RolloutRecipe : IChecked
{
    const int MostOwnChoices = 128;

    /// <summary>What kind of server it is.</summary>
    public required RolloutServerKind Server { get; init; }

    /// <summary>Its address, e.g. http://gpu:8000.</summary>
    public required string Url { get; init; }

    /// <summary>A folder that both see: the weights of each step are written into it. May contain ${VARIABLES} of the environment.</summary>
    public required string AdapterDir { get; init; }

    /// <summary>The same folder as the server sees it; null where it has the same path there.</summary>
    [DefaultValue(null)] public string? ServerDir { get; init; }

    /// <summary>Steps that are sampled ahead, and by which the weights that sample may so be behind; 0 samples each step under its own weights.</summary>
    [Range(0, 64)] public int MaxStaleness { get; init; }

    /// <summary>What is done about the server's probabilities differing from the trainer's.</summary>
    [Inline] public SamplerCorrection Correction { get; init; } = new();

    /// <summary>Only 1: a server's top-p changes what tokens are drawn from, and which were left to draw is not told.</summary>
    [DefaultValue(null)] public double? TopP { get; init; }

    /// <summary>Seconds without an answer after which the run ends; it can be gone on with.</summary>
    [Range(1, 86_400)] public int PatienceSeconds { get; init; } = 600;

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => TopP is { } topP && topP != 1
        ? new(FormattableString.Invariant($"top_p is {topP}, but a server's log-probabilities are then those of what is left of a distribution, and ")
            + "without a mask of the tokens that were left the ratio cannot be corrected: sample at the temperature alone.", "top_p")
        : !Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
        ? new($"url is '{Url}', but must be the address of a server, such as http://localhost:8000.", "url")
        : Server == RolloutServerKind.Sglang && MaxStaleness > 0
        ? new("max_staleness is above 0, but SGLang is given whole weights, of which it has one version at a time: set it to 0.", "max_staleness") : null;

    /// <summary>What is wrong with it beside the settings of its stage; null where all is well.</summary>
    internal SettingsMistake? Beside(ReinforcementStage stage)
    {
        var common = stage.Common;
        return common.Thinking is not null || common.SwitchPenalty is not null
            ? new("rollout has a server sample, which steers no thoughts: leave thinking and switch_penalty out.", "rollout")
            : Server == RolloutServerKind.R1sharp && common.GroupSize > MostOwnChoices
            ? new($"group_size is {common.GroupSize}, but r1 serve gives at most {MostOwnChoices} completions of a prompt.", "group_size")
            : MaxStaleness > 0 && common is Learning.Training.Reinforcement.GrpoOptions { DynamicSamplingRounds: not null }
            ? new("dynamic_sampling_rounds decides by a step's rewards what is asked next, so that nothing is sampled ahead: set rollout.max_staleness to 0.",
                "dynamic_sampling_rounds") : null;
    }

    /// <summary>What is wrong with it in a recipe; null where all is well.</summary>
    internal SettingsMistake? Within(Recipe recipe) => recipe.PythonTool is not null
        ? new("rollout has a server sample, which cannot run programs in the middle of a completion: leave python_tool or rollout out.", "rollout")
        : recipe.Policy.Adapter is not null || Server == RolloutServerKind.Sglang ? null
        : Server == RolloutServerKind.Vllm
        ? new("rollout.server is vllm, which is given adapters, but all weights learn: set policy.adapter.", "rollout.server")
        : MaxStaleness > 0
        ? new("rollout.max_staleness is above 0, but all weights learn, of which the server has one version at a time: set policy.adapter, or 0.",
            "rollout.max_staleness") : null;

    /// <summary>The server, for a model that learns.</summary>
    /// <param name="model">The model.</param>
    internal OutsideRollouts Open(LoadedModel model)
    {
        bool asAdapters = model.HasAdapters && Server != RolloutServerKind.Sglang;
        IRolloutProtocol protocol = Server == RolloutServerKind.Sglang ? new SglangProtocol()
            : new CompletionsProtocol(isOwn: Server == RolloutServerKind.R1sharp, hasAdapters: asAdapters);
        var options = new RolloutServerOptions
        {
            Url = new Uri(Url),
            Folder = RecipeVariables.Expand(AdapterDir),
            ServerFolder = ServerDir,
            PatienceSeconds = PatienceSeconds,
        };
        var server = new RolloutServer(protocol, options, asAdapters ? model.Save : model.SaveWhole, said => Console.Error.WriteLine($"r1: {said}"));
        return new(server, Correction) { MaxStaleness = MaxStaleness };
    }

    /// <summary>The same without what changes no result: where the server is.</summary>
    internal RolloutRecipe Anywhere() => this with { Url = "http://localhost", AdapterDir = "", ServerDir = null, PatienceSeconds = 600 };
}
