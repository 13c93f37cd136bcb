// Trains of thought about who lies: suppositions such as "A honest,B lies:A says B lies yes yes,B says A B same no yes".
// A supposition is a thought; one whose statements all fit their speakers is a solution, and so are the names after "so".

namespace R1Sharp.Learning.Rewards.Thinking;

/// <summary>Takes trains of thought about liars apart.</summary>
static class SuppositionSegments
{
    const string Nobody = "nobody";

    /// <summary>Thoughts, solutions and checks.</summary>
    public static ThinkingSegments Of(Problem problem, ThinkingText think)
    {
        var tokens = TraceLexer.Read(think);
        int people = problem.Question.Where(char.IsAsciiLetterUpper).Distinct()
            .Count(c => problem.Question.Contains($"{c} says", StringComparison.Ordinal) || problem.Question.Contains($"{c} 说", StringComparison.Ordinal));
        var thoughts = new List<Thought>();
        var solutions = new List<Solution>();
        int solved = think.Offset;
        foreach (var pass in TraceLexer.Passes(tokens, isCheckInside: false).Where(p => p.Count > 0))
        {
            var supposed = Supposition(pass);
            string? answer = supposed ?? Said(pass);
            AddThought(thoughts, pass, answer);
            if (answer is null || (supposed is not null && !Fits(pass, people)))
                continue;
            solutions.Add(new Solution(solved, pass[^1].End, answer, new HashSet<string> { supposed is null ? "at once" : "supposition" }));
            solved = pass[^1].End;
        }
        return new ThinkingSegments(thoughts, solutions, TraceLexer.CheckCount(tokens));
    }

    static void AddThought(List<Thought> thoughts, List<TraceToken> pass, string? answer)
    {
        string[] answers = answer is null ? [] : [answer];
        if (TraceLexer.IsCheck(pass, 0) && thoughts.Count > 0)
            thoughts[^1] = thoughts[^1] with { End = pass[^1].End, Answers = [.. thoughts[^1].Answers, .. answers] };
        else
            thoughts.Add(new Thought(pass[0].Start, pass[^1].End, answers));
    }

    // Who lies before the colon; null where nothing is supposed.
    static string? Supposition(List<TraceToken> pass)
    {
        int colon = pass.FindIndex(t => t.Word == TraceWord.Colon);
        if (colon < 0 || !pass.Take(colon).Any(t => t.Word is TraceWord.Lies or TraceWord.Honest))
            return null;
        var liars = Enumerable.Range(1, Math.Max(colon - 1, 0)).Where(i => pass[i].Word == TraceWord.Lies && pass[i - 1].Word == TraceWord.Name)
            .Select(i => pass[i - 1].Text).Distinct();
        return Names(liars);
    }

    // The names behind "so".
    static string? Said(List<TraceToken> pass)
    {
        int so = pass.FindIndex(t => t.Word == TraceWord.So);
        if (so < 0 || so + 1 == pass.Count)
            return null;
        return pass[so + 1].Word == TraceWord.Nobody ? Nobody : pass[so + 1].Word == TraceWord.Name
            ? Names(pass.Skip(so + 1).TakeWhile(t => t.Word == TraceWord.Name).Select(t => t.Text).Distinct()) : null;
    }

    // A statement ends with two verdicts: whether it is true, and whether that fits its speaker. All must fit.
    static bool Fits(List<TraceToken> pass, int people)
    {
        int statements = 0;
        for (int i = 1; i < pass.Count; i++)
        {
            bool isSecond = IsVerdict(pass[i]) && IsVerdict(pass[i - 1]);
            if (!isSecond)
                continue;
            if (pass[i].Word == TraceWord.No)
                return false;
            statements++;
        }
        return statements > 0 && statements >= people;
    }

    static bool IsVerdict(TraceToken token) => token.Word is TraceWord.Yes or TraceWord.No;

    static string Names(IEnumerable<string> names) => string.Join(' ', names) is { Length: > 0 } text ? text : Nobody;
}
