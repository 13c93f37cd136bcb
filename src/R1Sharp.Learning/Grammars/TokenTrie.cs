// The tokens of a tokenizer by their bytes, so that those which fit are found without trying each.

using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Grammars;

/// <summary>Tokens as a tree of bytes, laid out in the order in which it is walked.</summary>
sealed class TokenTrie
{
    readonly byte[] _bytes;
    readonly int[] _depths, _skips;
    readonly int[][] _tokens;

    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="except">Tokens that stand for no text.</param>
    public TokenTrie(Tokenizer tokenizer, IEnumerable<int> except)
    {
        VocabularySize = tokenizer.VocabularySize;
        var left = except.ToHashSet();
        var spelled = Enumerable.Range(0, VocabularySize).Where(id => !tokenizer.IsSpecial(id) && !left.Contains(id))
            .Select(id => (Id: id, Bytes: tokenizer.BytesOf(id).ToArray())).Where(t => t.Bytes.Length > 0).ToArray();
        Array.Sort(spelled, (a, b) => a.Bytes.AsSpan().SequenceCompareTo(b.Bytes));
        HasAllBytes = spelled.Where(t => t.Bytes.Length == 1).Select(t => t.Bytes[0]).Distinct().Count() == 256;
        (_bytes, _depths, _skips, _tokens) = Lay(spelled);
    }

    /// <summary>V.</summary>
    public int VocabularySize { get; }

    /// <summary>Whether every byte is a token, so that every text can be spelled.</summary>
    public bool HasAllBytes { get; }

    /// <summary>Walks through the tokens that fit.</summary>
    /// <param name="start">What may follow.</param>
    /// <param name="found">Told of each token and what may follow it.</param>
    internal void Walk(GrammarNode start, Action<int, GrammarNode> found)
    {
        var states = new GrammarNode[_depths.Length == 0 ? 1 : _depths.Max() + 2];
        states[0] = start;
        for (int i = 0; i < _bytes.Length;)
        {
            var state = states[_depths[i]].After(_bytes[i], isBlind: true);
            if (state is NothingNode)
            {
                i = _skips[i];
                continue;
            }
            states[_depths[i] + 1] = state;
            foreach (int token in _tokens[i])
                found(token, state);
            i++;
        }
    }

    // One entry for each byte that differs from the token before; where a byte does not fit, all that begins with it is left out.
    static (byte[], int[], int[], int[][]) Lay((int Id, byte[] Bytes)[] sorted)
    {
        var entries = new List<(byte Value, int Depth, List<int> Tokens)>();
        byte[] before = [];
        foreach (var (id, bytes) in sorted)
        {
            int same = bytes.AsSpan().CommonPrefixLength(before);
            if (same == bytes.Length)
                entries[^1].Tokens.Add(id);
            for (int depth = same; depth < bytes.Length; depth++)
                entries.Add((bytes[depth], depth, depth == bytes.Length - 1 ? [id] : []));
            before = bytes;
        }
        int[] skips = new int[entries.Count];
        var next = new Stack<int>();
        for (int i = entries.Count - 1; i >= 0; i--)
        {
            while (next.TryPeek(out int one) && entries[one].Depth > entries[i].Depth)
                next.Pop();
            skips[i] = next.TryPeek(out int after) ? after : entries.Count;
            next.Push(i);
        }
        return ([.. entries.Select(e => e.Value)], [.. entries.Select(e => e.Depth)], skips, [.. entries.Select(e => e.Tokens.ToArray())]);
    }
}
