// Several sequences packed one after another, without padding.

namespace R1Sharp.Learning.Model;

/// <summary>A micro-batch: packed tokens, where each sequence starts, and the rows whose next token is a target.</summary>
public sealed class TokenBatch
{
    /// <param name="sequences">
    /// What to pack: tokens, at least one, and the indices of the targets, ascending from 1; the number of tokens is the state after
    /// the last.
    /// </param>
    public TokenBatch(IReadOnlyList<(int[] Tokens, int[] Targets)> sequences)
    {
        int count = sequences.Sum(s => s.Tokens.Length), targets = sequences.Sum(s => s.Targets.Length);
        Tokens = new int[count];
        Positions = new int[count];
        SequenceStarts = new int[sequences.Count + 1];
        TargetStarts = new int[sequences.Count + 1];
        TargetRows = new int[targets];
        TargetTokens = new int[targets];
        for (int s = 0; s < sequences.Count; s++)
            Append(s, sequences[s]);
    }

    /// <summary>Token ids, T.</summary>
    public int[] Tokens { get; }

    /// <summary>Position of each token within its sequence, T.</summary>
    public int[] Positions { get; }

    /// <summary>First row of each sequence, and T at the end.</summary>
    public int[] SequenceStarts { get; }

    /// <summary>First target of each sequence, and R at the end.</summary>
    public int[] TargetStarts { get; }

    /// <summary>The row whose hidden state predicts each target (the row before it), R.</summary>
    public int[] TargetRows { get; }

    /// <summary>The target tokens, R; −1 for the state after a sequence's last token.</summary>
    public int[] TargetTokens { get; }

    void Append(int s, (int[] Tokens, int[] Targets) sequence)
    {
        int row = SequenceStarts[s], target = TargetStarts[s];
        sequence.Tokens.CopyTo(Tokens, row);
        for (int t = 0; t < sequence.Tokens.Length; t++)
            Positions[row + t] = t;
        foreach (int t in sequence.Targets)
        {
            TargetRows[target] = row + t - 1;
            TargetTokens[target++] = t < sequence.Tokens.Length ? sequence.Tokens[t] : -1;
        }
        SequenceStarts[s + 1] = row + sequence.Tokens.Length;
        TargetStarts[s + 1] = target;
    }
}
