using R1Sharp.Learning;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Distillation;
using R1Sharp.Learning.Training.Reinforcement;
using Xunit;

namespace R1Sharp.Tests.Training.Distillation;

/// <summary>Distillation of a table into a table, and the estimator from sampled tokens in closed form.</summary>
public sealed class DistillationTests
{
    static readonly Tokenizer s_tokenizer = TestTokenizer.Bytes();

    static readonly DistillationOptions s_options = new() { Steps = 60, PromptsPerStep = 8, SamplesPerPrompt = 8, MaxCompletionTokens = 3, LearningRate = new() { Peak = 4 } };

    // Answers B with 80 %, C and D with 10 % and 7 %.
    static TablePolicy Teacher()
    {
        var teacher = LetterGame.Policy(s_tokenizer);
        foreach (var (letter, share) in new[] { ("A", 0.03), ("B", 0.8), ("C", 0.1), ("D", 0.07) })
            teacher.Logit(Id(":"), Id(letter)) = Math.Log(share);
        return teacher;
    }

    static int Id(string letter) => s_tokenizer.Encode(letter)[0];

    static DistillationTrainer Trainer(TablePolicy student, DistillationOptions options, TablePolicy? teacher = null) => new(new Asker(student, s_tokenizer, question => question, LetterGame.Reward()), teacher ?? Teacher(), LetterGame.Problems("a"), options, 1);

    [Fact]
    public void The_estimate_from_sampled_tokens_is_the_formula()
    {
        var d = new float[2];
        double sum = DistillationLoss.SampledTokens([-1f, -2f], [-1f, -2.5f], [-3f, -0.5f], 0.25, d);
        Assert.Equal(2 - 1.5, sum, 12);
        Assert.Equal(0.25 * 2, d[0], 6);
        Assert.Equal(0.25 * Math.Exp(0.5) * -1.5, d[1], 6);
    }

    [Fact]
    public void In_expectation_the_estimate_is_the_gradient_of_the_divergence()
    {
        double[] p = [0.5, 0.3, 0.15, 0.05], q = [0.1, 0.2, 0.3, 0.4];
        double divergence = p.Zip(q, (x, y) => x * Math.Log(x / y)).Sum();
        for (int j = 0; j < 4; j++)
        {
            // Σ_a π(a) g(a) ∂log π(a)/∂l_j with ∂log π(a)/∂l_j = [a = j] − π_j, against π_j (log π_j − log τ_j − D).
            double expected = 0;
            for (int a = 0; a < 4; a++)
            {
                var g = new float[1];
                float logProb = (float)Math.Log(p[a]);
                DistillationLoss.SampledTokens([logProb], [logProb], [(float)Math.Log(q[a])], 1, g);
                expected += p[a] * g[0] * ((a == j ? 1 : 0) - p[j]);
            }
            Assert.Equal(p[j] * (Math.Log(p[j] / q[j]) - divergence), expected, 6);
        }
    }

    [Theory]
    [InlineData(DivergenceEstimator.FullDistribution, LossAggregation.Token, 1, 0.002)]
    [InlineData(DivergenceEstimator.FullDistribution, LossAggregation.Sequence, 2, 0.002)]
    [InlineData(DivergenceEstimator.SampledToken, LossAggregation.Token, 1, 0.05)]
    [InlineData(DivergenceEstimator.SampledToken, LossAggregation.Constant, 2, 0.05)]
    public void The_student_becomes_the_teacher(DivergenceEstimator estimator, LossAggregation aggregation, int minibatches, double tolerance)
    {
        var (student, teacher) = (LetterGame.Policy(s_tokenizer), Teacher());
        var trainer = Trainer(student, s_options with { Estimator = estimator, Aggregation = aggregation, MinibatchesPerStep = minibatches }, teacher);
        var reports = Enumerable.Range(0, s_options.Steps).Select(step => trainer.Step(step).Report).ToArray();
        foreach (string letter in (string[])["A", "B", "C", "D"])
            Assert.Equal(teacher.Probability(Id(":"), Id(letter)), student.Probability(Id(":"), Id(letter)), tolerance);
        // From a quarter each: D = ¼ Σ log(¼/τ); half of the tokens are the end, where nothing differs.
        if (minibatches == 1)
            Assert.Equal(new[] { 0.03, 0.8, 0.1, 0.07 }.Average(q => Math.Log(0.25 / q)) / 2, reports[0].Divergence, estimator == DivergenceEstimator.SampledToken ? 0.1 : 1e-5);
        Assert.True(Math.Abs(reports[^1].Divergence) < 0.05);
        Assert.True(reports[^1].Accuracy > reports[0].Accuracy + 0.3);
    }

    [Fact]
    public void The_report_counts_what_was_sampled()
    {
        var (report, rollouts) = Trainer(LetterGame.Policy(s_tokenizer), s_options).Step(0);
        Assert.Equal((64, 2.0, 0.0), (report.Rollouts, report.CompletionTokens, report.TruncatedShare));
        Assert.Equal((16, 128), (report.PromptTokens, report.SampledTokens));
        Assert.Equal(Math.Log(4) / 2, report.Surprisal, 3);
        Assert.Equal(64, rollouts.Count);
    }

    [Fact]
    public void Resumed_equals_uninterrupted()
    {
        var (whole, first, second) = (LetterGame.Policy(s_tokenizer), LetterGame.Policy(s_tokenizer), LetterGame.Policy(s_tokenizer));
        var (wholeTrainer, firstTrainer, secondTrainer) = (Trainer(whole, s_options), Trainer(first, s_options), Trainer(second, s_options));
        for (int step = 0; step < 8; step++)
            wholeTrainer.Step(step);
        for (int step = 0; step < 3; step++)
            firstTrainer.Step(step);
        string folder = Directory.CreateTempSubdirectory("distillation").FullName;
        firstTrainer.SaveState(folder);
        secondTrainer.LoadState(folder);
        for (int step = 3; step < 8; step++)
            secondTrainer.Step(step);
        Assert.Equal(whole.Hash(), second.Hash());
        Assert.NotEqual(first.Hash(), second.Hash());
        File.WriteAllText(Path.Combine(folder, "distillation.json"), "{");
        Assert.Contains("earlier checkpoint", Assert.Throws<UserErrorException>(() => secondTrainer.LoadState(folder)).Message);
        Directory.Delete(folder, recursive: true);
    }
}
