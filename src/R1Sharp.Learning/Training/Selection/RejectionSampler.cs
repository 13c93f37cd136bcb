// Rejection sampling: many completions of each problem, of which the good ones become examples (DeepSeek-R1, section on
// rejection sampling and supervised fine-tuning; the method of arXiv 2308.01825).

using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Selection;

/// <summary>A completion that is kept.</summary>
/// <param name="Rollout">The completion as it was sampled.</param>
/// <param name="Text">What is to be learned: its text, rewritten where that is asked for.</param>
sealed record CollectedCompletion(Rollout Rollout, string Text);

/// <summary>A completion that passed the filters and may be put into another form.</summary>
/// <param name="Problem">Its problem.</param>
/// <param name="Text">Its text.</param>
sealed record CompletionDraft(Problem Problem, string Text);

/// <summary>What became of some problems' completions.</summary>
/// <param name="Kept">Those that are kept.</param>
/// <param name="Rollouts">All.</param>
/// <param name="Dropped">How many each filter dropped, in the filters' order; none is left out.</param>
sealed record RejectionStep(IReadOnlyList<CollectedCompletion> Kept, IReadOnlyList<Rollout> Rollouts, IReadOnlyDictionary<string, int> Dropped);

/// <summary>Samples and filters. A step is a pure function of its index, so nothing has to be saved to resume.</summary>
sealed class RejectionSampler
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

    /// <summary>
    /// Puts completions that passed the filters into another form, or gives null where one cannot be, whose place the next of its problem takes; null keeps
    /// all as they are.
    /// </summary>
    public Func<IReadOnlyList<CompletionDraft>, IReadOnlyList<string?>>? Rewrite { get; init; }

    /// <summary>Number of steps: all problems, some at a time.</summary>
    public int StepCount => _sampler.StepCount;

    /// <summary>Samples and filters the completions of some problems.</summary>
    /// <param name="stepIndex">0-based.</param>
    public RejectionStep Step(int stepIndex) => Filter(_sampler.Sample(stepIndex));

    // Rounds, so that whoever rewrites is asked of many completions at once: each takes of every problem as many as are still wanted.
    RejectionStep Filter(Rollout[][] groups)
    {
        var dropped = RejectionFilter.Names.ToDictionary(name => name, _ => 0);
        List<KeptOfProblem> open = [.. groups.Select(group => new KeptOfProblem(group, _options, dropped))], all = [.. open];
        while (open.Count > 0)
        {
            Rollout[][] candidates = [.. open.Select(problem => problem.Candidates())];
            var texts = new Queue<string?>(Rewritten([.. candidates.SelectMany(c => c)]));
            for (int i = 0; i < open.Count; i++)
                foreach (var rollout in candidates[i])
                    open[i].Take(rollout, texts.Dequeue());
            open.RemoveAll(problem => problem.IsDone);
        }
        return new RejectionStep([.. all.SelectMany(problem => problem.Kept)], [.. groups.SelectMany(g => g)], dropped);
    }

    IReadOnlyList<string?> Rewritten(Rollout[] rollouts) => rollouts.Length == 0 ? []
        : Rewrite?.Invoke([.. rollouts.Select(r => new CompletionDraft(r.Problem, r.Text))]) ?? [.. rollouts.Select(r => r.Text)];

    /// <summary>The completions of one problem while they are filtered, in the order in which they were sampled.</summary>
    sealed class KeptOfProblem(Rollout[] group, RejectionOptions options, Dictionary<string, int> dropped)
    {
        readonly HashSet<string> _paths = [];
        int _next;

        public List<CollectedCompletion> Kept { get; } = [];

        public bool IsDone => _next == group.Length;

        // As many as are still wanted; behind the last of them, what is good is counted as surplus once all wanted ones are kept.
        public Rollout[] Candidates()
        {
            var candidates = new List<Rollout>();
            for (; _next < group.Length && (candidates.Count == 0 || Kept.Count + candidates.Count < options.MostPerProblem); _next++)
                if (Reason(group[_next]) is { } reason)
                    dropped[reason]++;
                else
                    candidates.Add(group[_next]);
            return [.. candidates];
        }

        public void Take(Rollout rollout, string? text)
        {
            if (text is null)
                dropped[RejectionFilter.Rewrite]++;
            else
                Kept.Add(new CollectedCompletion(rollout, text));
        }

        string? Reason(Rollout rollout) => RejectionFilter.Reason(rollout, options) is { } reason ? reason
            : Kept.Count >= options.MostPerProblem ? RejectionFilter.Surplus
            : options.Distinct == true && !_paths.Add(RejectionFilter.Path(rollout.Text)) ? RejectionFilter.Alike : null;
    }
}
