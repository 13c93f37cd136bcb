using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Learning.Training.Watchdogs;
using Xunit;

namespace R1Sharp.Tests.Training.Reinforcement;

/// <summary>Rollouts that another samples: what is learned where it is exact, and what is done where it is not.</summary>
public sealed class OutsideRolloutTests
{
    static readonly Learning.Tokenization.Tokenizer s_tokenizer = TestTokenizer.Bytes();

    static readonly WatchdogOptions s_none = new()
    {
        AllRewardsEqualSteps = null,
        AllTruncatedSteps = null,
        NoRightAnswerSteps = null,
        RareRightAnswerSteps = null,
        ZeroGradientUpdates = null,
    };

    /// <summary>Samples with copies of the policy as it was; adds an error to what it says.</summary>
    sealed class Copies(TablePolicy policy, Func<int, float> error) : IOutsideSampler
    {
        readonly Dictionary<int, TablePolicy> _versions = [];

        public List<(int Version, int Step)> Asked { get; } = [];

        public int Most { get; private set; }

        public void Publish(int version)
        {
            var copy = LetterGame.Policy(s_tokenizer);
            for (int last = 0; last < s_tokenizer.VocabularySize; last++)
                for (int next = 0; next < s_tokenizer.VocabularySize; next++)
                    copy.Logit(last, next) = policy.Logit(last, next);
            lock (_versions)
                _versions[version] = copy;
            Most = Math.Max(Most, _versions.Count);
        }

        public void Forget(int before)
        {
            lock (_versions)
                foreach (int version in _versions.Keys.Where(v => v < before).ToArray())
                    _versions.Remove(version);
        }

        public Completion[][] Generate(int version, IReadOnlyList<GenerationRequest> requests, CancellationToken cancellation)
        {
            TablePolicy copy;
            lock (_versions)
                copy = _versions[version];
            lock (Asked)
                Asked.Add((version, (int)requests[0].Step));
            return [.. copy.Generate(requests, null, cancellation).Select(g => g.Select((c, s) => c with { WeightsStep = version, LogProbs = [.. c.LogProbs.Select(p => p + error(s))] }).ToArray())];
        }

        public void Dispose() { }
    }

