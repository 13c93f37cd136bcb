// The settings of rejection sampling.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Training.Selection;

/// <summary>
/// Settings of <see cref="RejectionSampler"/>: how completions are sampled, and which are kept. DeepSeek-R1 (arXiv
/// 2501.12948v2) keeps right answers and drops mixed languages, long paragraphs and blocks of code.
/// </summary>
sealed record RejectionOptions : IProblemSampling
{
    /// <summary>Completions of each problem.</summary>
    [Range(1, 4096)] public int SampleCount { get; init; } = 8;

    /// <summary>Most completions of a problem that are kept, in the order in which they were sampled.</summary>
    [Range(1, 4096)] public int MostPerProblem { get; init; } = 2;

    /// <summary>Problems whose completions are sampled together, after which a run can be stopped and resumed.</summary>
    [Range(1, 1_000_000)] public int ProblemsPerStep { get; init; } = 64;

    /// <summary>Temperature of sampling.</summary>
    [Range(0.0, 100.0)] public double Temperature { get; init; } = 1;

    /// <summary>Top-p.</summary>
    [Range(0.0, 1.0)] public double TopP { get; init; } = 1;

    /// <summary>Keeps this many most probable tokens; null keeps all.</summary>
    [DefaultValue(null), Range(1, int.MaxValue)] public int? TopK { get; init; }

    /// <summary>Drops tokens less probable than this share of the most probable one; null drops none.</summary>
    [DefaultValue(null), Range(0.0, 1.0)] public double? MinP { get; init; }

    /// <summary>Divides positive and multiplies negative logits of tokens already in the text; null is off.</summary>
    [DefaultValue(null), Range(0.1, 10.0)] public double? RepetitionPenalty { get; init; }

    /// <summary>Texts that end a completion; they are cut off its text.</summary>
    [DefaultValue(null), MinLength(1)] public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>Most tokens of a completion.</summary>
    [Range(1, 1_000_000)] public int MaxCompletionTokens { get; init; } = 330;

    /// <summary>How long the thoughts are made; null leaves them alone.</summary>
    [DefaultValue(null)] public ThinkingOptions? Thinking { get; init; }

    /// <summary>What switching between thoughts costs; null penalises nothing.</summary>
    [DefaultValue(null)] public SwitchPenaltyOptions? SwitchPenalty { get; init; }

    /// <summary>Whether only right answers are kept.</summary>
    public bool RequireRight { get; init; } = true;

    /// <summary>Whether only completions of the asked form are kept.</summary>
    public bool RequireFormat { get; init; } = true;

    /// <summary>Least share of the words in the question's language; null does not look.</summary>
    [Range(0.0, 1.0)] public double? MinLanguagePurity { get; init; } = 0.95;

    /// <summary>Largest share of n-grams that have occurred before in the same completion; null does not look.</summary>
    [Range(0.0, 1.0)] public double? MaxRepetition { get; init; } = 0.3;

    /// <summary>Words, numbers or Chinese characters of such an n-gram.</summary>
    [Range(1, 1000)] public int RepetitionNgram { get; init; } = 8;

    /// <summary>Most tokens of a completion that is kept; null keeps any that ended by itself.</summary>
    [Range(1, 1_000_000)] public int? MaxKeptTokens { get; init; }

    /// <summary>Most characters of a paragraph; null does not look.</summary>
    [Range(1, 1_000_000)] public int? MaxParagraphCharacters { get; init; }

    /// <summary>Least total of the judges' scores; null does not look. A completion that no judge can score has 0.</summary>
    [Range(-1000.0, 1000.0)] public double? MinJudgement { get; init; }

    /// <summary>
    /// Whether of completions of a problem that calculate the same only the first is kept (RFT, arXiv 2308.01825, section 3.3: different lists of
    /// equations); where nothing is calculated, the text decides. Null or false keeps all.
    /// </summary>
    [DefaultValue(null)] public bool? Distinct { get; init; }

    /// <summary>Whether completions with fenced code are dropped.</summary>
    public bool DropCode { get; init; } = true;
}
