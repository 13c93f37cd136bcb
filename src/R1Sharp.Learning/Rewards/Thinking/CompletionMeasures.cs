// The measures of one completion: how soon it was right, how much of it was new, how often it turned.
//
// Overthinking (arXiv 2412.21187), of one response with M solutions of T¹ … Tᴹ tokens, T = T¹ + … + Tᴹ:
//   outcome efficiency  ξ_O = σ T̂ / T    T̂ = tokens up to the first right solution, σ = 1 if there is one, else 0
//   process efficiency  ξ_P = D / T      D = Σ τᵐ Tᵐ, τᵐ = 1 if solution m follows a strategy that no earlier one follows, else 0
// Underthinking (arXiv 2501.18585), of one wrong response:
//   ξ_UT = 1 − T̂ / T                     T̂ = tokens up to the end of the first right thought; T̂ = T where there is none
//
// Departures: (1) rules cut thoughts and solutions, and checkers judge them, where the papers asked language models; a thought is
// right where it arrives at a right answer, not where it would if it went on. (2) What follows the last solution counts to it, so
// that a response of one right solution has ξ_O = ξ_P = 1.


using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Style;

namespace R1Sharp.Learning.Rewards.Thinking;

/// <summary>The measures of one completion.</summary>
sealed record CompletionMeasures
{
    /// <summary>The completion.</summary>
    public required MeasuredCompletion Completion { get; init; }

    /// <summary>Whether its answer is right; null where it cannot be graded.</summary>
    public required bool? IsRight { get; init; }

    /// <summary>Its solutions, in order.</summary>
    public required IReadOnlyList<MeasuredSolution> Solutions { get; init; }

    /// <summary>Its thoughts.</summary>
    public required int ThoughtCount { get; init; }

    /// <summary>Switches from one thought to the next.</summary>
    public required int SwitchCount { get; init; }

    /// <summary>Times that it turned back to check its work.</summary>
    public required int CheckCount { get; init; }

    /// <summary>Steps that a check changed, and solutions in the thoughts with another answer than the one before.</summary>
    public required int CorrectionCount { get; init; }

    /// <summary>Whether it answers otherwise than its last solution says.</summary>
    public required bool AnswersOtherwise { get; init; }

    /// <summary>Words of <see cref="ReflectionWords"/>.</summary>
    public required int ReflectionWordCount { get; init; }

    /// <summary>Share of its n-grams of 8 words, numbers or Chinese characters that occurred before.</summary>
    public required double Repetition { get; init; }

    /// <summary>Tokens up to the end of the first thought that arrives at a right answer; null where none does or nothing can be graded.</summary>
    public required int? FirstRightThoughtToken { get; init; }

    /// <summary>Tokens, the end-of-text token included where it was counted.</summary>
    public int TokenCount => Completion.Ruler.Total;

    /// <summary>The first solution that is right; null where none is.</summary>
    public MeasuredSolution? FirstRight => Solutions.FirstOrDefault(s => s.IsRight == true);

    /// <summary>ξ_O; null where it cannot be graded.</summary>
    public double? OutcomeEfficiency => IsRight is null || Solutions.Any(s => s.IsRight is null) ? null : FirstRight is null ? 0
        : Ratio(Solutions.TakeWhile(s => s != FirstRight).Sum(s => s.TokenCount) + FirstRight.TokenCount);

    /// <summary>ξ_P; null where no solution was found.</summary>
    public double? ProcessEfficiency => Solutions.Count == 0 ? null : Ratio(Solutions.Where(s => s.IsNew).Sum(s => s.TokenCount));

    /// <summary>ξ_UT; null where the completion is right or cannot be graded.</summary>
    public double? Underthinking => IsRight != false ? null : FirstRightThoughtToken is { } token ? 1 - Ratio(token) : 0;

    double Ratio(int tokens) => TokenCount == 0 ? 0 : (double)tokens / TokenCount;
}

/// <summary>Measures completions.</summary>
static class CompletionMeasurement
{
    const int RepetitionNgram = 8;

    static readonly AccuracyReward s_accuracy = new();

    /// <summary>Measures a completion.</summary>
    /// <param name="completion">The completion.</param>
    /// <param name="judge">Says which solutions follow the same strategy; null lets the rules say so.</param>
    public static CompletionMeasures Measure(MeasuredCompletion completion, IStrategyJudge? judge = null)
    {
        var (problem, text, ruler) = (completion.Problem, completion.Text, completion.Ruler);
        var score = s_accuracy.Score(new RewardInput(problem, completion.Prompt, text, ruler.Total, completion.Finish));
        var segments = ThinkingSegments.Of(problem, completion.Prompt, text, score.Answer);
        var checker = score.Value is null ? null : Gradable(problem);
        return new()
        {
            Completion = completion,
            IsRight = completion.IsRight ?? (score.Value is { } value ? value >= 1 : null),
            Solutions = Measured(completion, segments.Solutions, checker, judge),
            ThoughtCount = segments.Thoughts.Count,
            SwitchCount = segments.SwitchCount,
            CheckCount = segments.CheckCount,
            CorrectionCount = segments.MendedCount + Changes(problem, segments),
            AnswersOtherwise = segments.AnswersOtherwise,
            ReflectionWordCount = ReflectionWords.Count(text),
            Repetition = Readability.Repetition(text, RepetitionNgram),
            FirstRightThoughtToken = checker is null ? null : segments.Thoughts
                .Where(t => t.Answers.Any(a => checker.Judge(problem, a).Correct)).Select(t => (int?)ruler.Before(t.End)).FirstOrDefault(),
        };
    }

    static int Changes(Problem problem, ThinkingSegments segments)
    {
        var inThoughts = segments.AnswersOtherwise ? segments.Solutions.SkipLast(1) : segments.Solutions;
        return inThoughts.Zip(inThoughts.Skip(1)).Count(pair => !ThinkingSegments.IsSame(problem, pair.First.Answer, pair.Second.Answer));
    }

    // Programs and answers under a rubric are judged whole, not by an answer.
    static IAnswerChecker? Gradable(Problem problem) =>
        problem.Family == Code.CodeReward.Family || problem.Columns.ContainsKey(Rubrics.Rubric.Column) ? null : AccuracyReward.Checker(problem.Family);

    static IReadOnlyList<MeasuredSolution> Measured(MeasuredCompletion completion, IReadOnlyList<Solution> solutions, IAnswerChecker? checker,
        IStrategyJudge? judge)
    {
        bool[] isNew = StrategyGroups.AreNew(completion.Problem, [.. solutions.Select(s => (completion.Text[s.Start..s.End], s.Steps))], judge);
        var measured = new List<MeasuredSolution>();
        int before = 0;
        foreach (var (solution, i) in solutions.Select((s, i) => (s, i)))
        {
            int end = completion.Ruler.Before(solution.End);
            int upTo = i == solutions.Count - 1 ? completion.Ruler.Total : end;
            measured.Add(new MeasuredSolution(solution.Answer, checker?.Judge(completion.Problem, solution.Answer).Correct, Math.Max(upTo - before, 0), end,
                isNew[i]));
            before = end;
        }
        return measured;
    }
}
