// How long a model is made to think: the settings of budget forcing (s1, Muennighoff et al., arXiv 2501.19393, section 3).

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Generation;

/// <summary>
/// Settings of <see cref="BudgetForcing"/>. The thoughts of a completion lie between <see cref="Open"/> and
/// <see cref="Close"/>, or begin with the completion where the prompt has opened them. Nothing is forced by default.
/// </summary>
public sealed record ThinkingOptions : IChecked
{
    /// <summary>How often the end of the thoughts is refused, and the wait text put in its place.</summary>
    [Range(0, 10_000)] public int MinWaits { get; init; }

    /// <summary>The end of the thoughts is refused until they have so many tokens; null does not ask for any.</summary>
    [Range(1, 1_000_000)] public int? MinTokens { get; init; }

    /// <summary>After so many tokens the thoughts are closed; null lets them go on.</summary>
    [Range(0, 1_000_000)] public int? MaxTokens { get; init; }

    /// <summary>What is put in place of a refused end.</summary>
    public string WaitText { get; init; } = "Wait";

    /// <summary>The same where the thoughts so far are in Chinese; null takes <see cref="WaitText"/> there too.</summary>
    public string? WaitTextChinese { get; init; }

    /// <summary>What follows the closing of thoughts that have reached their most tokens, e.g. "Final Answer:".</summary>
    public string AnswerPrefix { get; init; } = "";

    /// <summary>What opens the thoughts.</summary>
    public string Open { get; init; } = StandardTokens.Think;

    /// <summary>What closes them.</summary>
    public string Close { get; init; } = StandardTokens.EndThink;

    /// <summary>Whether there is anything to force.</summary>
    public bool IsForced => IsLengthened || MaxTokens is not null;

    /// <summary>Whether an end may be refused.</summary>
    public bool IsLengthened => MinWaits > 0 || MinTokens is not null;

    /// <inheritdoc/>
    public SettingsMistake? Mistake() =>
        Open.Length == 0 || Close.Length == 0 ? (SettingsMistake?)"what opens and what closes the thoughts cannot be empty."
        : MinTokens > MaxTokens
            ? new SettingsMistake(FormattableString.Invariant($"thoughts cannot have at least {MinTokens} and at most {MaxTokens} tokens."), "min_tokens")
        : !IsLengthened ? null
        : WaitText.Length == 0 || WaitTextChinese is "" ? "the wait text cannot be empty: the end would be refused and nothing put in its place."
        : Begins(WaitText) || (WaitTextChinese is { } other && Begins(other)) ? $"the wait text can neither hold {Close} nor end in its beginning."
        : null;

    bool Begins(string text) => text.Contains(Close, StringComparison.Ordinal)
        || Enumerable.Range(1, Close.Length - 1).Any(n => text.EndsWith(Close[..n], StringComparison.Ordinal));
}
