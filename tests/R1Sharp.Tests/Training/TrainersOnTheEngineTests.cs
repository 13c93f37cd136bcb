using System.Security.Cryptography;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Learning.Training.Supervised;
using Xunit;

namespace R1Sharp.Tests.Training;

/// <summary>The trainers on a real network of a few thousand weights: it learns, on policy the ratio is exactly 1, and a resumed run ends in the same bits.</summary>
public sealed class TrainersOnTheEngineTests
{
    static readonly Tokenizer s_tokenizer = SmallNetwork.Tokenizer;

    static readonly ModelOptions s_shape = SmallNetwork.Shape;

    static readonly GrpoOptions s_options = new()
    {
        Steps = 80,
        PromptsPerStep = 16,
        GroupSize = 8,
        MaxCompletionTokens = 4,
        KlWeight = 0.001,
        EntropyWeight = 0.02,
        RefSyncSteps = 4,
        LearningRate = new() { Peak = 3e-3, WarmupSteps = 2 },
    };

    // "a:" is answered by any of the four letters, each as often.
    static TokenSequence Document(int step, int index)
    {
        char asked = (char)('a' + index % 4), answer = LetterGame.Letters[(step + index / 4) % 4];
        return new([.. s_tokenizer.Encode($"{asked}:{answer}"), s_tokenizer.EndOfTextId]);
    }

    static double Pretrain(CpuPolicy policy, int steps)
    {
        var options = new LanguageModelOptions { Steps = steps, LearningRate = new() { Peak = 5e-3, WarmupSteps = 5 } };
        var trainer = new LanguageModelTrainer(policy, new GeneratedSequences(Document, 128), options);
        return Enumerable.Range(0, steps).Select(step => trainer.Step(step).Loss).ToArray()[^1];
    }

    static GrpoTrainer Reinforce(CpuPolicy policy) => new(new Asker(policy, s_tokenizer, question => question, LetterGame.Reward()), LetterGame.Problems("abcd"), s_options, 1);

    static string Hash(CpuPolicy policy)
    {
        string folder = Directory.CreateTempSubdirectory("policy").FullName;
        policy.SaveState(folder);
        string hash = string.Concat(Directory.GetFiles(folder, "*.safetensors").Order().Select(f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))));
        Directory.Delete(folder, recursive: true);
        return hash;
    }

    [Fact]
    public void Pretraining_then_reinforcement_learns_which_letter_is_right()
    {
        using var pool = new CpuEngine(2);
        using var policy = pool.Create(s_shape, 1);
        // Of the three targets of a document only the answer cannot be foreseen: one of four.
        Assert.InRange(Pretrain(policy, 80), 0.9 * Math.Log(4) / 3, 1.2 * Math.Log(4) / 3);
        using var trainer = Reinforce(policy);
        var reports = Enumerable.Range(0, s_options.Steps).Select(step => trainer.Step(step).Report).ToArray();
        Assert.InRange(reports[0].Accuracy!.Value, 0.1, 0.4);
        Assert.True(reports[^1].Accuracy > 0.8, $"accuracy went {string.Join(" ", reports.Where(r => r.Step % 6 == 5).Select(r => r.Accuracy))}");
        Assert.All(reports.Where(r => r.Updates > 0), r => Assert.Equal(0.0, r.SamplerDifference));
        Assert.Contains(reports, r => r.RatioDeviation > 0);
    }

    [Fact]
    public void Threads_and_resumption_change_no_bit()
    {
        using var onePool = new CpuEngine(1);
        using var twoPool = new CpuEngine(2);
        using var whole = onePool.Create(s_shape, 1);
        Pretrain(whole, 50);
        using (var trainer = Reinforce(whole))
            for (int step = 0; step < 10; step++)
                trainer.Step(step);

        using var first = twoPool.Create(s_shape, 1);
        Pretrain(first, 50);
        string folder = Directory.CreateTempSubdirectory("grpo").FullName;
        using (var trainer = Reinforce(first))
        {
            for (int step = 0; step < 6; step++)
                trainer.Step(step);
            trainer.SaveState(folder);
        }
        using var resumed = twoPool.Create(s_shape, 2);
        using (var trainer = Reinforce(resumed))
        {
            trainer.LoadState(folder);
            for (int step = 6; step < 10; step++)
                trainer.Step(step);
        }
        Directory.Delete(folder, recursive: true);
        Assert.Equal(Hash(whole), Hash(resumed));
        Assert.NotEqual(Hash(whole), Hash(first));
    }

    [Fact]
    public void What_is_measured_has_the_bits_of_the_trainer_and_counts_the_most_probable_tokens()
    {
        using var engine = new CpuEngine(2);
        using var policy = engine.Create(s_shape, 1);
        Pretrain(policy, 8);
        TokenSequence[] texts = [.. Enumerable.Range(0, 40).Select(i => Document(i, i % 3))];
        var measured = policy.Measure(texts);
        Assert.Equal(policy.LogProbs(texts), measured.Select(m => m.LogProbs));
        // The most probable token after each beginning of a text, asked one by one.
        int[] right = [.. texts.Take(6).Select(text => text.Targets.Count(t => policy.Score(text.Tokens[..t]).LastArgMax == text.Tokens[t]))];
        Assert.Equal(right, measured.Take(6).Select(m => m.MostProbable));
        Assert.True(right.Sum() > 0 && right.Sum() < texts.Take(6).Sum(t => t.Targets.Length));
    }

    [Fact]
    public void A_blend_of_weights_is_their_mean_and_at_its_ends_the_bits_of_either()
    {
        using var pool = new CpuEngine(1);
        using var policy = pool.Create(s_shape, 1);
        TokenSequence[] texts = [Document(0, 0), Document(1, 2)];
        var earlier = policy.Freeze();
        float[] before = [.. policy.Weights.Values.Span(0, (int)policy.Weights.Values.Length)];
        Pretrain(policy, 5);
        float[] after = [.. policy.Weights.Values.Span(0, before.Length)];
        Assert.Equal(policy.LogProbs(texts), policy.Blend(earlier, 1).LogProbs(texts));
        Assert.Equal(earlier.LogProbs(texts), policy.Blend(earlier, 0).LogProbs(texts));
        Assert.NotEqual(policy.LogProbs(texts), earlier.LogProbs(texts));
        float[][] blended = policy.Blend(earlier, 0.25).LogProbs(texts);
        var weights = policy.Weights.Values.Span(0, before.Length);
        for (int i = 0; i < before.Length; i++)
            weights[i] = 0.25f * after[i] + 0.75f * before[i];
        policy.WeightsChanged();
        Assert.Equal(policy.LogProbs(texts), blended);
    }
}
