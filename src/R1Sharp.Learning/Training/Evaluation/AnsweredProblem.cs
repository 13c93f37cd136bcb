// Completions that were sampled before and kept, to be graded again without the model.

using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Evaluation;

/// <summary>A completion with its text.</summary>
/// <param name="Completion">Tokens and end; log-probabilities are not needed.</param>
/// <param name="Text">Its text without the end-of-text token.</param>
sealed record KeptCompletion(Completion Completion, string Text)
{
    /// <summary>Tokens of its thoughts; null where that is not known.</summary>
    public int? ThinkingTokens { get; init; }

    /// <summary>The tokens that the model did not choose.</summary>
    public IReadOnlyList<ForcedRun> Forced { get; init; } = [];
}

/// <summary>A problem with completions that were sampled before.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Prompt">The prompt's text.</param>
/// <param name="Samples">At least one, in the order drawn.</param>
sealed record AnsweredProblem(Problem Problem, string Prompt, IReadOnlyList<KeptCompletion> Samples)
{
    /// <summary>Grades completions.</summary>
    /// <param name="problems">At least one.</param>
    /// <param name="rewards">As for <see cref="Evaluator"/>.</param>
    /// <param name="options">How they were sampled.</param>
    /// <param name="seed">With which seed they were sampled.</param>
    public static EvaluationResult Grade(IReadOnlyList<AnsweredProblem> problems, RewardSum rewards, EvaluationOptions options, ulong seed)
    {
        var scorer = new CompletionScorer(rewards, isForVotes: true);
        var scoring = new GroupScoring((p, completions) => scorer.ScoreGroup(
            new Prompt(problems[p].Problem, problems[p].Prompt, []), completions, [.. problems[p].Samples.Select(s => s.Text)], p), problems.Count);
        var groups = scoring.Finish(() => [.. problems.Select(p => p.Samples.Select(s => s.Completion).ToArray())]);
        return EvaluationResult.Of(
            [.. groups.Select((samples, p) => new ProblemEvaluation(samples[0].Problem, [.. samples.Zip(problems[p].Samples, Known)]))], options, seed);
    }

    // What only the tokenizer can tell was written down when the completion was kept.
    static Rollout Known(Rollout graded, KeptCompletion kept)
    {
        (graded.ThinkingTokens, graded.Forced) = (kept.ThinkingTokens, kept.Forced);
        return graded;
    }
}
