// Sets of numbers in words: "all positive integers", "all real numbers except 2 and 3".

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Reads names of sets.</summary>
static class SetPhrases
{
    static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["real numbers"] = "Reals",
        ["reals"] = "Reals",
        ["integers"] = "Integers",
        ["whole numbers"] = "Naturals",
        ["natural numbers"] = "Naturals",
        ["naturals"] = "Naturals",
        ["rational numbers"] = "Rationals",
        ["rationals"] = "Rationals",
    };

    static readonly Dictionary<string, string> Signs = new(StringComparer.Ordinal)
    {
        ["positive "] = ">0",
        ["negative "] = "<0",
        ["nonnegative "] = ">=0",
        ["non-negative "] = ">=0",
        ["nonpositive "] = "<=0",
        ["non-positive "] = "<=0",
        ["nonzero "] = "!=0",
        ["non-zero "] = "!=0",
    };

    /// <summary>The set that words name; null where they name none.</summary>
    /// <param name="canonical">Words in lower case with single spaces, without articles.</param>
    public static Expression? Read(string canonical)
    {
        string text = canonical.StartsWith("set of ", StringComparison.Ordinal) ? canonical["set of ".Length..] : canonical;
        text = text.StartsWith("all ", StringComparison.Ordinal) ? text["all ".Length..] : text;
        string sign = "";
        foreach (var (word, mark) in Signs)
            if (text.StartsWith(word, StringComparison.Ordinal))
                (text, sign) = (text[word.Length..], mark);
        if (!Kinds.TryGetValue(text, out string? set))
            return null;
        // Positive natural numbers need no convention about 0.
        return Expression.Symbol(set == "Naturals" && sign == ">0" ? "Integers>0" : set + sign);
    }

    /// <summary>Where the members begin that "all real numbers except …" takes away; −1 where nothing does.</summary>
    public static int Exception(string canonical)
    {
        foreach (string start in new[] { "all real numbers except ", "all reals except ", "all real numbers but ", "all real numbers other than " })
            if (canonical.StartsWith(start, StringComparison.Ordinal))
                return start.Length;
        return -1;
    }

    /// <summary>All real numbers but those of an answer: 2, or x = 2.</summary>
    public static Expression AllBut(Expression removed)
    {
        Expression[] parts = removed.Kind is ExpressionKind.List or ExpressionKind.Set ? removed.Parts : [removed];
        return Expression.Of(ExpressionKind.SetOperation, "minus", Expression.Symbol("Reals"),
            Expression.Of(ExpressionKind.Set, [.. parts.Select(p => AnswerShape.AsAssignment(p)?.Value ?? p)]));
    }
}
