using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Steps;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Selection;
using Xunit;

namespace R1Sharp.Tests.Training.Selection;

/// <summary>Labels of steps: the two estimates by hand, and a game in which it is known what a step is worth.</summary>
public sealed class StepLabellerTests
{
    static readonly Learning.Tokenization.Tokenizer s_tokenizer = TestTokenizer.Bytes();

    [Fact]
    public void Hard_asks_whether_any_is_right_and_soft_how_many_are()
    {
        Assert.Equal([0, 1, 1], new[] { 0, 1, 8 }.Select(c => StepLabeller.Label(StepEstimate.Hard, c, 8)));
        Assert.Equal([0, 0.125, 1], new[] { 0, 1, 8 }.Select(c => StepLabeller.Label(StepEstimate.Soft, c, 8)));
    }

    // "1 3", "1 4", "2 3", "2 4", each in a quarter of the cases; "1 3" is right.
    static StepLabeller Labeller(StepLabelOptions options)
    {
        var policy = new TablePolicy(s_tokenizer.VocabularySize);
        Only(policy, ':', "12");
        Only(policy, '1', " ");
        Only(policy, '2', " ");
        Only(policy, ' ', "34");
        foreach (char last in "34")
            for (int next = 0; next < s_tokenizer.VocabularySize; next++)
                policy.Logit(Id(last), next) = next == s_tokenizer.EndOfTextId ? 0 : -60;
        var asker = new Asker(policy, s_tokenizer, q => q, LetterGame.Reward());
        Problem[] problems = [.. "abc".Select(c => new Problem { Id = $"{c}", Question = $"{c}:", Answer = "1 3", Family = "steps" })];
        return new StepLabeller(asker, problems, options, i => i.Completion.StartsWith('1') ? [1, i.Completion == "1 3" ? 1 : 0] : [0, 0], seed: 1);
    }

    static int Id(char letter) => s_tokenizer.Encode(letter.ToString())[0];

    static void Only(TablePolicy policy, char last, string next)
    {
        for (int t = 0; t < s_tokenizer.VocabularySize; t++)
            policy.Logit(Id(last), t) = next.Any(c => Id(c) == t) ? 0 : -60;
    }

    static List<LabelledSteps> All(StepLabelOptions options, out long tokens)
    {
        var labeller = Labeller(options);
        var steps = Enumerable.Range(0, labeller.StepCount).Select(labeller.Step).ToList();
        tokens = steps.Sum(s => s.Tokens);
        return [.. steps.SelectMany(s => s.Labelled)];
    }

    [Fact]
    public void A_step_from_which_the_answer_can_be_reached_is_good_and_the_last_is_what_the_answer_is()
    {
        var options = new StepLabelOptions { SampleCount = 8, Continuations = 16, ProblemsPerStep = 2, MaxCompletionTokens = 6 };
        var hard = All(options, out long tokens);
        Assert.Equal(24, hard.Count);
        foreach (var labelled in hard)
        {
            Assert.Equal(2, labelled.Steps.Count);
            Assert.Equal(labelled.Exact!, labelled.Labels);
        }
        // Four tokens each, and sixteen times the last three.
        Assert.Equal(24 * (4 + 16 * 3), tokens);
        var soft = All(options with { Estimate = StepEstimate.Soft, Continuations = 64 }, out _);
        Assert.All(soft.Where(l => l.Steps[0] == "1"), l => Assert.InRange(l.Labels[0], 0.3, 0.7));
        Assert.All(soft.Where(l => l.Steps[0] == "2"), l => Assert.Equal(0, l.Labels[0]));
        Assert.Equal(hard.Select(l => l.Rollout.Text), soft.Select(l => l.Rollout.Text));
    }

    [Fact]
    public void Exact_labels_continue_nothing()
    {
        var exact = All(new() { Estimate = StepEstimate.Exact, SampleCount = 4, MaxCompletionTokens = 6 }, out long tokens);
        Assert.All(exact, l => Assert.Equal(l.Exact!, l.Labels));
        Assert.Equal(12 * 4, tokens);
        Assert.Contains("leave unit out", Assert.Throws<UserErrorException>(
            () => Labeller(new() { Estimate = StepEstimate.Exact, Unit = StepUnit.Lines })).Message, StringComparison.Ordinal);
    }
}
