using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Distillation;
using R1Sharp.Learning.Training.Supervised;
using Xunit;

namespace R1Sharp.Tests.Training.Distillation;

/// <summary>Distillation on real networks: a narrow student and a teacher of another shape.</summary>
public sealed class DistillationOnTheEngineTests
{
    static readonly Tokenizer s_tokenizer = TestTokenizer.Bytes();

    static ModelOptions Shape(int width, int vocabulary) => new()
    {
        VocabularySize = vocabulary,
        HiddenSize = width,
        IntermediateSize = 2 * width,
        LayerCount = 1,
        HeadCount = 2,
        KeyValueHeadCount = 1,
        HeadSize = 16,
        MaxPositions = 32,
        EndOfTextId = s_tokenizer.EndOfTextId,
    };

    static readonly TokenSequence[] s_sequences = [.. new[] { "a:B", "bc:D", "abcdefgh:AB", "d:" }.Select(text => new TokenSequence(s_tokenizer.Encode(text)))];

    [Fact]
    public void The_gradient_says_how_the_divergence_changes()
    {
        using var pool = new CpuEngine(2);
        using var student = pool.Create(Shape(32, s_tokenizer.VocabularySize), 1);
        using var teacher = pool.Create(Shape(48, s_tokenizer.VocabularySize), 2);
        // Fresh networks are all but uniform: larger weights make their distributions differ.
        foreach (var policy in new[] { student, teacher })
            Scale(policy, 4);
        double[] weights = [1, 0.5, 0.25, 2];
        Sum(student, teacher, weights);
        float[] gradient = [.. student.Gradient.Values.Span(0, (int)student.Gradient.Values.Length)];
        double norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
        double above = Moved(student, gradient, 1e-3 / norm, () => Sum(student, teacher, weights));
        double below = Moved(student, gradient, -1e-3 / norm, () => Sum(student, teacher, weights));
        Assert.True(norm > 0.1);
        Assert.Equal(norm, (above - below) / 2e-3, 0.02 * norm);
    }

    static double Sum(CpuPolicy student, CpuPolicy teacher, double[] weights) =>
        student.BackwardDivergence(s_sequences, teacher, weights).Zip(weights, (d, w) => w * d.Sum(x => (double)x)).Sum();

    static double Moved(CpuPolicy policy, float[] direction, double by, Func<double> value)
    {
        var weights = policy.Weights.Values.Span(0, direction.Length);
        float[] before = [.. weights];
        for (int i = 0; i < direction.Length; i++)
            weights[i] += (float)(by * direction[i]);
        policy.WeightsChanged();
        double result = value();
        before.CopyTo(policy.Weights.Values.Span(0, before.Length));
        policy.WeightsChanged();
        return result;
    }

    static void Scale(CpuPolicy policy, float by)
    {
        foreach (ref float weight in policy.Weights.Values.Span(0, (int)policy.Weights.Values.Length))
            weight *= by;
        policy.WeightsChanged();
    }

    [Fact]
    public void Neither_packing_nor_threads_change_a_divergence()
    {
        using var onePool = new CpuEngine(1);
        using var twoPool = new CpuEngine(2);
        var shape = Shape(32, s_tokenizer.VocabularySize);
        using var teacher = twoPool.Create(Shape(48, s_tokenizer.VocabularySize), 2);
        using var packed = twoPool.Create(shape, 1);
        using var alone = onePool.Create(shape, 1, new MemoryLayout { MicroBatchTokens = 1 });
        double[] weights = [1, 1, 1, 1];
        float[][] together = packed.BackwardDivergence(s_sequences, teacher, weights), oneByOne = alone.BackwardDivergence(s_sequences, teacher, weights);
        for (int s = 0; s < s_sequences.Length; s++)
            Assert.Equal(oneByOne[s], together[s]);
        Assert.All(together.SelectMany(d => d), d => Assert.True(d > 0));
        // A frozen copy agrees with its original exactly, and teaches it nothing.
        Assert.All(alone.BackwardDivergence(s_sequences, packed.Freeze(), weights).SelectMany(d => d), d => Assert.Equal(0f, d));
    }

    [Fact]
    public void Networks_that_cannot_be_compared_are_refused()
    {
        using var pool = new CpuEngine(1);
        using var student = pool.Create(Shape(32, s_tokenizer.VocabularySize), 1);
        using var other = pool.Create(Shape(32, s_tokenizer.VocabularySize + 1), 1);
        using var shorter = pool.Create(Shape(32, s_tokenizer.VocabularySize) with { MaxPositions = 5 }, 1);
        Assert.Contains("one tokenizer", Assert.Throws<UserErrorException>(() => student.BackwardDivergence(s_sequences, other, [1, 1, 1, 1])).Message);
        Assert.Contains("5 positions of the teacher", Assert.Throws<UserErrorException>(() => student.BackwardDivergence(s_sequences, shorter, [1, 1, 1, 1])).Message);
    }

    [Theory]
    [InlineData(DivergenceEstimator.FullDistribution)]
    [InlineData(DivergenceEstimator.SampledToken)]
    public void A_student_learns_from_a_teacher_that_knows_the_answer(DivergenceEstimator estimator)
    {
        using var pool = new CpuEngine(2);
        using var teacher = pool.Create(Shape(48, s_tokenizer.VocabularySize), 1);
        using var student = pool.Create(Shape(32, s_tokenizer.VocabularySize), 1);
        Pretrain(teacher, isSure: true);
        Pretrain(student, isSure: false);
        var options = new DistillationOptions { Steps = 40, PromptsPerStep = 16, SamplesPerPrompt = 8, MaxCompletionTokens = 4, Estimator = estimator, LearningRate = new() { Peak = 4e-3, WarmupSteps = 2 } };
        var trainer = new DistillationTrainer(new Asker(student, s_tokenizer, question => question, LetterGame.Reward()), teacher, LetterGame.Problems("abcd"), options, 1);
        var reports = Enumerable.Range(0, options.Steps).Select(step => trainer.Step(step).Report).ToArray();
        Assert.InRange(reports[0].Accuracy!.Value, 0.2, 0.8);
        Assert.True(reports[^5..].Average(r => r.Accuracy) > reports[0].Accuracy + 0.15, $"accuracy went {string.Join(" ", reports.Select(r => $"{r.Accuracy:0.00}"))}");
        double end = reports[^5..].Average(r => r.Divergence);
        Assert.True(end < 0.3 * reports[0].Divergence, $"the divergence went from {reports[0].Divergence} to {end}");
    }

    // "a:" is followed by B (and so on): always, or every other time and else by any of the four letters.
    static void Pretrain(CpuPolicy policy, bool isSure)
    {
        var options = new LanguageModelOptions { Steps = 80, LearningRate = new() { Peak = 5e-3, WarmupSteps = 5 } };
        var trainer = new LanguageModelTrainer(policy, new GeneratedSequences((step, index) =>
        {
            int asked = index % 4, answer = (asked + 1 + (isSure || index % 8 < 4 ? 0 : step + index / 8)) % 4;
            return new([.. s_tokenizer.Encode($"{(char)('a' + asked)}:{LetterGame.Letters[answer]}"), s_tokenizer.EndOfTextId]);
        }, 128), options);
        for (int step = 0; step < options.Steps; step++)
            trainer.Step(step);
    }
}
