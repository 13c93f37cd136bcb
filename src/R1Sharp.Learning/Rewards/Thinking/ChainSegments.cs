// Trains of thought that go step by step to one value: arithmetic chains ("79*11=899 wait check … yes,899+15=914") and
// edits of digit strings ("40713 reverse 31704 drop 1704"). A "wait" without a check begins the whole again.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Thinking;

/// <summary>How far a train of thought has come.</summary>
/// <param name="Value">The value that it stands at; null where it says none yet.</param>
/// <param name="StepCount">Operations carried out since it last began.</param>
/// <param name="IsDirect">Whether the value was said without an operation.</param>
readonly record struct ChainState(string? Value, int StepCount, bool IsDirect);

/// <summary>Takes trains of thought about chains apart.</summary>
static partial class ChainSegments
{
    /// <summary>Thoughts, solutions and checks.</summary>
    public static ThinkingSegments Of(Problem problem, ThinkingText think)
    {
        var tokens = TraceLexer.Read(think);
        int needed = problem.Family == "digits" ? Edits(problem.Question) : Link().Count(problem.Question);
        var passes = TraceLexer.Passes(tokens, isCheckInside: true);
        var thoughts = new List<Thought>();
        var solutions = new List<Solution>();
        int solved = think.Offset, mended = 0;
        for (int i = 0; i < passes.Count; i++)
        {
            var pass = Pass.Of(passes[i], problem.Family == "digits");
            mended += pass.MendedCount;
            // A pass whose thinking was cut off before its last step says nothing yet.
            bool isWhole = pass.IsDirect || pass.StepCount >= needed || (i + 1 == passes.Count && think.IsClosed);
            string? answer = isWhole ? pass.Value : null;
            thoughts.Add(new Thought(passes[i].Count == 0 ? think.Offset : passes[i][0].Start, passes[i].Count == 0 ? think.Offset : passes[i][^1].End,
                answer is null ? [] : [answer]));
            if (answer is null)
                continue;
            solutions.Add(new Solution(solved, pass.End, answer, new HashSet<string> { pass.IsDirect ? "at once" : "step by step" }));
            solved = pass.End;
        }
        return new ThinkingSegments(thoughts, solutions, TraceLexer.CheckCount(tokens)) { MendedCount = mended };
    }

    /// <summary>Where a train of thought stands at its end, which may lie anywhere.</summary>
    public static ChainState StateOf(Problem problem, ThinkingText think)
    {
        var pass = Pass.Of(TraceLexer.Passes(TraceLexer.Read(think), isCheckInside: true)[^1], problem.Family == "digits");
        return new(pass.Value, pass.StepCount, pass.IsDirect);
    }

    /// <summary>One way through the chain.</summary>
    /// <param name="Value">The value that it has come to; null where there is none.</param>
    /// <param name="End">Behind the last part that says it.</param>
    /// <param name="StepCount">Steps written.</param>
    /// <param name="IsDirect">Whether the value was said without a step.</param>
    /// <param name="MendedCount">Checks that changed the value.</param>
    readonly record struct Pass(string? Value, int End, int StepCount, bool IsDirect, int MendedCount)
    {
        public static Pass Of(List<TraceToken> tokens, bool areDigits)
        {
            var pass = new Pass(null, 0, 0, false, 0);
            for (int i = 0; i < tokens.Count; i++)
            {
                if (TraceLexer.IsCheck(tokens, i))
                    (pass, i) = pass.Checked(tokens, i, areDigits);
                else if (tokens[i].Word == TraceWord.So && i + 1 < tokens.Count && tokens[i + 1].Word == TraceWord.Formula)
                    pass = pass with { Value = Result(tokens[++i].Text), End = tokens[i].End, IsDirect = pass.StepCount == 0 };
                else if (IsStep(tokens, i, areDigits))
                    pass = pass with { Value = Result(tokens[i].Text), End = tokens[i].End, StepCount = pass.StepCount + 1 };
            }
            return pass;
        }

        // "wait check … yes", or "… no so 869". What the check comes to takes the place of the value: the trace goes on with it.
        (Pass After, int At) Checked(List<TraceToken> tokens, int at, bool areDigits)
        {
            string? result = null;
            for (; at < tokens.Count && tokens[at].Word is not (TraceWord.Yes or TraceWord.No); at++)
                result = IsStep(tokens, at, areDigits) ? Result(tokens[at].Text) : result;
            if (at >= tokens.Count)
                return (this, at);
            if (at + 2 < tokens.Count && tokens[at].Word == TraceWord.No && tokens[at + 1].Word == TraceWord.So && tokens[at + 2].Word == TraceWord.Formula)
                (result, at) = (tokens[at + 2].Text, at + 2);
            return (this with
            {
                Value = result ?? Value,
                End = tokens[at].End,
                MendedCount = MendedCount + (result is not null && result != Value ? 1 : 0),
            }, at);
        }

        // "79*11=869", or a string of digits behind the name of an edit.
        static bool IsStep(List<TraceToken> tokens, int at, bool areDigits) => areDigits ? IsEdited(tokens, at) : tokens[at].Text.Contains('=');

        // A string of digits behind the name of an edit.
        static bool IsEdited(List<TraceToken> tokens, int at) =>
            tokens[at].Word == TraceWord.Formula && at > 0 && tokens[at - 1].Word == TraceWord.Other;

        static string Result(string formula) => formula[(formula.LastIndexOf('=') + 1)..];
    }

    // "Edit 40713 reverse drop.": the words behind the digits.
    static int Edits(string question) =>
        Math.Max(question.Split(' ', StringSplitOptions.RemoveEmptyEntries).SkipWhile(part => !part.Any(char.IsAsciiDigit)).Count() - 1, 1);

    [GeneratedRegex(@"[-+*][0-9]+")]
    private static partial Regex Link();
}
