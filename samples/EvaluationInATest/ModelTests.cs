// How good a model is, as a unit test: dotnet run, or dotnet test.

using R1Sharp;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using Xunit;

namespace EvaluationInATest;

public sealed class ModelTests
{
    static readonly Problem[] s_sums =
        [.. from a in Enumerable.Range(1, 4) from b in Enumerable.Range(1, 4) select new Problem { Id = $"{a}+{b}", Question = $"{a}+{b}", Answer = $"{a + b}" }];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_grader_takes_the_gold_answers() =>
        Assert.All(s_sums, sum => Assert.True(new AnswerGrader().Grade($"The answer is {sum.Answer}.", sum).IsRight));

    [Fact]
    public void The_model_adds()
    {
        using var model = R1Model.Fresh(s_sums.Select(Right));
        var before = model.Evaluate(s_sums, new() { SampleCount = 4, MaxCompletionTokens = 32 }, cancellation: Cancellation);
        model.LearnAnswers(s_sums.Select(sum => (sum.Question, Right(sum))), new() { Steps = 100, TokensPerStep = 1024 }, cancellation: Cancellation);
        var after = model.Evaluate(s_sums, new() { SampleCount = 4, MaxCompletionTokens = 32 }, cancellation: Cancellation);
        Assert.True(before.Overall.PassAtOne < 0.5, $"before: {before.Overall.PassAtOne:0.00}");
        Assert.True(after.Overall.PassAtOneInterval.Low > 0.8, $"after: {after.Overall.PassAtOne:0.00}");
    }

    static string Right(Problem sum) => $"<think>{sum.Question}</think>The answer is {sum.Answer}.";
}
