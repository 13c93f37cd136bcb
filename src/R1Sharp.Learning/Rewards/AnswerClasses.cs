// Which of a problem's answers mean the same: what majority votes are counted by. Answers are first put together by their canonical text,
// then pair by pair as the reward that graded them sees it, so that wrong answers are one vote by the same rule as right ones: a rule that joins
// more of the right ones would make every majority look better than it is.

namespace R1Sharp.Learning.Rewards;

/// <summary>Whether two answers that are written differently mean the same; what cannot be decided does not.</summary>
/// <param name="one">An answer in canonical form.</param>
/// <param name="other">Another.</param>
/// <param name="work">What it took is added, in units of the grader's fuel.</param>
delegate bool SameAnswer(string one, string other, ref long work);

/// <summary>Puts answers together.</summary>
static class AnswerClasses
{
    // Beyond that the texts that are left are answers of their own. 200 different answers make 19,900 pairs; the work is well under a second.
    const int MostPairs = 20_000;
    const long MostWork = 20_000_000;

    /// <summary>The answers with one text for all that mean the same: the most frequent one, of equally frequent ones the first by its characters.</summary>
    /// <param name="answers">In canonical form; null where a completion has none.</param>
    /// <param name="areRight">Whether each is right. A right answer's text says by itself what it means, so it is compared with nothing.</param>
    /// <param name="same">Compares two.</param>
    /// <remarks>The result depends on how often each text stands there, not on the order of the samples; two calls give the same.</remarks>
    public static string?[] Merge(IReadOnlyList<string?> answers, IReadOnlyList<bool> areRight, SameAnswer same)
    {
        var right = answers.Where((answer, i) => answer is not null && areRight[i]).ToHashSet(StringComparer.Ordinal);
        var texts = answers.Where(answer => answer is not null && !right.Contains(answer)).GroupBy(answer => answer!, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Key);
        var classOf = Classes(texts, same);
        return [.. answers.Select(answer => answer is null ? null : classOf.GetValueOrDefault(answer, answer))];
    }

    // Each text joins the first class whose first text it equals. Equality need not go on from one pair to the next (0.333333333 = 1/3), so
    // a class is what equals its most frequent member.
    static Dictionary<string, string> Classes(IEnumerable<string> texts, SameAnswer same)
    {
        var classOf = new Dictionary<string, string>(StringComparer.Ordinal);
        var firsts = new List<string>();
        var (pairs, work) = (0, 0L);
        foreach (string text in texts)
        {
            string? found = firsts.Find(first => pairs++ < MostPairs && work < MostWork && same(first, text, ref work));
            if (found is null)
                firsts.Add(text);
            classOf[text] = found ?? text;
        }
        return classOf;
    }
}
