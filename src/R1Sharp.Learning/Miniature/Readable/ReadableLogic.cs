// Tidies suppositions: each once and only where every word of it is right, up to the one that fits and one check of it.

using R1Sharp.Learning.Rewards;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature.Readable;

/// <summary>The logic puzzles' trains of thought.</summary>
static class ReadableLogic
{
    static readonly LogicOptions s_options = new();

    /// <summary>The tidy thoughts in the question's language; null where none of the suppositions fits.</summary>
    public static string? Tidy(Problem problem, List<TraceItem> items)
    {
        if (LogicFamily.Read(problem.Question) is not { } puzzle)
            return null;
        var kept = new List<int>();
        bool found = false, isChecked = false;
        foreach (var part in TraceReader.BetweenWaits(items))
        {
            bool check = part is [{ Word: Word.Check }, ..];
            List<TraceItem> said = part is [{ Word: Word.Check or Word.Try }, ..] ? part[1..] : part;
            if (Liars(said, puzzle) is not { } liars
                || Written(puzzle, liars, problem.Language, out bool fits) != TraceReader.Translate(said, problem.Language))
                continue;
            isChecked |= check && found && liars == kept[^1];
            if (found || check || kept.Contains(liars))
                continue;
            kept.Add(liars);
            found = fits;
        }
        return found ? Write(puzzle, kept, items[0].Is(Word.Try), isChecked, problem.Language) : null;
    }

    // Reads "A honest,B lies"; whether the rest is what it should be shows when it is written anew.
    static int? Liars(List<TraceItem> said, LogicStatements puzzle)
    {
        int liars = 0;
        for (int person = 0; person < puzzle.Names.Length; person++)
        {
            int at = person * 3;
            if (at + 1 >= said.Count || said[at].Text != puzzle.Names[person].ToString() || said[at + 1].Word is not (Word.Lies or Word.Honest))
                return null;
            liars |= said[at + 1].Is(Word.Lies) ? 1 << person : 0;
        }
        return liars;
    }

    static string Written(LogicStatements puzzle, int liars, string language, out bool fits)
    {
        var text = TraceReader.Text(language);
        fits = Suppose(puzzle, liars, language, text);
        return text.ToString();
    }

    static bool Suppose(LogicStatements puzzle, int liars, string language, TraceText text)
    {
        var unused = new RandomStream(0, RandomPurpose.General);
        return new LogicTrace(puzzle, liars, language, s_options, text).Suppose(liars, error: 0, ref unused);
    }

    static string Write(LogicStatements puzzle, List<int> kept, bool inOrder, bool isChecked, string language)
    {
        var text = TraceReader.Text(language);
        if (inOrder)
            text.Add(Word.Try);
        for (int i = 0; i < kept.Count; i++)
        {
            if (i > 0)
                text.Add(Word.Wait);
            Suppose(puzzle, kept[i], language, text);
        }
        if (isChecked)
        {
            text.Add(Word.Wait).Add(Word.Check);
            Suppose(puzzle, kept[^1], language, text);
        }
        return text.ToString();
    }
}
