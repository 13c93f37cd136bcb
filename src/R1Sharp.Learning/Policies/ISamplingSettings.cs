// How tokens are chosen, as it is named by the settings of everything that samples without learning from the gradient of its samples.

namespace R1Sharp.Learning.Policies;

/// <summary>Settings of sampling; null is off.</summary>
public interface ISamplingSettings
{
    /// <summary>Divides the logits; 0 takes the most probable token.</summary>
    double Temperature { get; }

    /// <summary>Top-p.</summary>
    double TopP { get; }

    /// <summary>Top-k.</summary>
    int? TopK { get; }

    /// <summary>Min-p.</summary>
    double? MinP { get; }

    /// <summary>The repetition penalty.</summary>
    double? RepetitionPenalty { get; }

    /// <summary>Texts that end a completion; they are cut off its text.</summary>
    IReadOnlyList<string>? Stop { get; }

    /// <summary>Most tokens of a completion.</summary>
    int MaxCompletionTokens { get; }
}
