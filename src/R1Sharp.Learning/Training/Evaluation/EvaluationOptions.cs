// The settings of an evaluation.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Training.Evaluation;

/// <summary>Settings of <see cref="Evaluator"/>; temperature and top-p are R1's convention (arXiv 2501.12948, section 4).</summary>
public sealed record EvaluationOptions : ISamplingSettings
{
    /// <summary>n: completions of each problem.</summary>
    [Range(1, 4096)] public int SampleCount { get; init; } = 16;

    /// <summary>Temperature; 0 takes the most probable token.</summary>
    [Range(0.0, 100.0)] public double Temperature { get; init; } = 0.6;

    /// <summary>Top-p.</summary>
    [Range(0.0, 1.0)] public double TopP { get; init; } = 0.95;

    /// <summary>Keeps this many most probable tokens; null keeps all.</summary>
    [DefaultValue(null), Range(1, int.MaxValue)] public int? TopK { get; init; }

    /// <summary>Drops tokens less probable than this share of the most probable one; null drops none.</summary>
    [DefaultValue(null), Range(0.0, 1.0)] public double? MinP { get; init; }

    /// <summary>Divides positive and multiplies negative logits of tokens already in the text; null is off.</summary>
    [DefaultValue(null), Range(0.1, 10.0)] public double? RepetitionPenalty { get; init; }

    /// <summary>Texts that end a completion; they are cut off its text.</summary>
    [DefaultValue(null), MinLength(1)] public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>Most tokens of a completion.</summary>
    [Range(1, Unbounded)] public int MaxCompletionTokens { get; init; } = 330;

    /// <summary>The most that <see cref="MaxCompletionTokens"/> can be: whoever answers decides where it ends.</summary>
    public const int Unbounded = 1_000_000;

    /// <summary>How long the thoughts are made; null leaves them alone.</summary>
    [DefaultValue(null)] public ThinkingOptions? Thinking { get; init; }

    /// <summary>What switching between thoughts costs; null penalises nothing.</summary>
    [DefaultValue(null)] public SwitchPenaltyOptions? SwitchPenalty { get; init; }

    /// <summary>Resamples of the bootstrap behind the confidence intervals.</summary>
    [Range(100, 1_000_000)] public int BootstrapResamples { get; init; } = 1000;
}
