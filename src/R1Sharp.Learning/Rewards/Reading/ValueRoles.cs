// What a sentence does with each of its values, by the words around it.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>The part that a value plays in its sentence.</summary>
enum ValueRole
{
    /// <summary>Behind "is", "equals", "we get", "=": what the sentence says.</summary>
    Said,

    /// <summary>Named without such a word: "72 clips".</summary>
    Named,

    /// <summary>Behind a preposition: "in 3 hours".</summary>
    Aside,

    /// <summary>Denied, or part of an explanation or a condition.</summary>
    Denied,

    /// <summary>A bound, a guess or an alternative: "more than 7", "either 5 or 7", "perhaps 5".</summary>
    Open,
}

/// <summary>Finds roles.</summary>
static partial class ValueRoles
{
    const int Window = 60;

    /// <summary>The role of a value.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="tokens">Its values.</param>
    /// <param name="index">Which of them.</param>
    /// <param name="asides">The sentence's explanations and conditions (<see cref="Denials.Asides"/>).</param>
    public static ValueRole Of(string sentence, List<ValueToken> tokens, int index, List<(int From, int To)> asides)
    {
        var token = tokens[index];
        int from = Math.Max(index > 0 ? tokens[index - 1].End : 0, token.Start - Window);
        string before = sentence[from..token.Start], after = sentence[token.End..(index + 1 < tokens.Count ? tokens[index + 1].Start : sentence.Length)];
        if (Denials.IsInside(asides, token.Start) || Denials.IsDenied(before, after))
            return ValueRole.Denied;
        if (Denials.IsOpen(before, after) || index > 0 && before.Trim() is "to" or "-" or "–" && token.Kind == ValueKind.Plain)
            return ValueRole.Open;
        if (token.Kind != ValueKind.Plain && !Aside().IsMatch(before) || Said().IsMatch(before))
            return ValueRole.Said;
        return Aside().IsMatch(before) ? ValueRole.Aside : ValueRole.Named;
    }

    /// <summary>Where the last conclusion of a sentence begins: behind "so", "therefore", "which is"; 0 where it draws none.</summary>
    public static int LastConclusion(string sentence) =>
        s_conclusions.AreIn(sentence) && Conclusion().Match(sentence) is { Success: true } match ? match.Index + match.Length : 0;

    // One of these stands in whatever Conclusion finds.
    static readonly HeadWords s_conclusions = new("so", "thus", "hence", "then", "therefore", "which", "giving", "making", "that", "this", "total", "donc",
        "alors", "por", "así", "portanto", "quindi", "daher", "所以", "因此", "故", "于是", "因而", "共", "поэтому", "следовательно",
            "значит", "итак", "إذن", "لذلك", "इसलिए", "अतः", "따라서", "したがって", "よって");

    [GeneratedRegex(@"((\b(is|are|was|were|be|been|equals?|equal\s+to|gets?|got|gives?|giving|given\s+by|obtains?|obtain|yields?|makes?|making|made|has"
        + @"|have|had|leaves?|leaving|becomes?|totals?|finds?|found|conclude\s+that|results?\s+in|comes?\s+(out\s+)?to|amounts?\s+to|adds?\s+up\s+to"
        + @"|sums?\s+to|reduces?\s+to|simplif(y|ies)\s+to|answer|value|earns?|needs?|costs?|takes?|pays?|remain(s|ing)?|there\s+(are|is)|es|son|est|sont|é"
        + @"|è|ist|sind|beträgt|lautet|то|равно|равен|равна|составляет)\b|['’]s\b|(?<!\p{L})(هو|هي|يساوي)(?!\p{L}))"
        + @"(\s+(exactly|only|just|now|thus|therefore|then|simply|equal\s+to|the\s+(number|value|answer|letter)|approximately|about|roughly|around"
            + @"|a\s+total\s+of|the|a|still|also|left\s+with|option|choice|letter|given\s+by|therefore))*|[是为得于有共即达到选[:：=≈→⇒은는が]|は)[\s,:*_""($\\]*\z",
            RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.RightToLeft)]
    private static partial Regex Said();

    [GeneratedRegex(@"\b(in|after|within|for|from|of|per|by|with|at|on|during|every|each|among|through|into|times|divided\s+by|minus|plus|multiplied\s+by"
        + @"|to|than|using|when|where|step|equation|case|problem|question|part|figure|section|example)\s+((the|a|an|all|these|those|its|their|his|her|first"
        + @"|last|only|just|about|another"
        + @"|other)\s+)*[\s,:*_""($\\]*\z|(?<!\p{L})(in|mit|de|en|por|para|con|avec|pour|dans|sur|von|für|aus|nach|в|на|по|за|из|с)\s+\z",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.RightToLeft)]
    private static partial Regex Aside();

    [GeneratedRegex(@"\b(so|thus|hence|therefore|then|which\s+(is|gives|means|makes|leaves|equals|comes)|giving|making|that\s+is|this\s+(is|gives|means"
        + @"|makes|leaves)|in\s+total|for\s+a\s+total\s+of|donc|alors|por\s+lo\s+tanto|así\s+que|portanto|quindi|also|somit|daher)\b|所以|因此|故|于是|因而|共|一共|总共"
        + @"|поэтому|следовательно|значит|итак|إذن|لذلك|इसलिए|अतः|따라서|したがって|よって",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.RightToLeft)]
    private static partial Regex Conclusion();
}
