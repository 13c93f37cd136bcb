using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Evaluation;
using Xunit;

namespace R1Sharp.Tests.Training.Evaluation;

/// <summary>An evaluation of a policy whose probabilities are known, and of completions written by hand.</summary>
public sealed class EvaluatorTests
{
    static readonly Tokenizer s_tokenizer = TestTokenizer.Bytes();
    static readonly EvaluationOptions s_options = new() { SampleCount = 16, Temperature = 1, TopP = 1, MaxCompletionTokens = 3 };

    static Evaluator Evaluator(IPolicy policy, EvaluationOptions options, ulong seed = 1) =>
        new(new Asker(policy, s_tokenizer, question => question, LetterGame.Reward()), options, seed);

    static Problem[] Problems(int count) => [.. Enumerable.Range(0, count).Select(i =>
        LetterGame.Question((char)('a' + i % 4), i % 2 == 0 ? "even" : "odd") with { Id = $"p{i}", Level = i % 3, Language = i % 5 == 0 ? "zh" : "en" })];

    static Completion Answer(string text, FinishReason finish = FinishReason.Stop)
    {
        int[] tokens = [.. s_tokenizer.Encode(text), s_tokenizer.EndOfTextId];
        return new(tokens, new float[tokens.Length], finish);
    }

    [Fact]
    public void A_uniform_guesser_is_right_in_a_quarter_of_the_cases()
    {
        var result = Evaluator(LetterGame.Policy(s_tokenizer), s_options).Evaluate(Problems(60));
        Assert.InRange(result.Overall.PassAtOne, 0.20, 0.30);
        Assert.InRange(0.25, result.Overall.PassAtOneInterval.Low, result.Overall.PassAtOneInterval.High);
        Assert.InRange(result.Overall.PassAt[16], 0.92, 1.0);
        Assert.Equal([1, 2, 4, 8, 16], result.Overall.PassAt.Keys.Order());
        Assert.Equal(result.Overall.PassAtOne, result.Overall.PassAt[1], 12);
        Assert.Equal(result.Overall.PassAtOne, result.Overall.ConsensusAt[1], 12);
        Assert.Equal((2.0, 0.0), (result.Overall.MeanCompletionTokens, result.Overall.TruncatedShare));
    }

    [Fact]
    public void Every_token_that_ends_a_text_ends_a_completion_and_is_no_part_of_its_text()
    {
        int colon = s_tokenizer.Encode(":")[0], other = s_tokenizer.Encode("B")[0];
        var policy = new TablePolicy(s_tokenizer.VocabularySize) { EndIds = [other] };
        policy.Logit(colon, other) = 100;
        var rollouts = Evaluator(policy, s_options).Evaluate(Problems(4)).Problems.SelectMany(p => p.Samples).ToArray();
        Assert.All(rollouts, r => Assert.Equal((FinishReason.Stop, ""), (r.Completion.Finish, r.Text)));
        Assert.All(rollouts, r => Assert.Equal([other], r.Completion.Tokens));
    }

    [Fact]
    public void Problems_without_room_for_an_answer_are_left_out_and_counted_unless_that_is_an_error()
    {
        Problem[] problems = [.. Problems(6), LetterGame.Question('a', "even") with { Id = "long", Question = new string('x', 40) + "a:" }];
        var policy = new TablePolicy(s_tokenizer.VocabularySize) { MaxPositions = 30 };
        var result = Evaluator(policy, s_options).Evaluate(problems);
        Assert.Equal((6, "long"), (result.Overall.ProblemCount, Assert.Single(result.LeftOut).Id));
        Assert.Equal(Evaluator(policy, s_options).Evaluate(problems[..6]).Overall.PassAtOne, result.Overall.PassAtOne);
        var strict = new Evaluator(new Asker(policy, s_tokenizer, question => question, LetterGame.Reward()), s_options, 1) { IsStrict = true };
        Assert.Contains("problem long has", Assert.Throws<UserErrorException>(() => strict.Evaluate(problems)).Message);
        Assert.Throws<UserErrorException>(() => Evaluator(policy, s_options).Evaluate(problems[6..]));
    }

    [Fact]
    public void A_better_policy_is_significantly_better_and_the_same_one_is_not()
    {
        var (uniform, leaning) = (LetterGame.Policy(s_tokenizer), LetterGame.Policy(s_tokenizer));
        leaning.Logit(s_tokenizer.Encode(":")[0], s_tokenizer.Encode("B")[0]) = 1;
        Problem[] asked = [.. Problems(40).Where(p => p.Answer == "B")];
        EvaluationResult evaluate(TablePolicy policy, ulong seed) => Evaluator(policy, s_options, seed).Evaluate(asked);
        Assert.True(PairedComparison.Of(evaluate(uniform, 1), evaluate(leaning, 1)) is { IsSignificant: true, Difference: > 0.1 });
        Assert.False(PairedComparison.Of(evaluate(uniform, 1), evaluate(uniform, 2)).IsSignificant);
        Assert.Equal(0, PairedComparison.Of(evaluate(uniform, 1), evaluate(uniform, 1)).Difference);
    }

    [Fact]
    public void The_samples_of_a_problem_do_not_depend_on_the_others()
    {
        var policy = LetterGame.Policy(s_tokenizer);
        var problems = Problems(9);
        var all = Evaluator(policy, s_options).Evaluate(problems);
        var some = Evaluator(policy, s_options).Evaluate([problems[7], problems[2]]);
        Assert.Equal(all.Problems[7].Samples.Select(s => s.Text), some.Problems[0].Samples.Select(s => s.Text));
        Assert.Equal(all.Problems[2].Samples.Select(s => s.Text), some.Problems[1].Samples.Select(s => s.Text));
    }

    [Fact]
    public void Slices_and_votes_by_hand()
    {
        Problem[] problems = [LetterGame.Question('a', "x") with { Level = 1 }, LetterGame.Question('b', "y") with { Level = 2, Language = "zh" }];
        Completion[][] completions =
        [
            [Answer("B"), Answer("B"), Answer("C"), Answer("D")],
            [Answer("A"), Answer("A"), Answer("C"), Answer("AA", FinishReason.Length)],
        ];
        var result = Evaluator(LetterGame.Policy(s_tokenizer), s_options).Grade(problems, completions);
        Assert.Equal(3 / 8.0, result.Overall.PassAtOne);
        Assert.Equal(0.5, result.ByFamily["x"].PassAtOne);
        Assert.Equal(0.25, result.ByLevel[2].PassAtOne);
        Assert.Equal(0.25, result.ByFamilyAndLevel["y/2"].PassAtOne);
        Assert.Equal(0.25, result.ByLanguage["zh"].PassAtOne);
        Assert.Equal(1, result.ByFamily["x"].ConsensusAt[4]);
        Assert.Equal(0, result.ByFamily["y"].ConsensusAt[4]);
        Assert.Equal(1 / 8.0, result.Overall.TruncatedShare);
        Assert.Equal(17 / 8.0, result.Overall.MeanCompletionTokens);
        Assert.Equal(0, result.Overall.UngradedCount);
        Assert.Equal(0.0, result.Overall.Format);
    }

    [Fact]
    public void Two_problems_with_one_id_are_refused()
    {
        var error = Assert.Throws<UserErrorException>(() => Evaluator(LetterGame.Policy(s_tokenizer), s_options).Grade([LetterGame.Question('a'), LetterGame.Question('a')], []));
        Assert.Contains("\"a\"", error.Message);
    }
}
