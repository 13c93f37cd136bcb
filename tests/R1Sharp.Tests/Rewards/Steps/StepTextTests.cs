using R1Sharp.Learning.Rewards.Steps;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Tests.Training;
using Xunit;

namespace R1Sharp.Tests.Rewards.Steps;

/// <summary>Where steps end, in the text and in the tokens.</summary>
public sealed class StepTextTests
{
    [Theory]
    [InlineData("<think>79*11=869,869+15=884</think><answer>884</answer>", "<think>79*11=869|,869+15=884|</think><answer>884</answer>")]
    [InlineData("79*11=859 wait check 79*10=790,79*1=79 no so 869", "79*11=859| wait check 79*10=790|,79*1=79| no so 869")]
    [InlineData("40713 reverse 31704 drop 1704", "40713| reverse 31704| drop 1704")]
    [InlineData("12-9=3,3+3=6:6 yes", "12-9=3|,3+3=6:6 yes")]
    [InlineData("A says B lies", "A says B lies")]
    [InlineData("3.5 apples", "3.5 apples")]
    [InlineData("", "")]
    public void A_result_ends_a_step_and_what_follows_the_last_belongs_to_it(string text, string steps)
    {
        Assert.Equal(steps.Split('|'), StepText.Cut(text, StepUnit.Results));
        Assert.Equal(text, string.Concat(StepText.Cut(text, StepUnit.Lines)));
    }

    [Fact]
    public void The_tokens_of_a_step_end_with_the_first_that_reaches_its_end_and_the_last_step_has_the_end_of_text()
    {
        var tokenizer = TestTokenizer.Bytes();
        int[] tokens = [.. tokenizer.Encode("1+1=2,2+2=4</think>"), tokenizer.EndOfTextId];
        Assert.Equal([4, tokens.Length - 1], StepEnds.Of(tokenizer, tokens, ["1+1=2", ",2+2=4</think>"]));
        Assert.Equal([tokens.Length - 1], StepEnds.Of(tokenizer, tokens, ["1+1=2,2+2=4</think>"]));
        // A letter of three bytes is there with its last one.
        Assert.Equal([2, 5], StepEnds.Of(tokenizer, tokenizer.Encode("对对"), ["对", "对"]));
    }
}
