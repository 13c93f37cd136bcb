// How a model is opened, and the shape of one that is made.

using R1Sharp.App.Recipes;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp;

/// <summary>How <see cref="R1Model.Load"/> opens a model.</summary>
public sealed record R1ModelOptions
{
    /// <summary>Threads to compute with; null takes all cores. Changes no result.</summary>
    public int? Threads { get; init; }

    /// <summary>
    /// How a question becomes a prompt: one of <see cref="PromptTemplate.Names"/>; null takes the one that the model was trained with, else "chat".
    /// </summary>
    public string? Template { get; init; }

    /// <summary>Whether the model is only sampled from: it then takes a fraction of the memory, and what would change or save it is refused.</summary>
    public bool IsForSampling { get; init; }

    /// <summary>A folder with adapters that take part, as PEFT writes it; null for none.</summary>
    public string? AdapterFolder { get; init; }

    /// <summary>Adapters that learn while the network stays as it is; null lets all weights learn.</summary>
    public AdapterOptions? Adapter { get; init; }

    /// <summary>How the network is held in memory; null takes what suits its size.</summary>
    public MemoryLayout? Layout { get; init; }

    /// <summary>Decides the numbers that fresh adapters begin with.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>
/// The shape of a model that <see cref="R1Model.Fresh"/> makes. As it stands it has 0.2 million parameters and learns a few sentences in seconds.
/// </summary>
public sealed record FreshModelOptions
{
    /// <summary>Threads to compute with; null takes all cores. Changes no result.</summary>
    public int? Threads { get; init; }

    /// <summary>Most tokens of the tokenizer, which is trained on the texts; at least 263.</summary>
    public int VocabularySize { get; init; } = 512;

    /// <summary>Width of the network; a multiple of twice the heads.</summary>
    public int HiddenSize { get; init; } = 64;

    /// <summary>Number of layers.</summary>
    public int LayerCount { get; init; } = 3;

    /// <summary>Heads of attention.</summary>
    public int HeadCount { get; init; } = 4;

    /// <summary>Longest sequence in tokens, prompt and completion together.</summary>
    public int MaxPositions { get; init; } = 1024;

    /// <summary>How a question becomes a prompt: one of <see cref="PromptTemplate.Names"/>.</summary>
    public string Template { get; init; } = "chat";

    /// <summary>The chat template in Jinja; the usual one also has a place for tools.</summary>
    public string ChatTemplate { get; init; } = FreshChatTemplate.Text;

    /// <summary>Decides the weights.</summary>
    public ulong Seed { get; init; } = 1;

    internal ModelRecipe Recipe => new()
    {
        HiddenSize = HiddenSize,
        IntermediateSize = 3 * HiddenSize,
        LayerCount = LayerCount,
        HeadCount = HeadCount,
        KeyValueHeadCount = HeadCount,
        HeadSize = HiddenSize / HeadCount,
        MaxPositions = MaxPositions,
    };
}
