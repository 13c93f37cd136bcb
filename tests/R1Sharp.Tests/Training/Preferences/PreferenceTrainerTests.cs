using System.Security.Cryptography;
using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Preferences;
using R1Sharp.Learning.Training.Watchdogs;
using Xunit;

namespace R1Sharp.Tests.Training.Preferences;

/// <summary>Preference training on a table whose every number is known, and on a network of a few thousand weights.</summary>
public sealed class PreferenceTrainerTests : IDisposable
{
    const int End = 3;
    static readonly Tokenizer s_tokenizer = SmallNetwork.Tokenizer;
    readonly string _folder = Directory.CreateTempSubdirectory("r1-prefer-").FullName;

    static readonly ModelOptions s_shape = SmallNetwork.Shape;

    static readonly PreferenceOptions s_options = new() { BatchSize = 2, Epochs = 2, LearningRate = new() { Peak = 1e-2 } };

    public static TheoryData<IPreferenceLoss> Losses => [new DpoLoss(), new RpoLoss(), new SimpoLoss()];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Token 0 is the prompt; one answer is 1 and the end, the other 2, 2 and the end.
    static CompletionPair[] TablePairs(int count) => [.. Enumerable.Range(0, count).Select(_ => new CompletionPair(new([0, 1, End], 1), new([0, 2, 2, End], 1)))];

    static CompletionPair[] Pairs(int count) => [.. Enumerable.Range(0, count).Select(i => new CompletionPair(Text(i, "x"), Text(i, "yzzyz"[..(2 + i % 3)])))];

    static TokenSequence Text(int i, string answer)
    {
        int[] prompt = s_tokenizer.Encode($"{"abcd"[i % 4]}{"efg"[i % 3]}:");
        return new([.. prompt, .. s_tokenizer.Encode(answer), s_tokenizer.EndOfTextId], prompt.Length);
    }

    static PreferenceTrainer Trainer(IPolicy policy, IPreferenceLoss loss, IReadOnlyList<CompletionPair>? pairs = null, PreferenceOptions? options = null) =>
        new(policy, pairs ?? Pairs(7), loss, options ?? s_options, seed: 1);

    [Fact]
    public void Whole_epochs_end_their_last_step()
    {
        var options = s_options with { BatchSize = 3, WholeEpochs = true };
        var trainer = Trainer(new TablePolicy(4), new DpoLoss(), TablePairs(7), options);
        Assert.Equal([3, 3, 1, 3, 3, 1], Enumerable.Range(0, trainer.StepCount).Select(i => trainer.Step(i).Pairs));
        Assert.Equal(5, Trainer(new TablePolicy(4), new DpoLoss(), TablePairs(7), s_options with { BatchSize = 3 }).StepCount);
    }

    [Fact]
    public void Held_out_pairs_are_measured_against_the_policy_of_the_beginning()
    {
        var policy = new TablePolicy(4);
        CompletionPair[] reversed = [.. TablePairs(2).Select(p => new CompletionPair(p.Rejected, p.Chosen)), TablePairs(1)[0]];
        var trainer = new PreferenceTrainer(policy, TablePairs(5), new DpoLoss { Beta = 0.5 }, s_options with { LearningRate = new() { Peak = 1 } }, seed: 1, reversed);
        PreferenceMeasure?[] measured = [.. Enumerable.Range(0, trainer.StepCount).Select(i => { trainer.Step(i); return trainer.MeasuredAfter(i); })];
        Assert.Equal([2, 4], Enumerable.Range(0, 5).Where(i => measured[i] is not null));
        // β (log π/π₀ of the chosen less that of the rejected), which is learned one way and measured both ways.
        double margin = 0.5 * (Math.Log(policy.Probability(0, 1) * policy.Probability(1, End)) + 2 * Math.Log(4)
            - Math.Log(policy.Probability(0, 2) * policy.Probability(2, 2) * policy.Probability(2, End)) - 3 * Math.Log(4));
        Assert.True(margin > 0);
        Assert.Equal(1 / 3.0, measured[4]!.Accuracy, 12);
        Assert.Equal(-margin / 3, measured[4]!.RewardMargin, 6);
        Assert.Equal((2 * Math.Log(1 + Math.Exp(margin)) + Math.Log(1 + Math.Exp(-margin))) / 3, measured[4]!.Loss, 6);
    }

