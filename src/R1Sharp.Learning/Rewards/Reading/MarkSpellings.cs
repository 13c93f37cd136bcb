// Tags of thoughts and answers as other models and templates spell them: <thinking>, <|begin_of_thought|>, ◁think▷, [THINK],
// <Answer type="final">, <|begin_of_answer|>, <final_answer>.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Brings tags to the one spelling that <see cref="ThinkAnswerText"/> knows.</summary>
static partial class MarkSpellings
{
    static readonly HeadWords s_heads = new("think", "thought", "reasoning", "answer", "ans>", "ans ", "<|", "</s>", "<eos>", "<end", "<｜");

    static readonly string[] s_tags = [ThinkAnswerText.ThinkOpen, ThinkAnswerText.ThinkClose, ThinkAnswerText.AnswerOpen, ThinkAnswerText.AnswerClose];

    /// <summary>The text with standard tags, and without end-of-turn tokens at its end.</summary>
    public static string Standard(string text)
    {
        if (IsStandard(text) || !s_heads.AreIn(text))
            return text;
        string plain = Ends().Replace(text, "");
        plain = FinalChannel().Replace(plain, ThinkAnswerText.ThinkClose);
        plain = Thought().Replace(plain, match => IsClosing(match) ? ThinkAnswerText.ThinkClose : ThinkAnswerText.ThinkOpen);
        return Answer().Replace(plain, match => IsClosing(match) ? ThinkAnswerText.AnswerClose : ThinkAnswerText.AnswerOpen);
    }

    // Most texts have no tags, or the standard ones alone.
    static bool IsStandard(string text)
    {
        for (int at = text.AsSpan().IndexOfAny('<', '[', '◁'); at >= 0;)
        {
            if (text[at] != '<' || s_tags.FirstOrDefault(tag => text.AsSpan(at).StartsWith(tag, StringComparison.Ordinal)) is not { } tag)
                return false;
            int next = text.AsSpan(at + tag.Length).IndexOfAny('<', '[', '◁');
            at = next < 0 ? -1 : at + tag.Length + next;
        }
        return true;
    }

    static bool IsClosing(Match match) => match.Groups["close"].Length > 0;

    [GeneratedRegex(@"(\s*(<\|(im_end|endoftext|eot_id|end_of_text|eom_id|end|return|im_start)\|>|</s>|<｜end▁of▁sentence｜>|<end_of_turn>|<eos>))+\s*$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Ends();

    [GeneratedRegex(@"<\|channel\|>\s*final\s*<\|message\|>")]
    private static partial Regex FinalChannel();

    [GeneratedRegex(@"<\s*(?<close>/)?\s*(think|thinking|thought|thoughts|reasoning|seed:think)(\s[^<>]*)?>|<\|((begin|start)_of_thought"
        + @"|(?<close>end)_of_thought|think_start|(?<close>think_end))\|>|◁(?<close>/)?think▷|\[(?<close>/)?THINK\]",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Thought();

    [GeneratedRegex(@"<\s*(?<close>/)?\s*(final[_ -]?)?(answer|ans)(\s[^<>]*)?>|<\|((begin|start)_of_(answer|solution)|(?<close>end)_of_(answer|solution)"
        + @"|answer_start|(?<close>answer_end))\|>|\[(?<close>/)?(?-i:ANSWER)\]",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Answer();
}
