// What may be done to completions while they are generated, as a generator sees it: who steers, and why, it does not know.

namespace R1Sharp.Learning.Policies;

/// <summary>What happens to a completion from outside: so many of its tokens are kept, and these are put behind them.</summary>
/// <param name="KeptTokens">How many of its tokens stay.</param>
/// <param name="Put">What follows them.</param>
public readonly record struct Intervention(int KeptTokens, int[] Put);

/// <summary>Tokens that are made less probable at one place.</summary>
/// <param name="Tokens">Which; none of them twice.</param>
/// <param name="Amount">What is taken off the logit of each, before it is divided by the temperature.</param>
public readonly record struct LogitPenalty(IReadOnlyList<int> Tokens, double Amount);

/// <summary>Steers completions; shared by any number of requests.</summary>
public interface ISteering
{
    /// <summary>The steering of one completion.</summary>
    /// <param name="prompt">The prompt's tokens.</param>
    ISteeredCompletion Begin(int[] prompt);
}

/// <summary>The steering of one completion: follows its tokens and says what is to be done.</summary>
public interface ISteeredCompletion
{
    /// <summary>How many of the last tokens may be taken back again: they are not shown yet.</summary>
    int HeldTokens { get; }

    /// <summary>What is done before the next token; null for nothing.</summary>
    Intervention? Before();

    /// <summary>What is done instead of a token that was sampled; null lets it be.</summary>
    /// <param name="token">The token.</param>
    /// <param name="isEnd">Whether it ends the text.</param>
    Intervention? InsteadOf(int token, bool isEnd);

    /// <summary>The tokens were cut back to so many.</summary>
    void CutTo(int count);

    /// <summary>The completion has one more token.</summary>
    void Appended(ReadOnlySpan<int> tokens);

    /// <summary>What is made less probable at the next place; null for nothing.</summary>
    /// <param name="tokens">The completion so far.</param>
    LogitPenalty? Penalty(ReadOnlySpan<int> tokens);
}
