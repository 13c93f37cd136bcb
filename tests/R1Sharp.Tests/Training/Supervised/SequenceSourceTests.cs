using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Supervised;
using Xunit;

namespace R1Sharp.Tests.Training.Supervised;

/// <summary>Batches are pure in the step and cover every epoch once.</summary>
public sealed class SequenceSourceTests
{
    static readonly TokenSequence[] s_corpus = [.. Enumerable.Range(0, 37).Select(i => new TokenSequence([.. Enumerable.Repeat(i, 2 + i % 5)]))];

    [Fact]
    public void Every_sequence_is_seen_once_in_each_epoch()
    {
        var source = new ShuffledSequences(s_corpus, seed: 3, tokensPerStep: 20);
        int[] seen = [.. Enumerable.Range(0, source.StepsOf(3)).SelectMany(source.Batch).Select(s => s.Tokens[0])];
        for (int epoch = 0; epoch < 3; epoch++)
            Assert.Equal(Enumerable.Range(0, 37), seen.Skip(37 * epoch).Take(37).Order());
        Assert.NotEqual(seen.Take(37), seen.Skip(37).Take(37));
    }

    [Fact]
    public void A_step_keeps_to_its_tokens_and_sequences()
    {
        var source = new ShuffledSequences(s_corpus, seed: 3, tokensPerStep: 20, sequencesPerStep: 4);
        for (int step = 0; step < 40; step++)
        {
            var batch = source.Batch(step);
            Assert.InRange(batch.Count, 1, 4);
            Assert.InRange(batch.Sum(s => s.Tokens.Length), 2, 20);
        }
        Assert.All(Enumerable.Range(0, 9), step => Assert.Single(new ShuffledSequences(s_corpus, 3, tokensPerStep: 1).Batch(step)));
    }

    [Fact]
    public void A_step_is_the_same_whenever_it_is_asked()
    {
        var forwards = new ShuffledSequences(s_corpus, seed: 3, tokensPerStep: 20);
        var backwards = new ShuffledSequences(s_corpus, seed: 3, tokensPerStep: 20);
        var first = Enumerable.Range(0, 30).Select(forwards.Batch).ToArray();
        var second = Enumerable.Range(0, 30).Reverse().Select(backwards.Batch).Reverse().ToArray();
        Assert.Equal(first, second);
    }

    [Fact]
    public void Documents_are_taken_while_they_fit()
    {
        var source = new GeneratedSequences((step, index) => new TokenSequence([step, index, 0]), tokensPerStep: 10);
        Assert.Equal([0, 1, 2], source.Batch(4).Select(s => s.Tokens[1]));
        Assert.Single(new GeneratedSequences((_, _) => new TokenSequence(new int[50]), 10).Batch(0));
        Assert.Equal(2, new GeneratedSequences((_, _) => new TokenSequence(new int[3]), 10, sequencesPerStep: 2).Batch(0).Count);
    }

    [Fact]
    public void Every_problem_is_asked_once_in_each_epoch()
    {
        Problem[] problems = [.. Enumerable.Range(0, 10).Select(i => new Problem { Id = $"{i}", Question = "q", Answer = "a" })];
        var source = new ShuffledProblems(problems, seed: 1);
        string[] asked = [.. Enumerable.Range(0, 10).SelectMany(step => source.Batch(step, 4)).Select(p => p.Id)];
        for (int epoch = 0; epoch < 4; epoch++)
            Assert.Equal(10, asked.Skip(10 * epoch).Take(10).Distinct().Count());
        Assert.NotEqual(asked.Take(10), asked.Skip(10).Take(10));
        Assert.Equal(source.Batch(7, 4), source.Batch(7, 4));
    }

    [Fact]
    public void Nothing_to_train_on_is_said_in_a_sentence()
    {
        Assert.Contains("at least one", Assert.Throws<UserErrorException>(() => new ShuffledProblems([], 1)).Message);
        Assert.Contains("at least one", Assert.Throws<UserErrorException>(() => new ShuffledSequences([], 1, 10)).Message);
    }
}
