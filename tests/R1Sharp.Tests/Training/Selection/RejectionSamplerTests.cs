using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Selection;
using Xunit;

namespace R1Sharp.Tests.Training.Selection;

/// <summary>Many completions are rewritten at once, and what is kept is what would be kept one after the other.</summary>
public sealed class RejectionSamplerTests
{
    static readonly Learning.Tokenization.Tokenizer s_tokenizer = TestTokenizer.Bytes();

    sealed class Nothing : IReward
    {
        public string Name => "accuracy";

        public RewardScore Score(RewardInput input) => new(0, "", null);
    }

    // One of eight digits, then the end or another one.
    static Asker Digits()
    {
        var policy = new TablePolicy(s_tokenizer.VocabularySize);
        int[] digits = [.. "12345678".Select(c => s_tokenizer.Encode(c.ToString())[0])];
        for (int from = 0; from < s_tokenizer.VocabularySize; from++)
            for (int t = 0; t < s_tokenizer.VocabularySize; t++)
                policy.Logit(from, t) = digits.Contains(t) || (digits.Contains(from) && t == s_tokenizer.EndOfTextId) ? 0 : -60;
        return new Asker(policy, s_tokenizer, q => q, LetterGame.Reward(new Nothing()));
    }

    // Completions that begin with a small digit cannot be rewritten.
    static string? Rewritten(string text) => text[0] is '1' or '2' or '3' ? null : $"({text})";

    [Theory]
    [InlineData(1, false), InlineData(3, false), InlineData(3, true), InlineData(100, true)]
    public void RoundsKeepWhatOneAfterTheOtherWouldBeKept(int most, bool distinct)
    {
        var options = new RejectionOptions { SampleCount = 12, MostPerProblem = most, Distinct = distinct, RequireRight = false, RequireFormat = false, MinLanguagePurity = null, MaxRepetition = null, MaxCompletionTokens = 4, ProblemsPerStep = 9 };
        Problem[] problems = [.. Enumerable.Range(0, 9).Select(i => new Problem { Id = $"{i}", Question = "q:", Answer = "1" })];
        var calls = new List<int>();
        var sampler = new RejectionSampler(Digits(), problems, options, seed: 3)
        {
            Rewrite = drafts =>
            {
                calls.Add(drafts.Count);
                return [.. drafts.Select(d => Rewritten(d.Text))];
            },
        };
        var step = sampler.Step(0);
        var (kept, dropped) = OneByOne(step.Rollouts, options);
        Assert.Equal(kept, step.Kept.Select(k => (k.Rollout.Problem.Id, k.Text)));
        Assert.Equal(dropped.Where(d => d.Value > 0).OrderBy(d => d.Key), step.Dropped.Where(d => d.Value > 0).OrderBy(d => d.Key));
        Assert.Equal(step.Rollouts.Count, step.Kept.Count + step.Dropped.Values.Sum());
        // The first round asks of all problems together.
        Assert.True(calls[0] >= problems.Length, $"{calls[0]}");
    }

    static (List<(string, string)> Kept, Dictionary<string, int> Dropped) OneByOne(IReadOnlyList<Rollout> rollouts, RejectionOptions options)
    {
        var (kept, dropped) = (new List<(string, string)>(), new Dictionary<string, int>());
        foreach (var group in rollouts.GroupBy(r => r.Problem.Id))
        {
            var paths = new HashSet<string>();
            int count = 0;
            foreach (var rollout in group)
            {
                string? text = null, reason = RejectionFilter.Reason(rollout, options)
                    ?? (count == options.MostPerProblem ? RejectionFilter.Surplus : options.Distinct == true && !paths.Add(RejectionFilter.Path(rollout.Text)) ? RejectionFilter.Alike : null);
                reason ??= (text = Rewritten(rollout.Text)) is null ? RejectionFilter.Rewrite : null;
                if (reason is not null)
                    dropped[reason] = dropped.GetValueOrDefault(reason) + 1;
                else
                {
                    kept.Add((group.Key, text!));
                    count++;
                }
            }
        }
        return (kept, dropped);
    }
}
