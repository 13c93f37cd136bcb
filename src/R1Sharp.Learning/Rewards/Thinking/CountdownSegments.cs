// Trains of thought about Countdown: tries such as "12-9=3,3+3=6:6 yes". What a try shares with the one before it is not
// written again. A try is a thought; a try that the model says yes to is a solution, and so is an expression after "so".

using System.Globalization;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Thinking;

/// <summary>Takes trains of thought about Countdown apart.</summary>
static partial class CountdownSegments
{
    /// <summary>Thoughts, solutions and checks.</summary>
    public static ThinkingSegments Of(Problem problem, ThinkingText think)
    {
        var tokens = TraceLexer.Read(think);
        int[] numbers = [.. Given(problem.Question)];
        var thoughts = new List<Thought>();
        var solutions = new List<Solution>();
        var before = new List<Step>();
        int solved = think.Offset;
        foreach (var pass in TraceLexer.Passes(tokens, isCheckInside: false))
        {
            bool isCheck = pass.Count > 1 && TraceLexer.IsCheck(pass, 0);
            before = Steps(pass, before, numbers.Length - 1);
            string? expression = Expression(before, numbers);
            var (said, end) = Accepted(pass, expression);
            int stop = pass.Count == 0 ? think.Offset : pass[^1].End;
            AddThought(thoughts, pass.Count == 0 ? think.Offset : pass[0].Start, stop, expression ?? said, isCheck);
            if (said is null)
                continue;
            solutions.Add(new Solution(solved, end, said, new HashSet<string> { Canonical(said) }));
            solved = end;
        }
        return new ThinkingSegments(thoughts, solutions, TraceLexer.CheckCount(tokens));
    }

    /// <summary>One written step, e.g. 12-9=3.</summary>
    readonly record struct Step(int Left, char Sign, int Right, int Result);

    // A check goes on with the thought that it checks.
    static void AddThought(List<Thought> thoughts, int start, int end, string? answer, bool isCheck)
    {
        string[] answers = answer is null ? [] : [answer];
        if (isCheck && thoughts.Count > 0)
            thoughts[^1] = thoughts[^1] with { End = end, Answers = [.. thoughts[^1].Answers, .. answers] };
        else
            thoughts.Add(new Thought(start, end, answers));
    }

    // The steps of a try with those it takes over from the try before.
    static List<Step> Steps(List<TraceToken> pass, List<Step> before, int needed)
    {
        var written = pass.Where(t => t.Word == TraceWord.Formula).Select(t => StepText().Match(t.Text)).Where(m => m.Success)
            .Select(m => new Step(int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture), m.Groups[2].Value[0],
                int.Parse(m.Groups[3].ValueSpan, CultureInfo.InvariantCulture), int.Parse(m.Groups[4].ValueSpan, CultureInfo.InvariantCulture))).ToList();
        int taken = written.Count == 0 ? 0 : Math.Clamp(needed - written.Count, 0, before.Count);
        return [.. before.Take(taken), .. written];
    }

    // What the steps come to as one expression: each operand is the result of an earlier step, else a number.
    static string? Expression(List<Step> steps, int[] numbers)
    {
        if (steps.Count == 0)
            return null;
        var made = new List<(int Value, string Text)>(numbers.Select(n => (n, n.ToString(CultureInfo.InvariantCulture))));
        string text = "";
        foreach (var step in steps)
        {
            text = $"{Take(made, step.Left)}{step.Sign}{Take(made, step.Right)}";
            made.Add((step.Result, $"({text})"));
        }
        return text;
    }

    static string Take(List<(int Value, string Text)> made, int value)
    {
        int at = made.FindLastIndex(m => m.Value == value);
        string text = at < 0 ? value.ToString(CultureInfo.InvariantCulture) : made[at].Text;
        if (at >= 0)
            made.RemoveAt(at);
        return text;
    }

    // Yes accepts the try's expression; "so" is followed by one.
    static (string? Answer, int End) Accepted(List<TraceToken> pass, string? expression)
    {
        for (int i = 0; i < pass.Count; i++)
        {
            if (pass[i].Word == TraceWord.Yes && expression is not null)
                return (expression, pass[i].End);
            if (pass[i].Word == TraceWord.So && i + 1 < pass.Count && pass[i + 1].Word == TraceWord.Formula)
                return (pass[i + 1].Text, pass[i + 1].End);
        }
        return (null, 0);
    }

    static string Canonical(string expression) => ExpressionReader.TryRead(expression, out var read) ? read!.Canonical : expression;

    // The numbers of the question but for the target, which is the last.
    static IEnumerable<int> Given(string question) => Number().Matches(question).SkipLast(1)
        .Select(m => int.TryParse(m.ValueSpan, CultureInfo.InvariantCulture, out int n) ? n : 0);

    [GeneratedRegex(@"^([0-9]{1,6})([-+*/])([0-9]{1,6})=([0-9]{1,6})$")]
    private static partial Regex StepText();

    [GeneratedRegex(@"[0-9]+")]
    private static partial Regex Number();
}
