// A train of thought taken apart: thoughts between switches, solutions that each end with an answer, and checks.

using R1Sharp.Learning.Rewards.Accuracy;

namespace R1Sharp.Learning.Rewards.Thinking;

/// <summary>A thought: what stands between two switches to another line of thinking.</summary>
/// <param name="Start">Its first character in the completion.</param>
/// <param name="End">Behind its last character.</param>
/// <param name="Answers">The answers that it arrives at, accepted by the model or not.</param>
sealed record Thought(int Start, int End, IReadOnlyList<string> Answers);

/// <summary>A solution: work that ends with an answer which the model accepts.</summary>
/// <param name="Start">Its first character in the completion: where the solution before it ends.</param>
/// <param name="End">Behind the answer.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Steps">What was done on the way, each step in a normal form; solutions that share them follow one strategy.</param>
sealed record Solution(int Start, int End, string Answer, IReadOnlySet<string> Steps);

/// <summary>A completion taken apart.</summary>
/// <param name="Thoughts">The thoughts, in order.</param>
/// <param name="Solutions">The solutions, in order; the answer behind the thoughts is one only where no thought arrived at it.</param>
/// <param name="CheckCount">How often the model turned back to check its work.</param>
sealed record ThinkingSegments(IReadOnlyList<Thought> Thoughts, IReadOnlyList<Solution> Solutions, int CheckCount)
{
    /// <summary>Checks of single steps that changed the step; another answer in a later solution is not among them.</summary>
    public int MendedCount { get; init; }

    /// <summary>Whether the answer behind the thoughts is another than the last solution of the thoughts.</summary>
    public bool AnswersOtherwise { get; init; }

    /// <summary>Switches to another thought.</summary>
    public int SwitchCount => Math.Max(Thoughts.Count - 1, 0);

    /// <summary>Takes a completion apart by rules: those of the miniature world for its families, else those for prose.</summary>
    /// <param name="problem">The problem; its gold answer is not looked at.</param>
    /// <param name="prompt">The prompt, template included; may be empty.</param>
    /// <param name="completion">The completion without the end-of-text token.</param>
    /// <param name="finalAnswer">The answer behind the thoughts; null where there is none.</param>
    public static ThinkingSegments Of(Problem problem, string prompt, string completion, string? finalAnswer)
    {
        var think = ThinkingText.Of(prompt, completion);
        var segments = problem.Family switch
        {
            "countdown" => CountdownSegments.Of(problem, think),
            "arithmetic" or "digits" => ChainSegments.Of(problem, think),
            "logic" => SuppositionSegments.Of(problem, think),
            _ => ProseSegments.Of(think, finalAnswer),
        };
        return segments.WithFinal(problem, completion, finalAnswer);
    }

    // The answer behind the thoughts is a solution of its own where it is another than the last of the thoughts.
    ThinkingSegments WithFinal(Problem problem, string completion, string? answer)
    {
        if (answer is null || (Solutions.Count > 0 && IsSame(problem, Solutions[^1].Answer, answer)))
            return this;
        var solution = new Solution(Solutions.Count > 0 ? Solutions[^1].End : 0, completion.Length, answer, new HashSet<string>());
        return this with { Solutions = [.. Solutions, solution], AnswersOtherwise = Solutions.Count > 0 };
    }

    /// <summary>Whether two answers mean the same.</summary>
    internal static bool IsSame(Problem problem, string answer, string other)
    {
        if (answer == other)
            return true;
        var checker = AccuracyReward.Checker(problem.Family);
        string? first = checker.Judge(problem, answer).Canonical, second = checker.Judge(problem, other).Canonical;
        long work = 0;
        return first is not null && second is not null && (first == second || checker.IsSameAnswer(problem, first, second, ref work));
    }
}

/// <summary>The thinking of a completion.</summary>
/// <param name="Text">Its text; the whole completion where there are no think tags.</param>
/// <param name="Offset">Its first character in the completion.</param>
/// <param name="IsClosed">Whether the thinking ended.</param>
readonly record struct ThinkingText(string Text, int Offset, bool IsClosed)
{
    /// <summary>Finds the thinking.</summary>
    public static ThinkingText Of(string prompt, string completion)
    {
        var parts = ThinkAnswerText.Split(prompt, completion);
        int open = completion.IndexOf(ThinkAnswerText.ThinkOpen, StringComparison.Ordinal);
        if (parts.Think is null)
            return new ThinkingText(BeforeAnswer(completion), 0, true);
        return new ThinkingText(parts.Think, open < 0 ? 0 : Math.Min(open + ThinkAnswerText.ThinkOpen.Length, completion.Length - parts.Think.Length),
            parts.Rest is not null);
    }

    static string BeforeAnswer(string completion) =>
        completion.IndexOf(ThinkAnswerText.AnswerOpen, StringComparison.Ordinal) is >= 0 and var at ? completion[..at] : completion;
}
