// Tidies chains: one run through the steps that is right, with the checks that are right, the best checked one if several are.

using System.Globalization;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.Learning.Miniature.Readable;

/// <summary>Arithmetic's trains of thought.</summary>
static partial class ReadableArithmetic
{
    sealed record Step(int Before, ChainLink Link, int Written)
    {
        public string? Check { get; set; }

        public int? Corrected { get; set; }

        /// <summary>Whether the step, corrected by its check where there is one, comes to what is right.</summary>
        public bool IsRight => Link.Apply(Before) == (IsChecked && Corrected is { } other ? other : Written);

        /// <summary>Whether its check is right in every part and in its verdict.</summary>
        public bool IsChecked => Check == string.Join(',', ArithmeticTrace.Parts(Before, Link)) && Written == Link.Apply(Before) == (Corrected is null);
    }

    /// <summary>The tidy thoughts in the question's language; null where no run through the steps is right.</summary>
    public static string? Tidy(Problem problem, List<TraceItem> items)
    {
        var parts = LinkText().Matches(problem.Question);
        int start = int.Parse(parts[0].Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        ChainLink[] links =
            [.. parts.Skip(1).Select(part => new ChainLink(part.Groups[1].Value[0], int.Parse(part.Groups[2].ValueSpan, CultureInfo.InvariantCulture)))];
        var steps = Read(items);
        var runs = Enumerable.Range(0, Math.Max(0, steps.Count - links.Length + 1)).Select(i => steps.GetRange(i, links.Length))
            .Where(run => IsRight(run, start, links)).ToList();
        return runs.Count == 0 ? null : Write(runs.MaxBy(run => run.Count(step => step.IsChecked))!, problem.Language);
    }

    static bool IsRight(List<Step> run, int start, ChainLink[] links)
    {
        int value = start;
        for (int i = 0; i < links.Length; i++)
        {
            if (run[i].Before != value || run[i].Link != links[i] || !run[i].IsRight)
                return false;
            value = links[i].Apply(value);
        }
        return true;
    }

    static List<Step> Read(List<TraceItem> items)
    {
        var steps = new List<Step>();
        for (int i = 0; i < items.Count; i++)
        {
            bool check = i > 1 && items[i - 1].Is(Word.Check) && items[i - 2].Is(Word.Wait);
            bool correction = i > 1 && items[i - 1].Is(Word.So) && items[i - 2].Is(Word.No);
            if (!items[i].IsFormula)
                continue;
            if (check && steps.Count > 0 && i + 1 < items.Count && items[i + 1].Word is Word.Yes or Word.No)
                steps[^1].Check = items[i].Text;
            string[] pieces = items[i].Text.Split(',', StringSplitOptions.RemoveEmptyEntries);
            if (correction && steps.Count > 0 && int.TryParse(pieces.FirstOrDefault(), CultureInfo.InvariantCulture, out int corrected))
                steps[^1].Corrected = corrected;
            if (!check)
                steps.AddRange(pieces.Select(piece => StepText().Match(piece)).Where(match => match.Success).Select(AsStep));
        }
        return steps;
    }

    static Step AsStep(Match match) => new(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
        new ChainLink(match.Groups[2].Value[0], int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture)),
        int.Parse(match.Groups[4].ValueSpan, CultureInfo.InvariantCulture));

    static string Write(List<Step> run, string language)
    {
        var text = TraceReader.Text(language);
        for (int i = 0; i < run.Count; i++)
        {
            var (before, link, written) = run[i];
            text.Add($"{(i > 0 ? "," : "")}{before}{link.Operator}{link.Operand}={written}");
            if (!run[i].IsChecked)
                continue;
            text.Add(Word.Wait).Add(Word.Check).Add(run[i].Check!);
            if (run[i].Corrected is { } right)
                text.Add(Word.No).Add(Word.So).Add(right.ToString(CultureInfo.InvariantCulture));
            else
                text.Add(Word.Yes);
        }
        return text.ToString();
    }

    [GeneratedRegex(@"(^|[-+*]|\D)(\d+)")]
    private static partial Regex LinkText();

    [GeneratedRegex(@"^(\d{1,6})([-+*])(\d{1,3})=(\d{1,6})$")]
    private static partial Regex StepText();
}
