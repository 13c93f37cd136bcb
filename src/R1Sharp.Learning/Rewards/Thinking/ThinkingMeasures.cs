// The measures of thinking over many completions. Every number is a mean over completions to which it applies; null where it
// applies to none.

namespace R1Sharp.Learning.Rewards.Thinking;

/// <summary>The measures over completions; "right" and "wrong" are those that could be graded.</summary>
sealed record ThinkingMeasures
{
    /// <summary>Completions.</summary>
    public required int CompletionCount { get; init; }

    /// <summary>Share of right completions among those graded.</summary>
    public required double? RightShare { get; init; }

    /// <summary>Mean tokens.</summary>
    public required double? Tokens { get; init; }

    /// <summary>Mean tokens of right completions.</summary>
    public required double? RightTokens { get; init; }

    /// <summary>Mean tokens of wrong completions.</summary>
    public required double? WrongTokens { get; init; }

    /// <summary>Mean tokens of wrong completions over those of right ones (arXiv 2501.18585: 3.25 on hard problems).</summary>
    public required double? WrongToRightTokens { get; init; }

    /// <summary>The same within problems that have both, then the mean over problems: the problems' difficulty does not count.</summary>
    public required double? WrongToRightTokensWithin { get; init; }

    /// <summary>Mean switches of thought.</summary>
    public required double? Switches { get; init; }

    /// <summary>Mean switches of wrong completions over those of right ones (arXiv 2501.18585: 5.18 on hard problems).</summary>
    public required double? WrongToRightSwitches { get; init; }

    /// <summary>The same within problems that have both: switches of the wrong over switches of the right, each summed over problems' means.</summary>
    public required double? WrongToRightSwitchesWithin { get; init; }

    /// <summary>Mean number of solutions.</summary>
    public required double? Solutions { get; init; }

    /// <summary>Share of completions without any solution.</summary>
    public required double? UnsolvedShare { get; init; }

    /// <summary>ξ_O of <see cref="CompletionMeasures.OutcomeEfficiency"/>.</summary>
    public required double? OutcomeEfficiency { get; init; }

    /// <summary>ξ_P of <see cref="CompletionMeasures.ProcessEfficiency"/>, over completions with a solution.</summary>
    public required double? ProcessEfficiency { get; init; }

    /// <summary>ξ_UT of <see cref="CompletionMeasures.Underthinking"/>, over wrong completions.</summary>
    public required double? Underthinking { get; init; }

    /// <summary>Share of wrong completions in which a thought arrives at a right answer.</summary>
    public required double? WrongWithRightThought { get; init; }

    /// <summary>Share, among completions with a right solution, of those whose first solution is right (arXiv 2412.21187: more than 0.92).</summary>
    public required double? FirstSolutionRight { get; init; }

    /// <summary>Mean tokens up to the first right answer, over completions that have one.</summary>
    public required double? FirstRightToken { get; init; }

    /// <summary>Its mean share of the completion's tokens.</summary>
    public required double? FirstRightShare { get; init; }

    /// <summary>Mean number of self-check words.</summary>
    public required double? ReflectionWordCount { get; init; }

    /// <summary>Mean number of checks.</summary>
    public required double? Checks { get; init; }

    /// <summary>Share of completions that corrected something (<see cref="CompletionMeasures.CorrectionCount"/>).</summary>
    public required double? CorrectedShare { get; init; }

    /// <summary>Share of right completions among those that corrected something: right answers after a check.</summary>
    public required double? RightAfterCorrection { get; init; }

    /// <summary>Share of completions that answer otherwise than their last solution says.</summary>
    public required double? AnswersOtherwise { get; init; }

    /// <summary>Share of completions whose first solution is wrong and whose answer is right.</summary>
    public required double? FixedShare { get; init; }

    /// <summary>Share of completions whose first solution is right and whose answer is wrong.</summary>
    public required double? BrokenShare { get; init; }

    /// <summary>Mean share of repeated 8-grams.</summary>
    public required double? Repetition { get; init; }

    /// <summary>Measures completions.</summary>
    /// <param name="completions">Any number.</param>
    /// <param name="judge">Says which solutions follow the same strategy; null lets the rules say so.</param>
    public static ThinkingMeasures Of(IEnumerable<MeasuredCompletion> completions, IStrategyJudge? judge = null) =>
        Of([.. completions.Select(c => CompletionMeasurement.Measure(c, judge))]);

