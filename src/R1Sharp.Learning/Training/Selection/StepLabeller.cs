// Labels for steps without people: a step is as good as what the model makes of it (Math-Shepherd, arXiv 2312.08935, section 3.3).
//
// With N continuations behind step s, of which c come to the right answer:
//   hard estimation (equation 3)   y_s = 1 where c > 0, else 0
//   soft estimation (equation 4)   y_s = c / N
// The last step is followed by nothing: its label is whether the completion is right. Where a token lies across the end of a step, the
// continuation begins behind that token.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Steps;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Selection;

/// <summary>A completion whose steps have labels.</summary>
/// <param name="Rollout">The completion.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Labels">One a step, between 0 and 1.</param>
/// <param name="Exact">What the exact checkers say of the steps; null where they cannot say.</param>
sealed record LabelledSteps(Rollout Rollout, IReadOnlyList<string> Steps, double[] Labels, double[]? Exact);

/// <summary>What labelling some problems' completions came to.</summary>
/// <param name="Labelled">The completions.</param>
/// <param name="Tokens">Tokens sampled, those of continuations among them.</param>
sealed record StepLabels(IReadOnlyList<LabelledSteps> Labelled, long Tokens);

/// <summary>Samples completions and labels their steps. A step is a pure function of its index, so nothing has to be saved to resume.</summary>
sealed class StepLabeller
{
    readonly ProblemSampler _sampler;
    readonly Continuer _continuer;
    readonly StepLabelOptions _options;
    readonly Func<RewardInput, double[]?> _exact;

    /// <param name="asker">Who is asked, and what says whether answers are right.</param>
    /// <param name="problems">What is asked.</param>
    /// <param name="options">The settings.</param>
    /// <param name="exact">The exact labels of a completion's results; null where there are none.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="UserErrorException">There is no problem, or exact labels are asked for where there are none.</exception>
    public StepLabeller(Asker asker, IReadOnlyList<Problem> problems, StepLabelOptions options, Func<RewardInput, double[]?> exact, ulong seed)
    {
        (_options, _exact) = (options.Checked(), exact);
        var scorer = new RolloutScorer(asker, stops: options.Stop);
        _sampler = new ProblemSampler(asker, problems, scorer, options, seed);
        _continuer = new Continuer(asker, scorer, SamplingOptions.Of(options), seed);
        Tokenizer = asker.Tokenizer;
    }

    Tokenization.Tokenizer Tokenizer { get; }

    /// <summary>Number of steps: all problems, some at a time.</summary>
    public int StepCount => _sampler.StepCount;

    /// <summary>Samples and labels the completions of some problems.</summary>
    /// <param name="stepIndex">0-based.</param>
    public StepLabels Step(int stepIndex)
    {
        Rollout[] rollouts = [.. _sampler.Sample(stepIndex).SelectMany(g => g).Where(r => r.Completion.Tokens.Length > 0)];
        var steps = rollouts.Select(r => StepText.Cut(r.Text, _options.Unit)).ToList();
        long tokens = rollouts.Sum(r => (long)r.Completion.Tokens.Length);
        double[]?[] exact = [.. rollouts.Select(r => _options.Unit == StepUnit.Results ? _exact(Input(r)) : null)];
        double[][] labels = _options.Estimate == StepEstimate.Exact ? [.. exact.Select((e, i) => e ?? throw NotExact(rollouts[i].Problem))]
            : Estimated(stepIndex, rollouts, steps, ref tokens);
        return new([.. rollouts.Select((r, i) => new LabelledSteps(r, steps[i], labels[i], exact[i]))], tokens);
    }

    /// <summary>The label of a step of which c of N continuations are right.</summary>
    public static double Label(StepEstimate estimate, int right, int count) => estimate == StepEstimate.Hard ? right > 0 ? 1 : 0 : (double)right / count;

    double[][] Estimated(int stepIndex, Rollout[] rollouts, List<IReadOnlyList<string>> steps, ref long tokens)
    {
        double[][] labels = [.. rollouts.Select((r, i) => new double[steps[i].Count])];
        var open = new List<(int Rollout, int Step, Beginning From)>();
        for (int i = 0; i < rollouts.Length; i++)
        {
            labels[i][^1] = rollouts[i].Accuracy >= 1 ? 1 : 0;
            int[] ends = StepEnds.Of(Tokenizer, rollouts[i].Completion.Tokens, steps[i]);
            for (int s = 0; s + 1 < ends.Length; s++)
                if (ends[s] + 1 < _options.MaxCompletionTokens)
                    open.Add((i, s, From(rollouts[i], ends[s] + 1)));
        }
        Beginning[] beginnings = [.. open.Select(o => o.From)];
        var completions = _continuer.Sample(beginnings, _options.Continuations, stepIndex);
        var scored = _continuer.Score(beginnings, completions);
        for (int b = 0; b < scored.Length; b++)
        {
            labels[open[b].Rollout][open[b].Step] = Label(_options.Estimate, scored[b].Count(r => r.Accuracy >= 1), scored[b].Length);
            tokens += completions[b].Sum(c => (long)c.Tokens.Length - beginnings[b].Tokens.Length);
        }
        return labels;
    }

    static Beginning From(Rollout rollout, int count) => new(
        new Prompt(rollout.Problem, rollout.Prompt, rollout.PromptTokens), rollout.Completion.Tokens[..count], rollout.Completion.LogProbs[..count]);

    static RewardInput Input(Rollout r) => new(r.Problem, r.Prompt, r.Text, r.Completion.TokenCount, r.Completion.Finish);

    static UserErrorException NotExact(Problem problem) =>
        new($"estimate is exact, but no rule judges the steps of problem {problem.Id} (family '{problem.Family}'): take hard or soft.");
}
