// What the updates of one step did, collected for the report.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>The updates of a policy in one step of GRPO or PPO.</summary>
sealed class PolicyTally
{
    readonly List<double> _gradientNorms = [];
    readonly List<Rollout> _learned = [];

    /// <summary>Learning rate of the next update; at the end that of the last one.</summary>
    public required double LearningRate { get; set; }

    /// <summary>Told each <see cref="ReinforcementPart"/> that has ended; null tells nobody.</summary>
    public Action<string>? PartEnded { get; init; }

    /// <summary>Norms of the gradients before clipping, one an update.</summary>
    public IReadOnlyList<double> GradientNorms => _gradientNorms;

    /// <summary>The completions that were learned from, in the order of the updates.</summary>
    public IReadOnlyList<Rollout> Learned => _learned;

    /// <summary>Sums over the tokens of all updates.</summary>
    public PolicyLossSums Sums { get; private set; }

    /// <summary>Largest difference between the trainer's and the sampler's log-probabilities in the first update, over completions of this step.</summary>
    public double? SamplerDifference { get; private set; }

    /// <summary>Whether the divergence from a reference was measured.</summary>
    public bool HasReference { get; private set; }

    /// <summary>How far the updates moved the log-probabilities of one completion.</summary>
    public double? PolicyMovement { get; private set; }

    /// <summary>Measures how far the updates moved the first of the step's own completions that they learned from.</summary>
    public void MeasureMovement(IPolicy policy, int stepIndex, double temperature)
    {
        if (_learned.Find(r => r.Step == stepIndex) is not { } fresh)
            return;
        float[] after = policy.LogProbs([fresh.Sequence], temperature)[0];
        PolicyMovement = after.Zip(fresh.OldLogProbs, (x, y) => (double)Math.Abs(x - y)).Max();
        PartEnded?.Invoke(ReinforcementPart.Movement);
    }

    static double OfSampler(Rollout rollout) =>
        rollout.TrainerLogProbs is { } trainer ? trainer.Zip(rollout.Completion.SampledLogProbs, (x, y) => (double)Math.Abs(x - y)).DefaultIfEmpty().Max() : 0;

    /// <summary>Adds one update.</summary>
    public void Add(int stepIndex, IReadOnlyList<Rollout> learned, IReadOnlyList<PolicyLossSums> sums, double gradientNorm, bool hasReference)
    {
        if (_gradientNorms.Count == 0)
            SamplerDifference = learned.Zip(sums).Where(x => x.First.Step == stepIndex)
                .Select(x => (double?)Math.Max(x.Second.MaxLogDifference, OfSampler(x.First))).Max();
        Sums += sums.Aggregate(new PolicyLossSums(), (a, b) => a + b);
        HasReference = hasReference;
        _gradientNorms.Add(gradientNorm);
        _learned.AddRange(learned);
    }
}
