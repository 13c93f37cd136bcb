// Budget forcing (s1, Muennighoff et al., arXiv 2501.19393, section 3): the thoughts of a model are ended where they become too
// long, and made longer where it would end them too early.
//
// Departures from s1:
// 1. The closing marker may be several tokens, or a part of one. A refused marker is taken back whole; text that stood before
//    it in the same token is put in again, as forced tokens.
// 2. The most tokens are exact: thoughts that are still open after so many are closed there. Where the marker is several tokens
//    and has begun but is not whole, its beginning is taken back first, and the thoughts have so many tokens less.
// 3. A token that ends the text inside the thoughts is an attempt to end them, as in s1. Thoughts that were never opened are
//    neither lengthened nor closed.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Generation;

/// <summary>Budget forcing for one tokenizer: what is done to a completion, and when.</summary>
sealed class BudgetForcing
{
    readonly Tokenizer _tokenizer;
    readonly int[] _close, _wait, _waitChinese;
    readonly bool _isSpread;

    /// <exception cref="UserErrorException">The settings do not fit together.</exception>
    public BudgetForcing(Tokenizer tokenizer, ThinkingOptions options)
    {
        if (options.Mistake() is { } mistake)
            throw new UserErrorException("Thinking: " + mistake.Sentence);
        (_tokenizer, Options) = (tokenizer, options);
        _close = tokenizer.Encode(options.Close + options.AnswerPrefix);
        _isSpread = tokenizer.Encode(options.Close).Length > 1;
        _wait = tokenizer.Encode(options.WaitText);
        _waitChinese = options.WaitTextChinese is { } text ? tokenizer.Encode(text) : _wait;
    }

    /// <summary>The settings.</summary>
    public ThinkingOptions Options { get; }

    /// <summary>What is done before the next token: at the most tokens the thoughts are closed.</summary>
    public Intervention? AtMost(ThinkingTrace trace) =>
        trace.IsThinking && trace.TokenCount >= Options.MaxTokens ? Cut(trace, trace.ByteCount - (_isSpread ? trace.BegunBytes : 0), null, _close) : null;

    /// <summary>What is done instead of a token that was sampled and would end the thoughts; null where it may.</summary>
    /// <param name="trace">The completion before the token.</param>
    /// <param name="token">The token.</param>
    /// <param name="end">At which byte the thoughts would end.</param>
    /// <param name="waits">How often an end was refused before.</param>
    /// <param name="prompt">The prompt.</param>
    public Intervention? Refused(ThinkingTrace trace, int token, int end, int waits, ReadOnlySpan<int> prompt)
    {
        if (waits >= Options.MinWaits && (Options.MinTokens is not { } least || trace.TokensIfClosedAt(end) >= least))
            return null;
        return Cut(trace, end, token, trace.IsChinese(prompt) ? _waitChinese : _wait);
    }

    Intervention Cut(ThinkingTrace trace, int at, int? next, int[] put)
    {
        var (kept, lost) = trace.Cut(at, next);
        return new(kept, lost.Length == 0 ? put : [.. _tokenizer.EncodeOrdinary(lost), .. put]);
    }
}
