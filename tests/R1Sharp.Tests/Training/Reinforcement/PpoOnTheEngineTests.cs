using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Training.Reinforcement;

/// <summary>PPO on real networks of a few thousand weights: threads and resumption change no bit.</summary>
public sealed class PpoOnTheEngineTests
{
    static readonly Tokenizer s_tokenizer = SmallNetwork.Tokenizer;

    static readonly ModelOptions s_shape = SmallNetwork.Shape;

    static readonly PpoOptions s_options = new()
    {
        Steps = 40,
        PromptsPerStep = 16,
        GroupSize = 8,
        MaxCompletionTokens = 3,
        NumIterations = 2,
        KlWeight = 0.01,
        RefSyncSteps = 3,
        LearningRate = new() { Peak = 3e-3 },
        ValueLearningRate = new() { Peak = 3e-3 },
        Watchdogs = new() { AllRewardsEqualSteps = null, AllTruncatedSteps = null, NoRightAnswerSteps = null, RareRightAnswerSteps = null },
    };

    // Pays for even bytes: a network of random weights finds out within some steps.
    sealed class EvenShare : IReward
    {
        public string Name => "even";

        public RewardScore Score(RewardInput input) => new(input.TokenIds!.Average(t => t % 2 == 0 ? 1.0 : 0), "");
    }

    sealed class Run(CpuEngine pool) : IDisposable
    {
        readonly CpuPolicy _policy = pool.Create(s_shape, 1);

        public CpuScalarModel Values { get; private set; } = null!;

        public PpoTrainer Trainer { get; private set; } = null!;

        public Run Begin()
        {
            Values = pool.ScalarOver(_policy);
            Trainer = new PpoTrainer(new Asker(_policy, s_tokenizer, question => question, new RewardSum([new(new EvenShare(), 1)])), Values, LetterGame.Problems("abcd"), s_options, 1);
            return this;
        }

        public float[] Bits() => [.. Of(_policy.Weights), .. Of(Values.Weights)];

        static float[] Of(Weights weights) => weights.Values.Span(0, (int)weights.Values.Length).ToArray();

        public void Dispose()
        {
            Trainer.Dispose();
            Values.Dispose();
            _policy.Dispose();
        }
    }

    [Fact]
    public void It_learns_and_is_exactly_on_policy_at_first()
    {
        using var pool = new CpuEngine(2);
        using var run = new Run(pool).Begin();
        var reports = Enumerable.Range(0, s_options.Steps).Select(step => run.Trainer.Step(step).Report).ToArray();
        Assert.InRange(reports[0].Reward, 0.4, 0.6);
        Assert.True(reports[^1].Reward > 0.9, $"the reward went {string.Join(" ", reports.Where(r => r.Step % 6 == 5).Select(r => r.Reward))}");
        Assert.All(reports, r => Assert.Equal(0.0, r.SamplerDifference));
        Assert.Equal(0.0, reports[0].MeanValue);
        Assert.True(Math.Abs(reports[^1].MeanValue!.Value - reports[^1].MeanReturn!.Value) < 0.2);
    }

    [Fact]
    public void Threads_and_resumption_change_no_bit()
    {
        using var one = new CpuEngine(1);
        using var two = new CpuEngine(2);
        using var whole = new Run(one).Begin();
        for (int step = 0; step < 7; step++)
            whole.Trainer.Step(step);
        string folder = Directory.CreateTempSubdirectory("ppo").FullName;
        using (var first = new Run(two).Begin())
        {
            for (int step = 0; step < 4; step++)
                first.Trainer.Step(step);
            first.Trainer.SaveState(folder);
        }
        using var resumed = new Run(two).Begin();
        resumed.Trainer.LoadState(folder);
        for (int step = 4; step < 7; step++)
            resumed.Trainer.Step(step);
        Directory.Delete(folder, recursive: true);
        Bits.Equal(whole.Bits(), resumed.Bits());
    }
}
