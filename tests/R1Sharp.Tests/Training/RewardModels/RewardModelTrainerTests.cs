using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.RewardModels;
using R1Sharp.Numerics;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Training.RewardModels;

/// <summary>Reward models of a few thousand weights learn what is preferred; threads and resumption change no bit.</summary>
public sealed class RewardModelTrainerTests : IDisposable
{
    static readonly Tokenizer s_tokenizer = SmallNetwork.Tokenizer;

    static readonly ModelOptions s_shape = SmallNetwork.Shape;

    static readonly RewardModelOptions s_options = new() { BatchSize = 16, LearningRate = new() { Peak = 3e-3 } };

    readonly CpuEngine _pool = new(2);
    readonly string _folder = Directory.CreateTempSubdirectory("r1-reward").FullName;

    public void Dispose()
    {
        _pool.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    static ScoredResponse Read(string text, RewardScope scope = RewardScope.Response) => new ScoredText(s_tokenizer, scope).Read("Q:", text)!;

    /// <summary>A response of the letters a to d; what is wanted of it is the letter x somewhere.</summary>
    static string Text(int key, bool good)
    {
        var random = new RandomStream(7, RandomPurpose.Test, key);
        var letters = new char[3 + random.NextInt(6)];
        for (int i = 0; i < letters.Length; i++)
            letters[i] = "abcd"[random.NextInt(4)];
        if (good)
            letters[random.NextInt(letters.Length)] = 'x';
        return new string(letters);
    }

    static IRewardExample[] Pairs(int from, int count) => [.. Enumerable.Range(from, count).Select(i => new PreferencePair(Read(Text(2 * i, good: true)), Read(Text(2 * i + 1, good: false))))];

    static CpuScalarModel Model(CpuEngine pool) => pool.CreateScalar(s_shape, 1);

    static float[] Weights(CpuScalarModel model) => model.Weights.Values.Span(0, (int)model.Weights.Values.Length).ToArray();

    static RewardModelReport[] Train(IScalarModel model, IReadOnlyList<IRewardExample> examples, RewardModelOptions options)
    {
        var trainer = new RewardModelTrainer(model, examples, options, 1);
        return [.. Enumerable.Range(0, trainer.StepCount).Select(trainer.Step)];
    }

    [Fact]
    public void Preferences_are_learned_and_hold_on_pairs_that_were_not_seen()
    {
        using var model = Model(_pool);
        var before = RewardModelEvaluation.Of(model, Pairs(1000, 100));
        var reports = Train(model, Pairs(0, 400), s_options with { Epochs = 2 });
        var after = RewardModelEvaluation.Of(model, Pairs(1000, 100));
        Assert.Equal(50, reports.Length);
        Assert.Equal(Math.Log(2), reports[0].Loss, 0.05);
        Assert.Equal(Math.Log(2), before.Loss, 0.02);
        Assert.True(after.Accuracy > 0.95, $"accuracy {after.Accuracy}, losses {string.Join(" ", reports.Where(r => r.Step % 8 == 0).Select(r => r.Loss))}");
        Assert.True(after.Loss < 0.3);
    }

    [Fact]
    public void Labels_of_whole_responses_and_of_steps_are_learned()
    {
        using var safety = Model(_pool);
        Train(safety, [.. Enumerable.Range(0, 600).Select(i => new LabelledResponse(Read(Text(i, i % 2 == 0)), [i % 2 == 0 ? 1 : 0]))], s_options with { Epochs = 2 });
        LabelledResponse[] heldOut = [.. Enumerable.Range(5000, 100).Select(i => new LabelledResponse(Read(Text(i, i % 3 == 0)), [i % 3 == 0 ? 1 : 0]))];
        Assert.True(RewardModelEvaluation.Of(safety, heldOut).Accuracy > 0.9);

        // Process: each line by itself is right or not.
        using var process = Model(_pool);
        LabelledResponse Steps(int i) => new(Read($"{Text(3 * i, i % 2 == 0)[..3]}\n{Text(3 * i + 1, i % 3 == 0)[..3]}\n", RewardScope.Steps), [Right(3 * i, i % 2 == 0), Right(3 * i + 1, i % 3 == 0)]);
        static double Right(int key, bool good) => Text(key, good)[..3].Contains('x', StringComparison.Ordinal) ? 1 : 0;
        Train(process, [.. Enumerable.Range(0, 600).Select(Steps)], s_options with { Epochs = 3 });
        var evaluation = RewardModelEvaluation.Of(process, [.. Enumerable.Range(5000, 100).Select(Steps)]);
        Assert.True(evaluation.Accuracy > 0.9, $"accuracy {evaluation.Accuracy}");
        Assert.Equal(200, evaluation.Calibration.Bins.Sum(b => b.Count));
    }

    [Fact]
    public void The_gradient_of_a_batch_is_the_mean_over_its_terms()
    {
        var values = new TableValues(10) { [1] = 0.5, [2] = -0.25 };
        ScoredResponse Ends(int token) => new(TokenSequence.OfStates([0, token], 2), 1);
        ScoredResponse two = new(TokenSequence.OfStates([0, 1, 2], 2, 3), 1);
        var trainer = new RewardModelTrainer(values, [new PreferencePair(Ends(1), Ends(2)), new LabelledResponse(two, [1, 0])], s_options with { LearningRate = new() { Peak = 1 } }, 1);
        var report = trainer.Step(0);
        double pull = 1 / (1 + Math.Exp(0.75)), s1 = 1 / (1 + Math.Exp(-0.5)), s2 = 1 / (1 + Math.Exp(0.25));
        Assert.Equal(0.5 - (-pull + s1 - 1) / 3, values[1], 6);
        Assert.Equal(-0.25 - (pull + s2) / 3, values[2], 6);
        Assert.Equal((-Math.Log(1 - pull) - Math.Log(s1) - Math.Log(1 - s2)) / 3, report.Loss, 6);
        Assert.Equal((1.0, 2, 7L), (report.Accuracy, report.Examples, report.Tokens));
    }

    [Fact]
    public void Threads_and_resumption_change_no_bit_and_every_example_is_seen_once_an_epoch()
    {
        var options = s_options with { Epochs = 2 };
        using var one = new CpuEngine(1);
        using var whole = Model(one);
        var reports = Train(whole, Pairs(0, 40), options);
        Assert.Equal([16, 16, 16, 16, 16], reports.Select(r => r.Examples));

        using var first = Model(_pool);
        var trainer = new RewardModelTrainer(first, Pairs(0, 40), options, 1);
        for (int step = 0; step < 3; step++)
            trainer.Step(step);
        trainer.SaveState(_folder);
        using var second = Model(_pool);
        trainer = new RewardModelTrainer(second, Pairs(0, 40), options, 1);
        trainer.LoadState(_folder);
        for (int step = 3; step < 5; step++)
            trainer.Step(step);
        Bits.Equal(Weights(whole), Weights(second));

        var counts = new TableValues(300);
        trainer = new RewardModelTrainer(counts, [.. Enumerable.Range(1, 7).Select(t => new LabelledResponse(new(TokenSequence.OfStates([0, t], 2), 1), [0]))],
            new() { BatchSize = 3, Epochs = 2, LearningRate = new() { Peak = 1e-6 } }, 1);
        Assert.Equal([3, 3, 3, 3, 2], Enumerable.Range(0, trainer.StepCount).Select(s => trainer.Step(s).Examples));
        for (int t = 2; t <= 7; t++)
            Assert.Equal(counts[1], counts[t], 0.5e-6);
    }

    [Fact]
    public void A_reward_model_comes_back_from_its_folder_and_rewards()
    {
        using var network = Model(_pool);
        var evaluation = RewardModelEvaluation.Of(network, Pairs(0, 20));
        RewardModel.Save(_folder, network, s_tokenizer, new RewardModelCard(RewardScope.Summary, evaluation.Statistics, evaluation));
        using var model = RewardModel.Load(_folder, _pool);
        Assert.Equal((RewardScope.Summary, evaluation.Statistics), (model.Card.Scope, model.Card.Statistics));
        Assert.Equal(evaluation.Calibration.Bins, model.Card.Evaluation!.Calibration.Bins);
        var reward = model.Reward("helpful", new() { Scale = ScoreScale.Raw });
        RewardInput[] inputs = [.. Enumerable.Range(0, 9).Select(i => new RewardInput(LetterGame.Question('a'), "Q:", $"<think>{i}</think>{Text(i, good: true)}", 9, FinishReason.Stop))];
        var scores = reward.ScoreGroup(inputs);
        Parallel.For(0, inputs.Length, i => Assert.Equal(scores[i].Value, reward.Score(inputs[i]).Value));
        Assert.Equal(network.Values([Read(Text(3, good: true)).Sequence])[0][0], scores[3].Value);
        File.WriteAllText(Path.Combine(_folder, "reward_model.json"), "{}");
        Assert.Contains("the folder is damaged", Assert.Throws<UserErrorException>(() => RewardModel.Load(_folder, _pool)).Message);
        File.Delete(Path.Combine(_folder, "reward_model.json"));
        Assert.Contains("it is not the folder of a reward model", Assert.Throws<UserErrorException>(() => RewardModel.Load(_folder, _pool)).Message);
    }

    [Fact]
    public void Nothing_to_learn_from_is_said() =>
        Assert.Contains("the data holds no example", Assert.Throws<UserErrorException>(() => new RewardModelTrainer(new TableValues(2), [], s_options, 1)).Message);
}