    [Fact]
    public void The_first_step_reports_what_the_table_says()
    {
        var policy = new TablePolicy(4);
        var report = Trainer(policy, new DpoLoss { Beta = 0.5 }, TablePairs(5)).Step(0);
        Assert.Equal(Math.Log(2), report.Loss, 12);
        Assert.Equal((0.5, 0.0, 0.0, 0.0), (report.Accuracy, report.RewardMargin, report.ChosenReward, report.RejectedReward));
        Assert.Equal((2.0, 3.0, 2, 14L), (report.ChosenTokens, report.RejectedTokens, report.Pairs, report.Tokens));
        Assert.Equal(-2 * Math.Log(4), report.ChosenLogProb, 6);
        Assert.Equal(-3 * Math.Log(4), report.RejectedLogProb, 6);
        // Both pairs pull alike: 0 → 1 up by β/2, 0 → 2 down by β/2, and the rows of what follows.
        Assert.True(policy.Logit(0, 1) > 0 && policy.Logit(0, 2) < 0 && policy.Logit(1, End) > 0 && policy.Logit(2, 2) < policy.Logit(2, 1));
        Assert.Equal(s_options.LearningRate.Peak * 0.25, policy.Logit(0, 1), 8);
    }

    [Fact]
    public void The_reference_stays_where_the_stage_began()
    {
        var policy = new TablePolicy(4);
        var trainer = Trainer(policy, new DpoLoss { Beta = 0.5 }, TablePairs(6), s_options with { Epochs = 10, LearningRate = new() { Peak = 0.5 } });
        Assert.Equal(30, trainer.StepCount);
        var reports = Enumerable.Range(0, 30).Select(trainer.Step).ToArray();
        Assert.All(reports[1..].Zip(reports), r => Assert.True(r.First.Loss < r.Second.Loss && r.First.RewardMargin > r.Second.RewardMargin));
        Assert.Equal(1, reports[^1].Accuracy);
        Assert.Equal(0.5 * (reports[^1].ChosenLogProb + 2 * Math.Log(4)), reports[^1].ChosenReward, 6);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_network_learns_what_is_preferred(IPreferenceLoss loss)
    {
        using var pool = new CpuEngine(2);
        using var policy = pool.Create(s_shape, 1);
        var trainer = Trainer(policy, loss, Pairs(12), s_options with { BatchSize = 6, Epochs = 10 });
        var reports = Enumerable.Range(0, trainer.StepCount).Select(trainer.Step).ToArray();
        Assert.Equal(1, reports[^1].Accuracy);
        Assert.True(reports[^1].RewardMargin > reports[0].RewardMargin + 0.5, $"margins went {string.Join(" ", reports.Select(r => $"{r.RewardMargin:0.00}"))}");
        Assert.True(reports[^1].ChosenLogProb > reports[^1].RejectedLogProb);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void The_gradient_of_the_weights_is_that_of_finite_differences(IPreferenceLoss loss)
    {
        using var pool = new CpuEngine(1);
        using var policy = pool.Create(s_shape, 3);
        // The policy moves away from its reference first, so that no reward is zero.
        var trainer = Trainer(policy, loss, options: s_options with { BatchSize = 7, LearningRate = new() { Peak = 1e-3 } });
        for (int step = 0; step < trainer.StepCount; step++)
            trainer.Step(step);
        var pairs = Pairs(7);
        double[] reference = loss.NeedsReference ? [.. Enumerable.Range(0, 14).Select(i => -8 - 0.3 * i)] : new double[14];
        TokenSequence[] sequences = [.. pairs.SelectMany(p => new[] { p.Chosen, p.Rejected })];
        PairLoss[] At() => [.. policy.LogProbs(sequences).Select(x => x.Sum(y => (double)y)).Chunk(2)
            .Select((sums, i) => loss.Of(new(sums[0], pairs[i].Chosen.Targets.Length, sums[1], pairs[i].Rejected.Targets.Length, reference[2 * i], reference[2 * i + 1])))];
        var losses = At();
        policy.Backward(sequences, [.. sequences.Select((s, i) => Enumerable.Repeat((float)(i % 2 == 0 ? losses[i / 2].DChosen : losses[i / 2].DRejected), s.Targets.Length).ToArray())]);
        float[] gradient = [.. policy.Gradient.Values.Span(0, (int)policy.Gradient.Values.Length)];
        double norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
        double Moved(double by)
        {
            var weights = policy.Weights.Values.Span(0, gradient.Length);
            float[] before = [.. weights];
            for (int i = 0; i < gradient.Length; i++)
                weights[i] += (float)(by * gradient[i] / norm);
            policy.WeightsChanged();
            double sum = At().Sum(l => l.Loss);
            before.CopyTo(policy.Weights.Values.Span(0, before.Length));
            return sum;
        }
        Assert.Equal(norm, (Moved(1e-3) - Moved(-1e-3)) / 2e-3, 0.02 * norm);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Threads_and_resumption_change_no_bit(IPreferenceLoss loss)
    {
        using var onePool = new CpuEngine(1);
        using var twoPool = new CpuEngine(2);
        using var whole = onePool.Create(s_shape, 1);
        var trainer = Trainer(whole, loss);
        for (int step = 0; step < trainer.StepCount; step++)
            trainer.Step(step);

        using var first = twoPool.Create(s_shape, 1);
        trainer = Trainer(first, loss);
        for (int step = 0; step < 3; step++)
            trainer.Step(step);
        trainer.SaveState(_folder);
        using var resumed = twoPool.Create(s_shape, 2);
        trainer = Trainer(resumed, loss);
        trainer.LoadState(_folder);
        for (int step = 3; step < trainer.StepCount; step++)
            trainer.Step(step);
        Assert.Equal(Hash(whole), Hash(resumed));
        Assert.NotEqual(Hash(whole), Hash(first));
    }

    string Hash(CpuPolicy policy)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName;
        policy.SaveState(folder);
        return string.Concat(Directory.GetFiles(folder, "*.safetensors").Order().Select(f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))));
    }

    [Fact]
    public void What_cannot_be_learned_from_is_refused_by_name()
    {
        Assert.Contains("the data holds no pair", Assert.Throws<UserErrorException>(() => Trainer(new TablePolicy(4), new DpoLoss(), [])).Message);
        var trainer = Trainer(new TablePolicy(4), new DpoLoss(), TablePairs(3));
        trainer.Step(0);
        trainer.SaveState(_folder);
        Assert.Contains("belongs to other data", Assert.Throws<UserErrorException>(() => Trainer(new TablePolicy(4), new DpoLoss(), TablePairs(4)).LoadState(_folder)).Message);
        File.WriteAllText(Path.Combine(_folder, "preference.json"), "{");
        Assert.Contains("cannot be read", Assert.Throws<UserErrorException>(() => Trainer(new TablePolicy(4), new DpoLoss(), TablePairs(3)).LoadState(_folder)).Message);
        var broken = Trainer(new TablePolicy(4) { BrokenToken = 2 }, new SimpoLoss(), TablePairs(3));
        var stop = Assert.Throws<WatchdogException>(() => broken.Step(0));
        Assert.Contains("the rejected completion of pair", stop.Explanation);
        Assert.IsType<PreferenceReport>(stop.Report);
    }
}
