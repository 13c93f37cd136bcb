// How the next token is chosen from the network's logits.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Policies;

/// <summary>
/// Sampling of one request. The order is: penalties (repetition, thought switching), temperature, top-k, top-p, min-p. The log-probability
/// that is recorded is that of the full distribution at this temperature, before penalties change and top-k, top-p and
/// min-p cut it: the number that the trainer computes for the same token.
/// </summary>
public sealed record SamplingOptions
{
    /// <summary>Divides the logits; 0 takes the most probable token (recorded log-probabilities are then those of temperature 1).</summary>
    [Range(0.0, 100.0)] public double Temperature { get; init; } = 1;

    /// <summary>Keeps the smallest set of most probable tokens whose probabilities sum to at least this (Holtzman et al., 2020).</summary>
    [Range(0.0, 1.0)] public double TopP { get; init; } = 1;

    /// <summary>Keeps this many most probable tokens; null keeps all.</summary>
    [Range(1, int.MaxValue)] public int? TopK { get; init; }

    /// <summary>Drops tokens less probable than this share of the most probable one (Nguyen et al., 2024).</summary>
    [Range(0.0, 1.0)] public double MinP { get; init; }

    /// <summary>Divides positive and multiplies negative logits of tokens already in the text (Keskar et al., 2019); 1 is off.</summary>
    [Range(0.1, 10.0)] public double RepetitionPenalty { get; init; } = 1;

    /// <summary>Most tokens of a completion.</summary>
    [Range(1, 1_000_000)] public int MaxCompletionTokens { get; init; } = 256;

    /// <summary>Tokens that end the completion; they stay in it.</summary>
    public IReadOnlyList<int> StopTokens { get; init; } = [];

    /// <summary>
    /// Texts that end the completion as soon as its decoded text contains one. Their tokens stay in it; StopText
    /// cuts them off its text.
    /// </summary>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>What some settings ask for.</summary>
    /// <exception cref="UserErrorException">A stop string is empty.</exception>
    public static SamplingOptions Of(ISamplingSettings settings) => new()
    {
        Temperature = settings.Temperature,
        TopP = settings.TopP,
        TopK = settings.TopK,
        MinP = settings.MinP ?? 0,
        RepetitionPenalty = settings.RepetitionPenalty ?? 1,
        MaxCompletionTokens = settings.MaxCompletionTokens,
        StopStrings = settings.Stop is { } stops && stops.Contains("") ? throw new UserErrorException(
            "A stop string is empty, so that every completion would end with its first token: leave it out.") : settings.Stop ?? [],
    };
}
