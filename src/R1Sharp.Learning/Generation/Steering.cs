// How a request's thoughts are steered: budget forcing and the thought-switching penalty, and for each completion what they
// have come to.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Generation;

/// <summary>What is to be done to the thoughts of completions, for one tokenizer; shared by any number of requests.</summary>
sealed class Steering : ISteering
{
    readonly Tokenizer _tokenizer;

    Steering(Tokenizer tokenizer, ThinkingOptions? thinking, SwitchPenaltyOptions? penalty)
    {
        _tokenizer = tokenizer;
        Thinking = thinking ?? new();
        Forcing = thinking is { IsForced: true } ? new(tokenizer, thinking) : null;
        Penalty = penalty is { Penalty: > 0, Window: > 0 } ? new(tokenizer, penalty) : null;
    }

    /// <summary>The thoughts' markers.</summary>
    internal ThinkingOptions Thinking { get; }

    /// <summary>Budget forcing; null for none.</summary>
    internal BudgetForcing? Forcing { get; }

    /// <summary>The penalty on switching; null for none.</summary>
    public SwitchPenalty? Penalty { get; }

    /// <summary>What settings ask for; null where they ask for nothing, and completions are then what they are without.</summary>
    /// <exception cref="UserErrorException">The settings do not fit together.</exception>
    public static Steering? Of(Tokenizer tokenizer, ThinkingOptions? thinking, SwitchPenaltyOptions? penalty) =>
        new Steering(tokenizer, thinking, penalty) is { IsIdle: false } steering ? steering : null;

    /// <summary>How many tokens the thoughts of a finished completion have: those between the markers, to its end where they are not closed.</summary>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="thinking">The markers; null takes the usual ones.</param>
    /// <param name="prompt">The prompt, which may have opened the thoughts.</param>
    /// <param name="completion">The completion's tokens.</param>
    /// <returns>Null where no thoughts were opened.</returns>
    public static int? ThinkingTokens(Tokenizer tokenizer, ThinkingOptions? thinking, int[] prompt, int[] completion)
    {
        var trace = new ThinkingTrace(tokenizer, thinking ?? new(), prompt);
        foreach (int token in completion)
            if (trace.IsClosed)
                break;
            else
                trace.Append(token);
        return trace.FirstToken is null ? null : trace.TokenCount;
    }

    /// <inheritdoc/>
    public ISteeredCompletion Begin(int[] prompt) => new SteeredThoughts(this, new ThinkingTrace(_tokenizer, Thinking, prompt), prompt);

    bool IsIdle => Forcing is null && Penalty is null;
}

/// <summary>The steering of one completion: follows its tokens and says what is to be done.</summary>
sealed class SteeredThoughts(Steering steering, ThinkingTrace trace, int[] prompt) : ISteeredCompletion
{
    int _waits, _thought;
    bool _isClosing;

    /// <inheritdoc/>
    public int HeldTokens => steering.Forcing is null || _isClosing ? 0 : trace.HeldTokens;

    /// <inheritdoc/>
    public Intervention? Before()
    {
        if (_isClosing || steering.Forcing?.AtMost(trace) is not { } intervention)
            return null;
        _isClosing = true;
        return intervention;
    }

    /// <inheritdoc/>
    public Intervention? InsteadOf(int token, bool isEnd)
    {
        if (steering.Forcing is not { Options.IsLengthened: true } forcing || !trace.IsThinking)
            return null;
        int? end = isEnd ? trace.ByteCount : trace.CloseWith(token);
        if (end is not { } at || forcing.Refused(trace, token, at, _waits, prompt) is not { } intervention)
            return null;
        _waits++;
        return intervention;
    }

    /// <inheritdoc/>
    public void CutTo(int count)
    {
        trace.CutTo(count);
        _thought = Math.Min(_thought, count);
    }

    /// <inheritdoc/>
    public void Appended(ReadOnlySpan<int> tokens)
    {
        bool wasOpen = trace.FirstToken is not null;
        trace.Append(tokens[^1]);
        if (!wasOpen && trace.FirstToken is { } first)
            _thought = first;
        else if (steering.Penalty?.Ends(tokens) == true)
            _thought = tokens.Length - 1;
    }

    /// <inheritdoc/>
    public LogitPenalty? Penalty(ReadOnlySpan<int> tokens) =>
        steering.Penalty is { } penalty && !trace.IsClosed && tokens.Length < _thought + penalty.Window ? penalty.After(tokens) : null;
}
