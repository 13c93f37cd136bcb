using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Preferences;
using Xunit;

namespace R1Sharp.Tests.Training.Preferences;

/// <summary>Which completions of a problem become a pair.</summary>
public sealed class ShorterPairsTests
{
    static readonly Problem s_problem = new() { Id = "p", Question = "?", Answer = "1", Family = "test" };

    static Rollout Completion(int tokens, bool right = true, bool formed = true, bool ended = true) => new()
    {
        GroupIndex = 0,
        SampleIndex = tokens,
        Problem = s_problem,
        Prompt = "",
        PromptTokens = [0],
        Completion = new Completion(new int[tokens], new float[tokens], ended ? FinishReason.Stop : FinishReason.Length),
        Text = $"text of {tokens}",
        Reward = 0,
        RewardParts = new Dictionary<string, RewardScore>(),
        Accuracy = right ? 1 : 0,
        Answer = null,
        Format = formed ? 1 : 0,
        SelfChecks = 0,
        LanguagePurity = null,
    };

    static (ShorterPair? Pair, string? Reason) Of(ShorterOptions options, params Rollout[] group) =>
        (ShorterPairs.Of(group, r => (r.Text, r.Completion.Tokens.Length), options, out string? reason), reason);

    [Fact]
    public void Where_nothing_can_be_judged_length_alone_decides()
    {
        var (pair, _) = Of(new() { RequireRight = false }, Completion(30, right: false), Completion(12, formed: false), Completion(90, ended: false));
        Assert.Equal((12, 90), (pair!.Source.SampleIndex, pair.Rejected.SampleIndex));
    }

    [Fact]
    public void The_shortest_right_completion_is_preferred_to_the_longest_right_one()
    {
        var (pair, reason) = Of(new(), Completion(30), Completion(10, right: false), Completion(12, formed: false), Completion(20), Completion(90, ended: false), Completion(80), Completion(85, right: false));
        Assert.Null(reason);
        Assert.Equal(("text of 20", 20, 20, 80, false), (pair!.Chosen, pair.ChosenTokens, pair.Source.SampleIndex, pair.Rejected.SampleIndex, pair.IsAgainstWrong));
    }

    [Fact]
    public void Without_a_pair_there_is_a_reason()
    {
        Assert.Equal("none_right", Of(new(), Completion(10, right: false), Completion(20, formed: false)).Reason);
        Assert.Equal("alike", Of(new(), Completion(10)).Reason);
        Assert.Equal("alike", Of(new() { LeastSaving = 0.2 }, Completion(81), Completion(100)).Reason);
        Assert.Null(Of(new() { LeastSaving = 0.2 }, Completion(80), Completion(100)).Reason);
        Assert.All(["none_right", "alike", "rarely_right"], reason => Assert.Contains(reason, ShorterPairs.Reasons));
    }

    [Fact]
    public void Where_short_completions_are_often_wrong_right_is_preferred_to_short()
    {
        // About as short as 20 are those up to 25: one right, two wrong.
        Rollout[] group = [Completion(20), Completion(22, right: false), Completion(25, right: false), Completion(60), Completion(50), Completion(90)];
        var trusting = new ShorterOptions { LeastRightShare = 0.3 };
        Assert.Equal((20, 90), (Of(trusting, group).Pair!.ChosenTokens, Of(trusting, group).Pair!.Rejected.SampleIndex));
        Assert.Equal("rarely_right", Of(new() { LeastRightShare = 0.5 }, group).Reason);
        var pair = Of(new() { LeastRightShare = 0.5, AgainstWrong = true }, group).Pair!;
        Assert.Equal((50, 22, true), (pair.ChosenTokens, pair.Rejected.SampleIndex, pair.IsAgainstWrong));
        Assert.Equal("rarely_right", Of(new() { LeastRightShare = 0.5, AgainstWrong = true }, group[..3]).Reason);
    }

    [Fact]
    public void What_cannot_be_shortened_is_not_chosen()
    {
        Rollout[] group = [Completion(20), Completion(40), Completion(90)];
        var pair = ShorterPairs.Of(group, r => r.SampleIndex == 20 ? null : ($"half of {r.SampleIndex}", r.SampleIndex / 2), new(), out _)!;
        Assert.Equal(("half of 40", 20, 40, 90), (pair.Chosen, pair.ChosenTokens, pair.Source.SampleIndex, pair.Rejected.SampleIndex));
        Assert.Null(ShorterPairs.Of(group, _ => null, new(), out string? reason));
        Assert.Equal("alike", reason);
    }
}
