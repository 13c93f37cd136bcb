// Where a completion says its answer: the marks by which it is found, in one order for all graders.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Answers;

/// <summary>What may mark an answer.</summary>
[Flags]
public enum AnswerMark
{
    /// <summary>Answer tags after the thoughts, exactly one pair.</summary>
    Tags = 1,

    /// <summary>The last \boxed{…} or \fbox{…}; several with nothing but "and" between them are a list.</summary>
    Boxed = 2,

    /// <summary>"the answer is …", "Answer: …", "答案是…", "#### …": the last of them.</summary>
    Phrase = 4,

    /// <summary>A completion that after the thoughts is nothing but one short line.</summary>
    Bare = 8,

    /// <summary>Everything that says "this is the answer".</summary>
    Said = Tags | Boxed | Phrase,

    /// <summary>The short line too.</summary>
    Any = Said | Bare,
}

/// <summary>Finds answers. Answers inside the thoughts never count.</summary>
public static partial class AnswerMarks
{
    // More different boxed or spoken answers than that are a guess at all of them.
    const int MostAnswers = 4, LongestBare = 80, LongestAnswer = 4000;

    /// <summary>The answer of a completion; null where there is none, with the reason.</summary>
    /// <param name="input">The completion.</param>
    /// <param name="accepted">
    /// Looked for in the order tags, box, phrase, bare line. Where there is any answer tag nothing else counts.
    /// </param>
    /// <param name="reason">Why there is no answer; empty where there is one.</param>
    public static string? Find(RewardInput input, AnswerMark accepted, out string reason)
    {
        var parts = ThinkAnswerText.Split(input.Prompt, input.Completion);
        bool tagged = parts.Rest is null || ThinkAnswerText.Count(parts.Rest, ThinkAnswerText.AnswerOpen) > 0
            || ThinkAnswerText.Count(parts.Rest, ThinkAnswerText.AnswerClose) > 0 || accepted == AnswerMark.Tags;
        string? answer = tagged ? Tagged(parts, accepted, out reason) : Untagged(parts.Rest!, accepted, out reason);
        if (answer?.Length <= LongestAnswer)
            return answer;
        reason = answer is null ? reason : "answer too long";
        return null;
    }

    // An answer tag may hold a box, or a sentence around it.
    static string? Tagged(ThinkAnswerText parts, AnswerMark accepted, out string reason)
    {
        string? answer = parts.Answer(out reason);
        if (answer is null || !accepted.HasFlag(AnswerMark.Boxed))
            return answer;
        var boxes = Boxes.In(answer);
        if (boxes.Count > 0)
            return One(boxes, Boxes.Last(answer), out reason);
        return accepted.HasFlag(AnswerMark.Phrase) && Phrases(answer) is { Count: > 0 } phrases ? One(phrases, phrases[^1], out reason) : answer;
    }

    static string? Untagged(string text, AnswerMark accepted, out string reason)
    {
        reason = "";
        if (accepted.HasFlag(AnswerMark.Boxed) && Boxes.In(text) is { Count: > 0 } boxes)
            return One(boxes, Boxes.Last(text), out reason);
        if (accepted.HasFlag(AnswerMark.Phrase) && Phrases(text) is { Count: > 0 } phrases)
            return One(phrases, phrases[^1], out reason);
        string bare = text.Trim();
        if (accepted.HasFlag(AnswerMark.Bare) && bare.Length is > 0 and <= LongestBare && !bare.Contains('\n'))
            return bare;
        reason = "no answer";
        return null;
    }

    static string? One(List<string> all, string last, out string reason)
    {
        reason = all.Distinct().Count() > MostAnswers ? "a guess at many answers" : last.Length == 0 ? "empty answer" : "";
        return reason.Length > 0 ? null : last;
    }

    static List<string> Phrases(string text) => [.. Phrase().Matches(text).Select(m => Trimmed(m.Groups["answer"].Value))];

    static string Trimmed(string answer)
    {
        string plain = answer.Trim().Trim('*').Trim();
        return plain.EndsWith('.') || plain.EndsWith('。') ? plain[..^1].TrimEnd().TrimEnd('*') : plain;
    }

    // Up to the end of the line or of the sentence: a full stop with white space behind it.
    [GeneratedRegex(@"(####|\b(the|final|correct) answer( is|\s*:| =)\s*:?|^\W{0,4}answer\s*:|(答案|最终答案)(是|为|：|:)\s*[:：]?)\s*(?<answer>[^\n。]*?)(?=[.。]?\s*$|\.\s|。)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Phrase();
}