    static (ulong Weights, List<ReinforcementReport> Reports, Copies? Outside, List<Rollout> Rollouts) Train(
        Func<int, float>? error = null, int staleness = 0, bool outside = true, SamplerCorrection? correction = null, bool ppo = false)
    {
        var policy = LetterGame.Policy(s_tokenizer);
        var copies = outside ? new Copies(policy, error ?? (_ => 0)) : null;
        var asker = new Asker(policy, s_tokenizer, question => question, LetterGame.Reward())
        {
            Outside = copies is null ? null : new(copies, correction ?? new()) { MaxStaleness = staleness },
        };
        var reports = new List<ReinforcementReport>();
        var rollouts = new List<Rollout>();
        if (ppo)
        {
            using var trainer = new PpoTrainer(asker, new TableValues(s_tokenizer.VocabularySize), LetterGame.Problems("abcd"),
                new() { Steps = 4, PromptsPerStep = 4, GroupSize = 8, MaxCompletionTokens = 4, LearningRate = new() { Peak = 0.1 }, Watchdogs = s_none }, 1);
            for (int step = 0; step < 4; step++)
                reports.Add(trainer.Step(step, TestContext.Current.CancellationToken).Report);
            return (policy.Hash(), reports, copies, rollouts);
        }
        using var grpo = new GrpoTrainer(asker, LetterGame.Problems("abcd"), new()
        {
            Steps = 4,
            PromptsPerStep = 4,
            GroupSize = 8,
            MaxCompletionTokens = 4,
            KlWeight = 0.1,
            LearningRate = new() { Peak = 0.1 },
            Watchdogs = s_none,
        }, 1);
        for (int step = 0; step < 4; step++)
        {
            var done = grpo.Step(step, TestContext.Current.CancellationToken);
            reports.Add(done.Report);
            rollouts.AddRange(done.Rollouts);
        }
        return (policy.Hash(), reports, copies, rollouts);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void An_exact_sampler_outside_teaches_the_same_bits(bool ppo)
    {
        var inside = Train(outside: false, ppo: ppo);
        var outside = Train(ppo: ppo);
        Assert.Equal(inside.Weights, outside.Weights);
        Assert.All(outside.Reports, r => Assert.Equal((0.0, 0.0, 0.0, 0.0, 0.0, 0.0), (r.SamplerDifference, r.SamplerMeanDifference, r.SamplerKl, r.TruncatedWeightShare, r.MaskedShare, r.Staleness)));
        Assert.All(inside.Reports, r => Assert.Null(r.SamplerKl));
        Assert.Equal([(0, 0), (1, 1), (2, 2), (3, 3)], outside.Outside!.Asked);
        Assert.NotEqual(inside.Weights, Train(_ => 0.1f, ppo: ppo).Weights);
    }

    [Fact]
    public void Differences_are_measured_truncated_and_masked()
    {
        // Sample 0 of each group is thought far less probable by the server than by the trainer, sample 1 somewhat more, sample 2 far more.
        var run = Train(s => s switch { 0 => -1f, 1 => 0.2f, 2 => 2f, _ => 0 }, correction: new() { RatioCap = 1.5, MaskBelow = 0.3, MaskAbove = 10 });
        foreach (var rollout in run.Rollouts)
        {
            double expected = rollout.SampleIndex switch { 0 => 1.5, 1 => Math.Exp(-0.2), 2 => Math.Exp(-2), _ => 1 };
            Assert.Equal(rollout.SampleIndex == 2, rollout.IsMasked);
            if (rollout.SampleIndex > 2)
                Assert.Null(rollout.ImportanceWeights);
            else
                Assert.All(rollout.ImportanceWeights!, w => Assert.Equal(expected, w, 5));
        }
        var report = run.Reports[0];
        Assert.Equal(1 / 8.0, report.MaskedShare);
        Assert.Equal(2, report.SamplerMeanDifference!.Value * 8 / 1.6, 1);
        Assert.InRange(report.TruncatedWeightShare!.Value, 0.05, 0.25);
        Assert.True(report.SamplerKl > 0.1);
    }

    [Fact]
    public void The_weight_multiplies_the_surrogate_and_nothing_else()
    {
        float[] logProbs = [-1, -2], old = [-1.1f, -1.8f], references = [-0.9f, -2.2f], entropies = [1, 2];
        var options = new GrpoOptions { KlWeight = 0.5, EntropyWeight = 0.3 };
        double[] Gradient(float[] weights, double advantage)
        {
            float[] d = new float[2], e = new float[2];
            GrpoLoss.Compute(new() { LogProbs = logProbs, OldLogProbs = old, ReferenceLogProbs = references, Entropies = entropies, Advantage = advantage, TokenWeight = 0.5, ImportanceWeights = weights }, options, d, e);
            Assert.Equal([-0.15f, -0.15f], e);
            return [.. d.Select(x => (double)x)];
        }
        double[] none = Gradient([], 0), plain = Gradient([], 2), weighted = Gradient([0.5f, 1], 2);
        Assert.Equal(none[0] + 0.5 * (plain[0] - none[0]), weighted[0], 6);
        Assert.Equal(plain[1], weighted[1]);
    }

    [Fact]
    public void Steps_are_sampled_ahead_by_weights_that_are_so_many_steps_behind()
    {
        var run = Train(staleness: 2);
        Assert.Equal([(0, 0), (0, 1), (0, 2), (1, 3)], run.Outside!.Asked.OrderBy(a => a.Step));
        Assert.Equal([0.0, 1, 2, 2], run.Reports.Select(r => r.Staleness));
        Assert.InRange(run.Outside.Most, 2, 4);
        Assert.True(run.Reports[2].SamplerKl > 0);
        Assert.Equal(run.Weights, Train(staleness: 2).Weights);
        Assert.NotEqual(run.Weights, Train().Weights);
    }
}
