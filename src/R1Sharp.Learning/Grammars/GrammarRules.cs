// A grammar as rules of completions: at each place only tokens that fit, and only such that what is begun can be ended within the tokens that are left.

using System.Text;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Grammars;

/// <summary>Where in a completion a text of a grammar stands.</summary>
enum GrammarPlace
{
    /// <summary>It is the whole completion.</summary>
    Whole,

    /// <summary>It stands behind the thoughts, which the prompt has opened.</summary>
    BehindThoughts,

    /// <summary>It stands behind every marker of a tool's call; whatever stands elsewhere is free.</summary>
    BehindCalls,

    /// <summary>It stands behind the first marker of a tool's call, and nothing stands behind it.</summary>
    BehindCall,
}

/// <summary>The tokens that a grammar is written in.</summary>
/// <param name="Tokenizer">The tokenizer.</param>
/// <param name="Trie">Its tokens.</param>
/// <param name="EndIds">Tokens that end a text.</param>
sealed record GrammarTokens(Tokenizer Tokenizer, TokenTrie Trie, IReadOnlyList<int> EndIds)
{
    /// <summary>The tokens of a tokenizer.</summary>
    public static GrammarTokens Of(Tokenizer tokenizer, IReadOnlyList<int> endIds) => new(tokenizer, new TokenTrie(tokenizer, endIds), endIds);
}

/// <summary>Completions that are, or hold, texts of a grammar.</summary>
sealed class GrammarRules : ITokenRules
{
    /// <summary>What begins a tool's call.</summary>
    public const string CallMarker = "<tool_call>";

    // Masks that are kept; where there are more, all are made anew.
    const int MostMasks = 1024;

    // Empty lines that may stand between thoughts and text.
    const int MostBreaks = 2;

    readonly Lock _lock = new();
    readonly GrammarTokens _model;
    readonly GrammarPlace _place;
    readonly byte[] _marker;
    readonly int[] _close;
    readonly TokenMask? _thoughts;
    readonly GrammarNode _root, _start;
    readonly Dictionary<GrammarNode, (TokenMask Mask, int MostLeast)> _masks = [];

    internal GrammarRules(Grammar grammar, GrammarNode root, GrammarPlace place, GrammarTokens model)
    {
        (_model, _place, _root) = (model, place, root);
        _marker = Encoding.UTF8.GetBytes(place is GrammarPlace.BehindCalls or GrammarPlace.BehindCall ? CallMarker : StandardTokens.EndThink);
        _close = place == GrammarPlace.BehindThoughts ? model.Tokenizer.Encode(StandardTokens.EndThink) : [];
        _thoughts = place == GrammarPlace.BehindThoughts ? NoEnds(model) : null;
        _start = place == GrammarPlace.BehindThoughts ? grammar.Sequence(grammar.Repeat(grammar.Text("\n"), 0, MostBreaks), root) : root;
    }

    /// <summary>Tokens that suffice for the shortest text and its end, where it stands behind thoughts for their end too.</summary>
    public int LeastTokens => _root.Least + 1 + _close.Length;

    /// <inheritdoc/>
    public ICompletionRules Begin() => new Followed(this);

    TokenMask Allowed(GrammarNode state, int left)
    {
        lock (_lock)
        {
            if (_masks.Count > MostMasks)
                _masks.Clear();
            if (!_masks.TryGetValue(state, out var known))
                _masks[state] = known = Mask(state, GrammarNode.Infinite);
            // The end takes a token too. Where no token that fits asks for more than is left, what is left does not matter.
            return known.MostLeast + 2 <= left ? known.Mask : Mask(state, left - 2).Mask;
        }
    }

    (TokenMask Mask, int MostLeast) Mask(GrammarNode state, int mostLeast)
    {
        var mask = new TokenMask(_model.Trie.VocabularySize);
        int most = 0;
        _model.Trie.Walk(state, (token, after) =>
        {
            if (after.Least > mostLeast)
                return;
            mask.Add(token);
            most = Math.Max(most, after.Least);
        });
        if (state.IsNullable || mask.Count == 0)
            foreach (int end in _model.EndIds)
                mask.Add(end);
        return (mask, most);
    }

    // Thoughts do not end the text, and they end where what stands behind them takes all tokens that are left.
    TokenMask? Free(int left)
    {
        int place = LeastTokens - left;
        if (place < 0 || place >= _close.Length)
            return _thoughts;
        var mask = new TokenMask(_model.Trie.VocabularySize);
        mask.Add(_close[place]);
        return mask;
    }

    static TokenMask NoEnds(GrammarTokens model)
    {
        var mask = new TokenMask(model.Trie.VocabularySize);
        for (int token = 0; token < model.Trie.VocabularySize; token++)
            if (!model.EndIds.Contains(token))
                mask.Add(token);
        return mask;
    }

    GrammarNode After(GrammarNode state, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
            foreach (byte one in bytes)
                state = state.After(one, isBlind: false);
        return state;
    }

    // Behind a call the text is free again, where there may be others.
    GrammarNode? Behind(GrammarNode state) => _place == GrammarPlace.BehindCalls && state is EmptyNode ? null : state;

    /// <summary>One completion.</summary>
    sealed class Followed(GrammarRules rules) : ICompletionRules
    {
        // The state after each token; null where the text is free.
        readonly List<GrammarNode?> _states = [rules._place == GrammarPlace.Whole ? rules._start : null];
        readonly List<byte> _free = [];
        readonly List<int> _freeEnds = [0];

        public TokenMask? Allowed(ReadOnlySpan<int> tokens, int left) => _states[^1] is { } state ? rules.Allowed(state, left) : rules.Free(left);

        public IReadOnlyList<TokenBias>? Biases(ReadOnlySpan<int> tokens) => null;

        public void Appended(ReadOnlySpan<int> tokens)
        {
            var bytes = rules._model.Tokenizer.BytesOf(tokens[^1]);
            if (_states[^1] is { } state)
                _states.Add(rules._model.EndIds.Contains(tokens[^1]) ? state : rules.Behind(rules.After(state, bytes)));
            else
                Free(bytes);
            if (_freeEnds.Count < _states.Count)
                _freeEnds.Add(_free.Count);
        }

        public void CutTo(int count)
        {
            _states.RemoveRange(count + 1, _states.Count - count - 1);
            _freeEnds.RemoveRange(count + 1, _freeEnds.Count - count - 1);
            _free.RemoveRange(_freeEnds[^1], _free.Count - _freeEnds[^1]);
        }

        void Free(ReadOnlySpan<byte> bytes)
        {
            int from = Math.Max(0, _free.Count - rules._marker.Length + 1);
            _free.AddRange(bytes);
            var tail = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_free)[from..];
            int at = tail.IndexOf(rules._marker);
            if (at < 0)
            {
                _states.Add(null);
                return;
            }
            var state = rules.After(rules._start, tail[(at + rules._marker.Length)..]);
            _states.Add(state is not NothingNode ? state : throw new UserErrorException(
                "What was asked for begins in the middle of a token whose rest does not fit to it: ask again with another seed."));
        }
    }
}
