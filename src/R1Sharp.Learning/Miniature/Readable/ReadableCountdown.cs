// Tidies searches: each attempt once, with right arithmetic and a right verdict, up to the first hit and one check of it.

using System.Globalization;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.Learning.Miniature.Readable;

/// <summary>Countdown's trains of thought.</summary>
static partial class ReadableCountdown
{
    const int NoLimit = 1_000_000;

    /// <summary>The tidy thoughts in the question's language; null where no attempt hits.</summary>
    public static string? Tidy(Problem problem, List<TraceItem> items)
    {
        int[] given = [.. Number().Matches(problem.Question).Select(match => int.Parse(match.ValueSpan, CultureInfo.InvariantCulture))];
        if (given.Length is < 3 or > 5)
            return null;
        int target = given[^1];
        var all = CountdownSearch.All(given[..^1], NoLimit);
        var (kept, isChecked) = Read(items, all, target);
        return kept.Count > 0 && kept[^1].Value == target ? Write(kept, isChecked, items[0].Is(Word.Try), target, problem.Language) : null;
    }

    static (List<CountdownAttempt> Kept, bool IsChecked) Read(List<TraceItem> items, List<CountdownAttempt> all, int target)
    {
        var kept = new List<CountdownAttempt>();
        CountdownAttempt? before = null;
        bool hit = false, isChecked = false;
        foreach (var part in TraceReader.BetweenWaits(items))
        {
            bool check = part is [{ Word: Word.Check }, ..];
            if (Attempt(part, all, before, target) is not { } attempt)
                continue;
            before = attempt;
            isChecked |= check && hit && attempt == kept[^1];
            if (hit || check || kept.Contains(attempt))
                continue;
            kept.Add(attempt);
            hit = attempt.Value == target;
        }
        return (kept, isChecked);
    }

    // "12-9=3,3+3=6:6 yes" after an optional "try" or "check"; what is shared with the attempt before may be missing.
    static CountdownAttempt? Attempt(List<TraceItem> part, List<CountdownAttempt> all, CountdownAttempt? before, int target)
    {
        int from = part is [{ Word: Word.Try or Word.Check }, ..] ? 1 : 0;
        if (part.Count < from + 2 || !part[from].IsFormula || part[from].Text.Split(':') is not [var formula, var aim]
            || aim != target.ToString(CultureInfo.InvariantCulture))
            return null;
        string[] steps = formula.Split(',');
        int shared = all[0].Steps.Length - steps.Length;
        var attempt = shared < 0 || (shared > 0 && before is null) ? null : all.Find(attempt =>
            attempt.Steps.Skip(shared).Select(step => step.ToString()).SequenceEqual(steps)
            && attempt.Steps.Take(shared).SequenceEqual(before?.Steps.Take(shared) ?? []));
        return attempt is not null && part[from + 1].Is(attempt.Value == target ? Word.Yes : Word.No) ? attempt : null;
    }

    static string Write(List<CountdownAttempt> kept, bool isChecked, bool inOrder, int target, string language)
    {
        var text = TraceReader.Text(language);
        if (inOrder)
            text.Add(Word.Try);
        for (int i = 0; i < kept.Count; i++)
        {
            if (i > 0)
                text.Add(Word.Wait);
            int shared = inOrder && i > 0 ? CountdownTrace.SharedSteps(kept[i - 1], kept[i]) : 0;
            text.Add($"{string.Join(',', kept[i].Steps[shared..])}:{target}").Add(kept[i].Value == target ? Word.Yes : Word.No);
        }
        if (isChecked)
            text.Add(Word.Wait).Add(Word.Check).Add($"{string.Join(',', kept[^1].Steps)}:{target}").Add(Word.Yes);
        return text.ToString();
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
