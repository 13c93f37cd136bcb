// The one list of what announces an answer, and what stands behind an announcement. The words are those of AnnouncementWords.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Finds announced answers.</summary>
static partial class Announcements
{
    // With one of these begins, in English, whatever names the answer; one of the others stands in whatever chooses an option. Most
    // texts have none, and need not be searched by the patterns.
    static readonly HeadWords s_names = new("ans", "final", "correct", "right", "best", "my", "our", "[");

    static readonly HeadWords s_choices = new("choose", "pick", "select", "go with", "option", "choice", "(");

    static readonly HeadWords s_others = new("答", "选", "结果", "正确", "réponse", "reponse", "respuesta", "resposta", "risposta", "răspunsul", "antwort",
        "ergebnis", "lösung", "antwoord", "svar", "ответ", "otvet", "відповідь", "odpowied", "odpověď", "उत्तर", "जवाब", "উত্তর", "సమాధాన", "பதில்", "விடை",
        "الجواب", "الإجابة", "الاجابة", "الناتج", "جواب", "پاسخ", "התשובה", "解", "正解", "回答", "답", "đáp", "câu trả lời", "jawaban", "คำตอบ", "jibu", "cevap",
        "yanıt", "cevab");

    // One of these stands beside the letter of an option that is called right: "B is correct".
    static readonly HeadWords s_right = new("correct", "right", "best", "正确");

    /// <summary>The announced answers of a text, in order, none of them empty; the last one counts.</summary>
    /// <remarks>
    /// Each reaches to the end of its sentence or line. An announcement that denies, asks or supposes ("the answer is not 5", "what
    /// is the answer?", "if the answer is 5") is none.
    /// </remarks>
    public static List<string> In(string text)
    {
        var found = new List<(int Place, string Answer)>();
        foreach (Match match in s_others.AreIn(text) ? (IEnumerable<Match>)AnnouncementWords.Before().Matches(text) : InEnglish(text))
            if (Announced(text, match) is { } answer)
                found.Add((match.Index + match.Length, answer));
        if (s_right.AreIn(text) || AnnouncementWords.AfterIsTheAnswer().IsMatch(text))
            AddNamed(text, found);
        if (GoldMark.Last(text) is { } mark)
            found.Add((mark.Start, Markdown.Plain(mark.Answer)));
        return found.Count < 2 ? [.. found.Select(one => one.Answer)] : [.. found.OrderBy(one => one.Place).Select(one => one.Answer)];
    }

    // What the whole pattern would find, without trying it at every letter.
    static List<Match> InEnglish(string text)
    {
        var found = new List<Match>();
        for (int at = s_names.First(text, 0); at >= 0;)
        {
            var match = AnnouncementWords.NamedHere().Match(text, at);
            if (match.Success)
                found.Add(match);
            at = s_names.First(text, match.Success ? at + Math.Max(match.Length, 1) : at + 1);
        }
        if (s_choices.AreIn(text))
            foreach (Match choice in AnnouncementWords.ChoosingInEnglish().Matches(text))
                if (!found.Exists(name => name.Index < choice.Index + choice.Length && choice.Index < name.Index + name.Length))
                    found.Add(choice);
        return found;
    }

    static string? Announced(string text, Match match)
    {
        if (IsSupposed(text, match.Index))
            return null;
        bool isDenial = match.Value.TrimEnd().EndsWith('t') && match.Value.Contains("isn", StringComparison.OrdinalIgnoreCase);
        return AnnouncedText.Behind(text, match.Index + match.Length, isDenial) is { Length: > 0 } answer && !Denied().IsMatch(answer) ? answer : null;
    }

    static void AddNamed(string text, List<(int Place, string Answer)> found)
    {
        foreach (Match match in AnnouncementWords.After().Matches(text))
            if (match.Groups["answer"] is { Success: true } answer && !IsSupposed(text, answer.Index) && Named(answer.Value) is { } named)
                found.Add((match.Index + match.Length, named));
    }

    // "42 is the answer": a letter of a choice or what the words before say.
    static string? Named(string text) => text.Length == 1 ? text : Denials.IsDenied(text) ? null : StatedValue.Of(text) ?? StatedChoice.Of(text);

    // The words before it in its sentence.
    static bool IsSupposed(string text, int at)
    {
        int from = at;
        while (from > 0 && at - from < 80 && text[from - 1] is not ('.' or '\n' or '!' or '?' or '。' or ',' or ';' or '，'))
            from--;
        return Supposition().IsMatch(text[from..at]);
    }

    [GeneratedRegex(@"\b(if|unless|whether|suppose|assum\w+|when(ever)?|what|which|who|how|why|where|does|could|might|may|perhaps|maybe|doubt\w*|not|never"
        + @"|no|cannot|\w+n['’]t|guess\w*|find|tempt\w*|check\w*|verify)\b[^.]*$|如果|假设|若",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Supposition();

    [GeneratedRegex(@"^\W*(not(?!\s+(possible|defined|enough|a\b|an\b|real|unique|determin\w+|exist\w*))|never|neither|wrong|incorrect|unlikely|un(clear"
        + @"|known)|asked|below|above|as follows|given by the)\b(?!.*\bbut\b)|\?\s*$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Denied();
}