    /// <summary>The measures over completions that are measured one by one.</summary>
    public static ThinkingMeasures Of(IReadOnlyCollection<CompletionMeasures> all)
    {
        CompletionMeasures[] right = [.. all.Where(c => c.IsRight == true)], wrong = [.. all.Where(c => c.IsRight == false)], graded = [.. right, .. wrong];
        CompletionMeasures[] arrived = [.. graded.Where(c => c.FirstRight is not null)],
        judged = [.. graded.Where(c => c.Solutions.Count > 0 && c.Solutions[0].IsRight is not null)];
        var pairs = WithBoth(graded);
        return new()
        {
            CompletionCount = all.Count,
            RightShare = Share(graded, c => c.IsRight == true),
            Tokens = Mean(all, c => c.TokenCount),
            RightTokens = Mean(right, c => c.TokenCount),
            WrongTokens = Mean(wrong, c => c.TokenCount),
            WrongToRightTokens = Ratio(Mean(wrong, c => c.TokenCount), Mean(right, c => c.TokenCount)),
            WrongToRightTokensWithin = pairs.Count == 0 ? null : pairs.Average(p => Ratio(Mean(p.Wrong, c => c.TokenCount), Mean(p.Right, c => c.TokenCount))),
            Switches = Mean(all, c => c.SwitchCount),
            WrongToRightSwitches = Ratio(Mean(wrong, c => c.SwitchCount), Mean(right, c => c.SwitchCount)),
            WrongToRightSwitchesWithin = pairs.Count == 0 ? null
                : Ratio(pairs.Sum(p => Mean(p.Wrong, c => c.SwitchCount)), pairs.Sum(p => Mean(p.Right, c => c.SwitchCount))),
            Solutions = Mean(all, c => c.Solutions.Count),
            UnsolvedShare = Share(all, c => c.Solutions.Count == 0),
            OutcomeEfficiency = Mean(all, c => c.OutcomeEfficiency),
            ProcessEfficiency = Mean(all, c => c.ProcessEfficiency),
            Underthinking = Mean(wrong, c => c.Underthinking),
            WrongWithRightThought = Share(wrong, c => c.FirstRightThoughtToken is not null),
            FirstSolutionRight = Share(arrived, c => c.Solutions[0].IsRight == true),
            FirstRightToken = Mean(arrived, c => c.FirstRight!.EndToken),
            FirstRightShare = Mean(arrived, c => (double)c.FirstRight!.EndToken / Math.Max(c.TokenCount, 1)),
            ReflectionWordCount = Mean(all, c => c.ReflectionWordCount),
            Checks = Mean(all, c => c.CheckCount),
            CorrectedShare = Share(all, c => c.CorrectionCount > 0),
            RightAfterCorrection = Share([.. graded.Where(c => c.CorrectionCount > 0)], c => c.IsRight == true),
            AnswersOtherwise = Share(all, c => c.AnswersOtherwise),
            FixedShare = Share(judged, c => c.Solutions[0].IsRight == false && c.IsRight == true),
            BrokenShare = Share(judged, c => c.Solutions[0].IsRight == true && c.IsRight == false),
            Repetition = Mean(all, c => c.Repetition),
        };
    }

    static List<(CompletionMeasures[] Right, CompletionMeasures[] Wrong)> WithBoth(IEnumerable<CompletionMeasures> graded) =>
        [.. graded.GroupBy(c => (c.Completion.Problem.Id, c.Completion.Problem.Question))
            .Select(g => (Right: g.Where(c => c.IsRight == true).ToArray(), Wrong: g.Where(c => c.IsRight == false).ToArray()))
            .Where(p => p.Right.Length > 0 && p.Wrong.Length > 0)];

    static double? Mean(IEnumerable<CompletionMeasures> of, Func<CompletionMeasures, double?> number) => of.Average(number);

    static double? Share(IReadOnlyCollection<CompletionMeasures> of, Func<CompletionMeasures, bool> holds) => of.Count == 0 ? null
        : (double)of.Count(holds) / of.Count;

    static double? Ratio(double? above, double? below) => below > 0 ? above / below : null;
}
