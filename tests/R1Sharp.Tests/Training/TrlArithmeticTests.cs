// Ten updates of SFT and ten of GRPO as TRL makes them, by PyTorch in double precision (Golden/make_trl.py): the same losses here.

using System.Text.Json;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Learning.Training.Supervised;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Training;

public class TrlArithmeticTests
{
    const double Tolerance = 1e-5;

    static readonly string s_golden = Path.Combine(Cli.Home, "tests", "R1Sharp.Tests", "Golden");

    static readonly JsonElement s_expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(s_golden, "Trl", "expected.json"))).RootElement;

    static JsonElement Settings => s_expected.GetProperty("settings");

    static LearningRateSchedule Rate => new() { Peak = Number("rate"), WarmupSteps = (int)Number("warmup"), Decay = LearningRateDecay.Linear, FromZero = true };

    static OptimizerOptions Optimizer => new() { Beta2 = 0.999, WeightDecay = Number("decay"), MaxGradientNorm = Number("clip") };

    static double Number(string name) => Settings.GetProperty(name).GetDouble();

    static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(e => e.GetInt32())];

    static double[] Doubles(JsonElement list) => [.. list.EnumerateArray().Select(e => e.GetDouble())];

    static IPolicy Policy(IEngine engine)
    {
        using var weights = WeightSources.Open(Path.Combine(s_golden, "Architectures", "qwen2"));
        return engine.Policy(weights, NetworkUse.Training);
    }

    [Fact]
    public void TheLossesOfSftAreTrls()
    {
        using var engine = new CpuEngine(2);
        using var policy = Policy(engine);
        var expected = s_expected.GetProperty("sft");
        TokenSequence[] examples = [.. expected.GetProperty("examples").EnumerateArray().Select(e => new TokenSequence(Ints(e.GetProperty("tokens")), e.GetProperty("first").GetInt32()))];
        int steps = (int)Number("steps");
        var trainer = new SftTrainer(policy, examples, 0, new() { Steps = steps, SequencesPerStep = examples.Length, TokensPerStep = 100_000, LearningRate = Rate, Optimizer = Optimizer }, 1, mayNotEnd: true);
        var made = Enumerable.Range(0, steps).Select(s => trainer.Step(s).Training).ToArray();
        AssertNear(Doubles(expected.GetProperty("losses")), [.. made.Select(r => r.Loss)]);
        AssertNear(Doubles(expected.GetProperty("norms")), [.. made.Select(r => r.GradientNorm)]);
    }

    [Fact]
    public void TheLossesOfGrpoAreTrls()
    {
        using var engine = new CpuEngine(2);
        using var policy = Policy(engine);
        var expected = s_expected.GetProperty("grpo");
        var options = new GrpoOptions
        {
            Steps = (int)Number("steps"),
            GroupSize = expected.GetProperty("groupSize").GetInt32(),
            PromptsPerStep = 2,
            MinibatchesPerStep = 1,
            NumIterations = 2,
            Temperature = expected.GetProperty("temperature").GetDouble(),
            KlWeight = expected.GetProperty("beta").GetDouble(),
            EpsilonLow = expected.GetProperty("epsilon").GetDouble(),
            EpsilonHigh = expected.GetProperty("epsilon").GetDouble(),
            ScaleRewards = AdvantageScaling.Group,
            SampleDeviation = true,
            AdvantageEpsilon = 1e-4,
            Aggregation = LossAggregation.Token,
            DropZeroVarianceGroups = false,
            LearningRate = Rate,
            Optimizer = Optimizer,
        };
        policy.ResetOptimizer(options.Optimizer);
        using var reference = new ReferenceKeeper(policy, options);
        var updater = new PolicyUpdater(policy, reference, options, 1);
        var (losses, norms) = (new List<double>(), new List<double>());
        foreach (var generation in expected.GetProperty("generations").EnumerateArray())
        {
            Rollout[] rollouts = Rollouts(policy, generation, options);
            for (int i = 0; i < options.NumIterations; i++)
            {
                // What transformers counts are updates.
                var tally = new PolicyTally { LearningRate = options.LearningRate.At(losses.Count, options.Steps) };
                foreach (var minibatch in updater.Minibatches(losses.Count, i, rollouts))
                    updater.Update(losses.Count, minibatch, tally);
                losses.Add(tally.Sums.Loss);
                norms.AddRange(tally.GradientNorms);
            }
        }
        AssertNear(Doubles(expected.GetProperty("losses")), [.. losses]);
        AssertNear(Doubles(expected.GetProperty("norms")), [.. norms]);
    }

    static Rollout[] Rollouts(IPolicy policy, JsonElement generation, GrpoOptions options)
    {
        var rows = generation.EnumerateArray().Select(r => (Prompt: Ints(r.GetProperty("prompt")), Completion: Ints(r.GetProperty("completion")), Reward: r.GetProperty("reward").GetDouble())).ToArray();
        float[][] old = policy.LogProbs([.. rows.Select(r => new TokenSequence([.. r.Prompt, .. r.Completion], r.Prompt.Length))], options.Temperature);
        Rollout[][] groups = [.. rows.Select((row, i) => new Rollout
        {
            GroupIndex = i / options.GroupSize,
            SampleIndex = i % options.GroupSize,
            Problem = new() { Id = "", Question = "", Answer = "", Family = "", Level = 1 },
            Prompt = "",
            PromptTokens = row.Prompt,
            Completion = new Completion(row.Completion, old[i], FinishReason.Stop),
            Text = "",
            Reward = row.Reward,
            RewardParts = new Dictionary<string, R1Sharp.Learning.Rewards.RewardScore>(),
            Accuracy = null,
            Answer = null,
            Format = null,
            SelfChecks = 0,
            LanguagePurity = null,
        }).Chunk(options.GroupSize)];
        return GrpoAdvantages.Of(groups, null, options);
    }

    static void AssertNear(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) < Tolerance * Math.Max(1, Math.Abs(expected[i])), $"update {i}: {actual[i]} is not {expected[i]}");
    }
}
