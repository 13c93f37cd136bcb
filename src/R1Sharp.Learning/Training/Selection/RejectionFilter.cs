// Which completions are good enough to be learned from: each filter has a name, and the first that a completion fails is
// the reason why it is dropped.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Style;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Thinking;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Selection;

/// <summary>The filters of rejection sampling, in the order in which they are asked.</summary>
static class RejectionFilter
{
    /// <summary>The names of the filters, in order; the last counts what was good but not needed.</summary>
    public static IReadOnlyList<string> Names { get; } = ["truncated", "empty", "wrong", "form", "length",
        "language", "repetition", "paragraph", "code", "judge", Alike, Rewrite, Surplus];

    /// <summary>The name under which completions are counted that calculate what a kept one of the same problem does.</summary>
    public const string Alike = "alike";

    /// <summary>The name under which completions are counted that could not be rewritten.</summary>
    public const string Rewrite = "rewrite";

    /// <summary>The name under which good completions beyond those that are kept of a problem are counted.</summary>
    public const string Surplus = "surplus";

    /// <summary>The first filter that a completion fails; null where it passes all.</summary>
    public static string? Reason(Rollout rollout, RejectionOptions options) => true switch
    {
        _ when rollout.Completion.Finish != FinishReason.Stop => "truncated",
        _ when string.IsNullOrWhiteSpace(rollout.Text) => "empty",
        _ when options.RequireRight && rollout.Accuracy is not 1 => "wrong",
        _ when options.RequireFormat && rollout.Format is not 1 => "form",
        _ when rollout.Completion.Tokens.Length > options.MaxKeptTokens => "length",
        _ when rollout.LanguagePurity < options.MinLanguagePurity => "language",
        _ when options.MaxRepetition is { } most && Readability.Repetition(rollout.Text, options.RepetitionNgram) > most => "repetition",
        _ when options.MaxParagraphCharacters is { } most && LongestParagraph(rollout.Text) > most => "paragraph",
        _ when options.DropCode && rollout.Text.Contains("```", StringComparison.Ordinal) => "code",
        _ when rollout.Reward < options.MinJudgement => "judge",
        _ => null,
    };

    /// <summary>What a completion calculates, in a form that is the same where the calculations are; its text where it calculates nothing.</summary>
    public static string Path(string text) => Formulas.In(text) is { Count: > 0 } formulas ? string.Join(' ', formulas.Order(StringComparer.Ordinal)) : text;

    static int LongestParagraph(string text) => text.Split('\n').Max(line => line.Length);
}
