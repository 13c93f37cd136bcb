// Traces with thoughts, checks and solutions marked by hand: [[T]] where another thought begins, [[C]] where a check begins,
// [[S=answer]] behind a solution. What the rules find is compared with the marks.

using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Thinking;

namespace R1Sharp.Tests.Rewards.Thinking;

/// <summary>A trace as labelled.</summary>
/// <param name="Problem">Its problem.</param>
/// <param name="Split">"rule" where the rules were made with it in view, "held" where not.</param>
/// <param name="Text">The completion without marks.</param>
/// <param name="Switches">Where other thoughts begin.</param>
/// <param name="Checks">Where checks begin.</param>
/// <param name="Solutions">Answers, and where their solutions end.</param>
sealed partial record LabelledTrace(Problem Problem, string Split, string Text, IReadOnlyList<int> Switches, IReadOnlyList<int> Checks, IReadOnlyList<(string Answer, int End)> Solutions)
{
    /// <summary>All labelled traces.</summary>
    public static IReadOnlyList<LabelledTrace> All { get; } =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Golden", "thinking", "labelled.jsonl")).Select((line, i) => Read(JsonElement.Parse(line), i))];

    static LabelledTrace Read(JsonElement line, int index)
    {
        string field(string name) => line.GetProperty(name).GetString()!;
        var (text, switches, checks, solutions) = (new StringBuilder(), new List<int>(), new List<int>(), new List<(string, int)>());
        int from = 0;
        string marked = field("marked");
        foreach (Match mark in Mark().Matches(marked))
        {
            text.Append(marked, from, mark.Index - from);
            from = mark.Index + mark.Length;
            if (mark.Value[2] == 'S')
                solutions.Add((mark.Groups[1].Value, text.Length));
            else
                (mark.Value[2] == 'T' ? switches : checks).Add(text.Length);
        }
        text.Append(marked, from, marked.Length - from);
        var problem = new Problem { Id = $"{index}", Question = field("question"), Answer = field("gold"), Family = field("family"), Language = field("language") };
        return new(problem, field("split"), text.ToString(), switches, checks, solutions);
    }

    [GeneratedRegex(@"\[\[(?:T|C|S=([^\]]*))\]\]")]
    private static partial Regex Mark();
}

/// <summary>How well the rules agree with the labels.</summary>
/// <param name="Found">Marks that the rules find too.</param>
/// <param name="Predicted">What the rules find.</param>
/// <param name="Labelled">Marks.</param>
readonly record struct Agreement(int Found, int Predicted, int Labelled)
{
    /// <summary>2 · found / (predicted + labelled).</summary>
    public double F1 => Predicted + Labelled == 0 ? 1 : 2.0 * Found / (Predicted + Labelled);

    public static Agreement operator +(Agreement a, Agreement b) => new(a.Found + b.Found, a.Predicted + b.Predicted, a.Labelled + b.Labelled);

    /// <summary>Switches of one trace: another thought begins at the same character.</summary>
    public static Agreement OfSwitches(LabelledTrace trace)
    {
        int[] predicted = [.. Segments(trace).Thoughts.Skip(1).Select(t => t.Start)];
        return new(predicted.Intersect(trace.Switches).Count(), predicted.Length, trace.Switches.Count);
    }

    /// <summary>Solutions of one trace: the same answer, ending within the same words.</summary>
    public static Agreement OfSolutions(LabelledTrace trace)
    {
        const int SamePlace = 3;
        var checker = AccuracyReward.Checker(trace.Problem.Family);
        string? canonical(string answer) => checker.Judge(trace.Problem, answer).Canonical ?? answer;
        var predicted = Segments(trace).Solutions.Select(s => (Answer: canonical(s.Answer), s.End)).ToList();
        int found = trace.Solutions.Count(label => predicted.Exists(p => p.Answer == canonical(label.Answer) && Math.Abs(p.End - label.End) <= SamePlace));
        return new(found, predicted.Count, trace.Solutions.Count);
    }

    /// <summary>Checks of one trace, as a number.</summary>
    public static Agreement OfChecks(LabelledTrace trace)
    {
        int predicted = Segments(trace).CheckCount;
        return new(Math.Min(predicted, trace.Checks.Count), predicted, trace.Checks.Count);
    }

    static ThinkingSegments Segments(LabelledTrace trace) => ThinkingSegments.Of(trace.Problem, "", trace.Text, Final(trace));

    static string? Final(LabelledTrace trace) => new AccuracyReward().Score(new(trace.Problem, "", trace.Text, 1, FinishReason.Stop)).Answer;
}
