// Thinking in prose, as R1 and its like write it. Thoughts begin at switch words. A stretch between two turns (switches and
// checks) arrives at an answer where it says so, where it comes to what the completion answers in the end, or where it ends with
// a conclusion.

using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards.Mathematics;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Thinking;

/// <summary>Takes prose apart.</summary>
static partial class ProseSegments
{
    const int LongestAnswer = 80;

    /// <summary>Thoughts, solutions and checks.</summary>
    /// <param name="think">The thinking.</param>
    /// <param name="finalAnswer">What the completion answers; null where it does not.</param>
    public static ThinkingSegments Of(ThinkingText think, string? finalAnswer)
    {
        var (thoughts, solutions) = (new List<Thought>(), new List<Solution>());
        int checks = 0, solved = think.Offset;
        foreach (var stretch in Stretches(Sentences.Of(think.Text, think.Offset)))
        {
            bool isCheck = ThinkingWords.IsCheck(stretch[0].Text);
            checks += isCheck ? 1 : 0;
            var answers = Answers(stretch, finalAnswer);
            AddThought(thoughts, stretch, [.. answers.Select(a => a.Answer)]);
            foreach (var (answer, end) in answers)
            {
                solutions.Add(new Solution(solved, end, answer, Formulas.In(think.Text[(solved - think.Offset)..(end - think.Offset)])));
                solved = end;
            }
        }
        return new ThinkingSegments(thoughts, solutions, checks);
    }

    static void AddThought(List<Thought> thoughts, List<Sentence> stretch, string[] answers)
    {
        if (thoughts.Count > 0 && !ThinkingWords.IsSwitch(stretch[0].Text))
            thoughts[^1] = thoughts[^1] with { End = stretch[^1].End, Answers = [.. thoughts[^1].Answers, .. answers] };
        else
            thoughts.Add(new Thought(stretch[0].Start, stretch[^1].End, answers));
    }

    // Sentences from one turn to the next.
    static IEnumerable<List<Sentence>> Stretches(List<Sentence> sentences)
    {
        var stretch = new List<Sentence>();
        foreach (var sentence in sentences)
        {
            if (stretch.Count > 0 && (ThinkingWords.IsSwitch(sentence.Text) || ThinkingWords.IsCheck(sentence.Text)))
            {
                yield return stretch;
                stretch = [];
            }
            stretch.Add(sentence);
        }
        if (stretch.Count > 0)
            yield return stretch;
    }

    // Different answers one after the other; saying one again is no solution more.
    static List<(string Answer, int End)> Answers(List<Sentence> stretch, string? finalAnswer)
    {
        string? final = finalAnswer is null ? null : Canonical(finalAnswer);
        var found = new List<(string Answer, int End)>();
        for (int i = 0; i < stretch.Count; i++)
        {
            bool isLast = i == stretch.Count - 1;
            if (Answer(stretch[i], final, isLast) is { } answer && (found.Count == 0 || Canonical(found[^1].Answer) != Canonical(answer)))
                found.Add((answer, stretch[i].End));
        }
        return found;
    }

    static string? Answer(Sentence sentence, string? final, bool isLast)
    {
        string text = sentence.Text;
        if (text.EndsWith('?') || text.EndsWith('？'))
            return null;
        if (AnswerFinder.Find(text, FindOptions.Sentence) is { } announced)
            return Value(announced) is { Length: > 0 } said ? said : null;
        string? value = (StatedValue.Of(text) ?? StatedValue.LastOf(text)) is { } stated ? WithoutName().Replace(stated, "") : null;
        if (value is null)
            return null;
        bool isConclusion = ThinkingWords.IsConclusion(text);
        bool isFinal = final is not null && Canonical(value) == final && (isConclusion || ThinkingWords.IsStatement(text));
        return isFinal || (isLast && isConclusion) ? value : null;
    }

    // A number or formula where there is one, else the words.
    static string Value(FoundAnswer answer)
    {
        string value = answer.Place == AnswerPlaces.Boxes ? answer.Text : StatedValue.Of(answer.Bare) is { } stated ? WithoutName().Replace(stated, "")
            : answer.Bare.Trim('.', '。', '！', ' ', '$');
        return value.Length <= LongestAnswer ? value : "";
    }

    static string Canonical(string answer) => ValueChecker.Canonical(AnswerReader.Clean(answer).Replace("$", ""));

    // "x = 5" arrives at 5.
    [GeneratedRegex(@"^\s*[A-Za-z]\w?\s*=\s*(?=[^=]*$)")]
    private static partial Regex WithoutName();
}
