// x^{2}_{23} and \sum^{3}_{k=1} say the same as x_{23}^{2} and \sum_{k=1}^{3}; the parser sees only the second.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Puts subscripts before exponents.</summary>
static class ScriptOrder
{
    /// <summary>The same formula with every subscript before the exponent beside it; its length does not change.</summary>
    public static string Sorted(string text, Fuel fuel)
    {
        if (!text.Contains('^') || !text.Contains('_'))
            return text;
        fuel.Spend(text.Length / 4);
        char[] signs = text.ToCharArray();
        int[] ends = new int[signs.Length];
        Match(signs, ends, 0, signs.Length);
        // From the end, so that what stands inside an exponent is sorted before the exponent moves.
        for (int at = signs.Length - 1; at >= 0; at--)
            if (signs[at] == '^' && Skip(signs, ends, at + 1) is >= 0 and var middle && NextSign(signs, middle) is var lower && lower < signs.Length
                && signs[lower] == '_'
                && Skip(signs, ends, lower + 1) is >= 0 and var end)
            {
                fuel.Spend(end - at);
                char[] raised = signs[at..middle];
                signs.AsSpan(middle, end - middle).CopyTo(signs.AsSpan(at));
                raised.CopyTo(signs.AsSpan(end - raised.Length));
                Match(signs, ends, at, end);
            }
        return new string(signs);
    }

    // The end of every group in braces, at its opening brace; −1 where it is never closed.
    static void Match(char[] signs, int[] ends, int from, int to)
    {
        var open = new Stack<int>();
        for (int i = from; i < to; i++)
        {
            ends[i] = -1;
            if (signs[i] == '{')
                open.Push(i);
            else if (signs[i] == '}' && open.TryPop(out int start))
                ends[start] = i + 1;
        }
    }

    static int NextSign(char[] signs, int at)
    {
        while (at < signs.Length && signs[at] == ' ')
            at++;
        return at;
    }

    // The end of the group, command or sign that begins at an index; −1 where none does, or it has no end.
    static int Skip(char[] signs, int[] ends, int at)
    {
        at = NextSign(signs, at);
        if (at >= signs.Length || signs[at] is '}' or ')' or '$' or '&')
            return -1;
        if (signs[at] == '{')
            return ends[at];
        if (signs[at] != '\\')
            return at + 1;
        int end = at + 1;
        while (end < signs.Length && char.IsAsciiLetter(signs[end]))
            end++;
        return end > at + 1 ? end : Math.Min(end + 1, signs.Length);
    }
}
