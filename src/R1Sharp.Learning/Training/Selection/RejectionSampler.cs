// Rejection sampling: many completions of each problem, of which the good ones become examples (DeepSeek-R1, section on
// rejection sampling and supervised fine-tuning; the method of arXiv 2308.01825).

using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Selection;

/// <summary>A completion that is kept.</summary>
/// <param name="Rollout">The completion as it was sampled.</param>
/// <param name="Text">What is to be learned: its text, rewritten where that is asked for.</param>
public sealed record CollectedCompletion(Rollout Rollout, string Text);

/// <summary>What became of some problems' completions.</summary>
/// <param name="Kept">Those that are kept.</param>
/// <param name="Rollouts">All.</param>
/// <param name="Dropped">How many each filter dropped, in the filters' order; none is left out.</param>
public sealed record RejectionStep(IReadOnlyList<CollectedCompletion> Kept, IReadOnlyList<Rollout> Rollouts, IReadOnlyDictionary<string, int> Dropped);

/// <summary>Samples and filters. A step is a pure function of its index, so nothing has to be saved to resume.</summary>
public sealed class RejectionSampler
{
    readonly ProblemSampler _sampler;
    readonly RejectionOptions _options;

    /// <param name="asker">Who is asked, and what judges the answers.</param>
    /// <param name="problems">What is asked.</param>
    /// <param name="options">The settings.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="UserErrorException">There is no problem.</exception>
    public RejectionSampler(Asker asker, IReadOnlyList<Problem> problems, RejectionOptions options, ulong seed)
    {
        _options = options;
        var scorer = new RolloutScorer(asker, options.Thinking, stops: options.Stop);
        _sampler = new ProblemSampler(asker, problems, scorer, options, seed, scorer.Steering(options.SwitchPenalty));
    }

    /// <summary>Puts a completion that passed the filters into another form, or gives null where it cannot; null keeps all as they are.</summary>
    public Func<Problem, string, string?>? Rewrite { get; init; }

    /// <summary>Number of steps: all problems, some at a time.</summary>
    public int StepCount => _sampler.StepCount;

    /// <summary>Samples and filters the completions of some problems.</summary>
    /// <param name="stepIndex">0-based.</param>
    public RejectionStep Step(int stepIndex) => Filter(_sampler.Sample(stepIndex));

    RejectionStep Filter(Rollout[][] groups)
    {
        var dropped = RejectionFilter.Names.ToDictionary(name => name, _ => 0);
        var kept = new List<CollectedCompletion>();
        foreach (var group in groups)
        {
            int before = kept.Count;
            var paths = new HashSet<string>();
            foreach (var rollout in group)
                if (Reason(rollout, kept.Count - before, paths, out string? text) is { } reason)
                    dropped[reason]++;
                else
                    kept.Add(new CollectedCompletion(rollout, text!));
        }
        return new RejectionStep(kept, [.. groups.SelectMany(g => g)], dropped);
    }

    // Why a completion is dropped, when so many of its problem, with these calculations, are kept already; null, and its text, where it is kept.
    string? Reason(Rollout rollout, int kept, HashSet<string> paths, out string? text)
    {
        text = rollout.Text;
        if (RejectionFilter.Reason(rollout, _options) is { } reason)
            return reason;
        if (kept == _options.MostPerProblem)
            return RejectionFilter.Surplus;
        if (_options.Distinct == true && !paths.Add(RejectionFilter.Path(text)))
            return RejectionFilter.Alike;
        text = Rewrite is null ? text : Rewrite(rollout.Problem, text);
        return text is null ? RejectionFilter.Rewrite : null;
    }
}
