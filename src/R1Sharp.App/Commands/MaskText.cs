// A sequence as text in which what is learned from can be told from what is only read.

using System.Text;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Commands;

/// <summary>Writes masks.</summary>
static class MaskText
{
    const string Learned = "\u001b[30;42m", Edge = "\u001b[30;102m", Read = "\u001b[90m", Off = "\u001b[0m";

    /// <summary>The tokens: those learned from green, every other one lighter; the rest grey. Plain: ⟦learned⟧ with a bar between tokens.</summary>
    public static string Of(TokenSequence sequence, Tokenizer tokenizer, bool isPlain)
    {
        var targets = sequence.Targets.ToHashSet();
        var text = new StringBuilder();
        for (int t = 0; t < sequence.Tokens.Length; t++)
        {
            bool isTarget = targets.Contains(t);
            string piece = tokenizer.Decode([sequence.Tokens[t]]).Replace("\n", "⏎\n");
            if (isPlain)
                text.Append(isTarget && !targets.Contains(t - 1) ? "⟦" : isTarget ? "|" : "").Append(piece)
                    .Append(isTarget && !targets.Contains(t + 1) ? "⟧" : "");
            else
                text.Append(isTarget ? t % 2 == 0 ? Learned : Edge : Read).Append(piece).Append(Off);
        }
        return text.ToString();
    }
}
