using R1Sharp.Learning;
using R1Sharp.Learning.Rewards.Code;
using Xunit;

namespace R1Sharp.Tests.Rewards.Code;

/// <summary>What needs no sandbox: finding the program, reading tests, comparing outputs.</summary>
public sealed class CodeTextTests
{
    [Theory]
    [InlineData("```python\na\n```", "a")]
    [InlineData("```python\na\n```\n```python\nb\n```", "b")]
    [InlineData("```python\na\n```\n```\noutput\n```", "a")]
    [InlineData("```\na\n```", "a")]
    [InlineData("```Python3\na\n\nb\n```", "a\n\nb")]
    [InlineData("```python\ns = '```'\n```", "s = '```'")]
    [InlineData("```python\na\n```\n```python\nb", "a")]
    [InlineData("<think>```python\na\n```</think>```python\nb\n```", "b")]
    [InlineData("<think>```python\na\n```", null)]
    [InlineData("```json\na\n```", null)]
    [InlineData("print(1)", null)]
    public void The_program_is_the_last_closed_python_block_after_the_thoughts(string completion, string? program) => Assert.Equal(program, ProgramText.Last(completion));

    [Fact]
    public void Thoughts_that_the_prompt_has_opened_hold_no_program()
    {
        Assert.Null(ProgramText.Last("```python\na\n```", "Question <think>\n"));
        Assert.Equal("b", ProgramText.Last("```python\na\n```</think>```python\nb\n```", "Question <think>\n"));
    }

    [Theory]
    [InlineData("1 2\n", "1 2", true)]
    [InlineData("1 2  \r\n\n\n", "1 2", true)]
    [InlineData("1  2", "1 2", false)]
    [InlineData("1\n2", "1 2", false)]
    [InlineData("1", "1\n2", false)]
    [InlineData("", "1", false)]
    [InlineData("", "\n", true)]
    [InlineData(" 1", "1", false)]
    [InlineData("1.0", "1", false)]
    public void Lines_are_compared_without_what_stands_at_their_ends(string printed, string expected, bool equal) => Assert.Equal(equal, new OutputComparison().AreEqual(printed, expected));

    [Theory]
    [InlineData(OutputRule.Exact, 0, "a\n", "a", false)]
    [InlineData(OutputRule.Words, 0, "a\n b", "a b", true)]
    [InlineData(OutputRule.Words, 0, "a", "a b", false)]
    [InlineData(OutputRule.Lines, 1e-6, "3.1415926 x", "3.14159265358979 x", true)]
    [InlineData(OutputRule.Lines, 1e-6, "3.1416 x", "3.14159265358979 x", false)]
    [InlineData(OutputRule.Lines, 1e-6, "1e9", "1000000001", true)]
    [InlineData(OutputRule.Lines, 1e-6, "nan", "1", false)]
    [InlineData(OutputRule.Lines, 1e-6, "Infinity", "1", false)]
    [InlineData(OutputRule.Lines, 1, "inf", "1", false)]
    public void Rules_and_tolerance(OutputRule rule, double tolerance, string printed, string expected, bool equal) =>
        Assert.Equal(equal, new OutputComparison(rule, tolerance).AreEqual(printed, expected));

    [Theory]
    [InlineData("42")]
    [InlineData("{}")]
    [InlineData("{\"inputs\":[\"1\"],\"outputs\":[]}")]
    [InlineData("{\"test_cases\":[]}")]
    [InlineData("{\"language\":\"cpp\",\"test_cases\":[{\"input\":\"\",\"output\":\"\"}]}")]
    [InlineData("[1, 2]")]
    [InlineData("{\"test_list\":")]
    public void Tests_that_are_none_are_said_in_a_sentence(string text) =>
        Assert.StartsWith("The tests of the program cannot be read: ", Assert.Throws<UserErrorException>(() => CodeTests.Parse(text)).Message, StringComparison.Ordinal);
}
