using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Reinforcement;
using Xunit;

namespace R1Sharp.Tests.Training.Reinforcement;

/// <summary>Learning from completions that were recorded.</summary>
public sealed class RecordedTrainerTests
{
    static readonly Learning.Tokenization.Tokenizer s_tokenizer = TestTokenizer.Bytes();

    // Six answers of four choices each; those that begin with B are right.
    static List<RewardedCompletion> Recorded(TablePolicy policy, float error = 0)
    {
        int[] prompt = s_tokenizer.Encode("a:");
        int right = s_tokenizer.Encode("B")[0];
        var requests = Enumerable.Range(0, 6).Select(i => new GenerationRequest
        {
            Prompt = prompt,
            SampleCount = 4,
            PromptKey = i,
            Sampling = new() { MaxCompletionTokens = 4, StopTokens = [s_tokenizer.EndOfTextId] },
        }).ToArray();
        return [.. policy.Generate(requests).SelectMany((group, i) => group.Select((c, s) =>
            new RewardedCompletion($"cmpl-{i}", s, prompt, c with { LogProbs = [.. c.LogProbs.Select(p => p + error)] }, c.Tokens[0] == right ? 1 : 0)))];
    }

    static (TablePolicy Policy, List<ReinforcementReport> Reports) Train(RecordedOptions options, float error = 0)
    {
        var policy = LetterGame.Policy(s_tokenizer);
        using var trainer = new RecordedTrainer(policy, s_tokenizer, Recorded(policy, error), 1, options, 1);
        var reports = new List<ReinforcementReport>();
        for (int step = 0; step < trainer.StepCount; step++)
            reports.Add(trainer.Step(step).Report);
        return (policy, reports);
    }

    static RecordedOptions Options(RecordedGroups by = RecordedGroups.Answer) =>
        new() { Epochs = 4, GroupsPerStep = 3, GroupBy = by, LearningRate = new() { Peak = 2 } };

    [Theory]
    [InlineData(RecordedGroups.Answer, 8), InlineData(RecordedGroups.Prompt, 4), InlineData(RecordedGroups.Step, 8)]
    public void What_was_rewarded_becomes_more_probable(object by, int steps)
    {
        int colon = s_tokenizer.Encode(":")[0], right = s_tokenizer.Encode("B")[0];
        double before = LetterGame.Policy(s_tokenizer).Probability(colon, right);
        var (policy, reports) = Train(Options((RecordedGroups)by));
        Assert.Equal(steps, reports.Count);
        Assert.True(policy.Probability(colon, right) > before + 0.05);
        Assert.Equal(0.0, reports[0].SamplerKl);
        // Later epochs learn from what older weights sampled.
        Assert.True(reports[^1].SamplerKl > 0);
        Assert.Equal(reports.Count - 1, reports[^1].Staleness);
    }

    [Fact]
    public void Other_probabilities_of_the_sampler_are_corrected_for()
    {
        Assert.Equal(Train(Options()).Policy.Hash(), Train(Options()).Policy.Hash());
        Assert.NotEqual(Train(Options()).Policy.Hash(), Train(Options(), 0.2f).Policy.Hash());
        // So far from the trainer's that nothing is learned from.
        Assert.Equal(LetterGame.Policy(s_tokenizer).Hash(), Train(Options(), 5f).Policy.Hash());
    }

    [Fact]
    public void Where_nothing_differs_there_is_nothing_to_learn()
    {
        var policy = LetterGame.Policy(s_tokenizer);
        var alone = Recorded(policy).Select((c, i) => c with { Id = $"{i}" }).ToArray();
        Assert.Contains("group_by", Assert.Throws<UserErrorException>(() => new RecordedTrainer(policy, s_tokenizer, alone, 1, Options(), 1)).Message);
        using var compared = new RecordedTrainer(policy, s_tokenizer, alone, 1, Options(RecordedGroups.Step), 1);
        Assert.Throws<UserErrorException>(() => new RecordedTrainer(policy, s_tokenizer, [], 1, Options(), 1));
    }
}
