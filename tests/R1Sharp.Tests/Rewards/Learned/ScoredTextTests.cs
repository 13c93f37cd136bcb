using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Tests.Training;
using R1Sharp.Learning.Rewards.Steps;
using Xunit;

namespace R1Sharp.Tests.Rewards.Learned;

/// <summary>What of a completion a reward model reads.</summary>
public sealed class ScoredTextTests
{
    static readonly Tokenizer s_tokenizer = TestTokenizer.Bytes();

    static string Text(ScoredResponse response) => s_tokenizer.Decode(response.Sequence.Tokens.AsSpan(..^1));

    [Fact]
    public void A_summary_is_read_without_the_thoughts()
    {
        var response = new ScoredText(s_tokenizer, RewardScope.Summary).Read("Q:", "<think>2+2, wait</think>\nIt is 4.")!;
        Assert.Equal("Q:It is 4.", Text(response));
        Assert.Equal((2, 9), (response.PromptTokens, response.ResponseTokens));
        Assert.Equal(s_tokenizer.EndOfTextId, response.Sequence.Tokens[^1]);
        Assert.Equal([11], response.Sequence.Targets);
    }

    [Theory]
    [InlineData("Q:<think>\n", "2+2</think>It is 4.", "Q:It is 4.")]
    [InlineData("Q:", "It is 4.", "Q:It is 4.")]
    public void A_prompt_that_opened_the_thoughts_is_cut_back(string prompt, string completion, string expected) =>
        Assert.Equal(expected, Text(new ScoredText(s_tokenizer, RewardScope.Summary).Read(prompt, completion)!));

    [Fact]
    public void Thoughts_without_end_leave_nothing_to_score() => Assert.Null(new ScoredText(s_tokenizer, RewardScope.Summary).Read("Q:", "<think>2+2, wait"));

    [Fact]
    public void A_whole_response_keeps_its_thoughts() =>
        Assert.Equal("Q:<think>2+2</think>4", Text(new ScoredText(s_tokenizer, RewardScope.Response).Read("Q:", "<think>2+2</think>4")!));

    [Fact]
    public void Steps_are_scored_after_each_line()
    {
        var response = new ScoredText(s_tokenizer, RewardScope.Steps).Read("Q:", "ab\n\ncd\ne\n")!;
        Assert.Equal("Q:ab\n\ncd\ne\n", Text(response));
        Assert.Equal([5, 9, 12], response.Sequence.Targets);
        Assert.Equal(["ab\n", "\ncd\n", "e\n"], StepText.Lines("ab\n\ncd\ne\n"));
        Assert.Equal([""], StepText.Lines(""));
        Assert.Equal(["\n\n"], StepText.Lines("\n\n"));
    }
}
