// The words by which prose turns: to another line of thought, to a check, to a conclusion; English and Chinese.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Finds turning words in sentences.</summary>
static partial class ThinkingWords
{
    /// <summary>Whether a sentence begins another line of thought ("Alternatively", "Wait", "或者"); a check does not.</summary>
    public static bool IsSwitch(string sentence) => Switch().IsMatch(sentence) && !IsCheck(sentence);

    /// <summary>Whether a sentence turns back to check what was done ("Let me verify", "验算一下").</summary>
    public static bool IsCheck(string sentence) => Check().IsMatch(sentence);

    /// <summary>Whether a sentence draws a conclusion ("So", "Therefore", "所以").</summary>
    public static bool IsConclusion(string sentence) => Conclusion().IsMatch(sentence);

    /// <summary>Whether a sentence says what something is or comes to ("= 5", "is 5", "得到5").</summary>
    public static bool IsStatement(string sentence) => Statement().IsMatch(sentence);

    // A switch stands at the beginning of its sentence, behind an interjection at most.
    [GeneratedRegex(@"^\W*(?:(?:oh|ah|hm+|but|okay|ok|no|well|so|and|or|yeah|now)\b[\s,.…!-]*){0,3}"
        + @"(?:wait\b|hold on|alternatively|another (?:way|approach|method|idea|thought|possibility|option|strategy)|on second thought|instead,"
        + @"|(?:let me|let's|let us|maybe|perhaps|we could|i could|what if|how about|i should|i'll)\b[^.!?]{0,60}\b(?:another|different(?:ly)?|alternative"
            + @"|instead|other (?:way|approach|method)|start over|from scratch|rethink|reconsider)\b"
        + @"|(?:maybe|perhaps) (?:i|we) (?:should|can|could|might) (?:try|use|consider|think)|maybe there(?:'s| is)|what if (?:i|we)|(?:actually"
            + @"|hmm+)[,.…]+ (?:maybe|let me|perhaps|what|i think i))"
        + @"|^[\s，,、]*(?:嗯+|哦|哎|不过|但是|但|好的?|那么|不对|啊|或许|呃)?[，,、…。\s]*(?:等等|等一下|等下|稍等|或者|另一种|另外一种|换一种|换个|换种|再换|也许可以|也许应该|或许可以|可不可以|要不|不如|再试|试试另|重新|让我重新|我们换"
            + @"|让我换|我换|还有一种|另一个|另外)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Switch();

    [GeneratedRegex(@"\b(?:(?:double|re|cross)-?check\w*|checking|(?:let me|let's|to|i'll|should|can|quick|sanity)\s+(?:just\s+|quickly\s+)?(?:check|verify"
        + @"|confirm|test)|verify\w*|verification|sanity check|make sure|plug(?:ging)? (?:it |this |that |them )?back)\b|检查|验证|验算|核对|核实|检验|确认一下|代回|代入检",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Check();

    [GeneratedRegex(@"^\W*(?:(?:and|okay|ok|yes|yeah|now|hmm+|right|great)\b[\s,.]*){0,2}(?:so|therefore|thus|hence|then|which gives|that gives|this gives"
        + @"|giving|that means|this means|in total|altogether|overall|that's|it follows)\b|^[\s，,]*(?:嗯[，,]?)?(?:所以|因此|因而|故|于是|那么|这样|总共|一共|综上|也就是说|由此|得到|可得)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Conclusion();

    [GeneratedRegex(@"=|[是为得]|\b(?:is|are|get|gives|equals|makes)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Statement();
}
