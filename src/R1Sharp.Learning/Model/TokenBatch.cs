// Several sequences packed one after another, without padding. Those that begin with one prompt may share its rows.

using R1Sharp.Numerics.Kernels;

namespace R1Sharp.Learning.Model;

/// <summary>A micro-batch: packed tokens, where each sequence starts, and the rows whose next token is a target.</summary>
sealed class TokenBatch
{
    readonly bool[] _isOfPrefix;
    int _rows;

    /// <param name="sequences">
    /// What to pack: tokens, at least one, and the indices of the targets, ascending from 1; the number of tokens is the state after
    /// the last.
    /// </param>
    /// <param name="sharesPrefixes">Whether neighbours with the same tokens before their first targets have those rows once.</param>
    public TokenBatch(IReadOnlyList<(int[] Tokens, int[] Targets)> sequences, bool sharesPrefixes = false)
    {
        int[] shared = [.. sequences.Select((s, i) =>
            sharesPrefixes && i > 0 && SharedPrefixes.IsShared(sequences[i - 1], s) ? SharedPrefixes.PromptLength(s) : 0)];
        int count = sequences.Sum(s => s.Tokens.Length) - shared.Sum(), targets = sequences.Sum(s => s.Targets.Length);
        Tokens = new int[count];
        Positions = new int[count];
        TargetStarts = new int[sequences.Count + 1];
        TargetRows = new int[targets];
        TargetTokens = new int[targets];
        _isOfPrefix = new bool[targets];
        var prefix = default(PrefixedRows);
        var spans = new List<PrefixedRows>();
        for (int s = 0; s < sequences.Count; s++)
        {
            if (shared[s] == 0)
                prefix = s + 1 < sequences.Count && shared[s + 1] > 0 ? AddRows(spans, sequences[s].Tokens.AsSpan(0, shared[s + 1]), default) : default;
            AddTargets(s, sequences[s], AddRows(spans, sequences[s].Tokens.AsSpan(prefix.Length), prefix));
        }
        Spans = [.. spans];
        IsShared = spans.Exists(span => span.PrefixLength > 0);
        SequenceStarts = [.. spans.Select(span => span.Start), count];
    }

    /// <summary>Token ids, T.</summary>
    public int[] Tokens { get; }

    /// <summary>Position of each token within its sequence, T.</summary>
    public int[] Positions { get; }

    /// <summary>First row of each sequence, and T at the end; of each span where prompts are shared.</summary>
    public int[] SequenceStarts { get; }

    /// <summary>Whether some sequences share the rows of their prompt.</summary>
    public bool IsShared { get; }

    /// <summary>The rows in their order: a shared prompt, then what each of its sequences goes on with; a sequence that shares nothing is one span.</summary>
    public PrefixedRows[] Spans { get; }

    /// <summary>First target of each sequence, and R at the end.</summary>
    public int[] TargetStarts { get; }

    /// <summary>The row whose hidden state predicts each target (the row before it), R; several predict from the last row of a shared prompt.</summary>
    public int[] TargetRows { get; }

    /// <summary>The target tokens, R; −1 for the state after a sequence's last token.</summary>
    public int[] TargetTokens { get; }

    /// <summary>Whether a target is predicted by a row that others share.</summary>
    public bool IsOfSharedRow(int target) => _isOfPrefix[target];

    PrefixedRows AddRows(List<PrefixedRows> spans, ReadOnlySpan<int> tokens, PrefixedRows prefix)
    {
        var span = new PrefixedRows(_rows, tokens.Length, prefix.Start, prefix.Length);
        tokens.CopyTo(Tokens.AsSpan(_rows));
        for (int t = 0; t < tokens.Length; t++)
            Positions[_rows + t] = prefix.Length + t;
        _rows += tokens.Length;
        spans.Add(span);
        return span;
    }

    void AddTargets(int s, (int[] Tokens, int[] Targets) sequence, PrefixedRows own)
    {
        int target = TargetStarts[s];
        foreach (int t in sequence.Targets)
        {
            _isOfPrefix[target] = t - 1 < own.PrefixLength;
            TargetRows[target] = _isOfPrefix[target] ? own.PrefixStart + t - 1 : own.Start + t - 1 - own.PrefixLength;
            TargetTokens[target++] = t < sequence.Tokens.Length ? sequence.Tokens[t] : -1;
        }
        TargetStarts[s + 1] = target;
    }
}
