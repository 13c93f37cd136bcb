// Forms: Open-R1's and TRL's patterns to the letter, and where they are closed.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Catalog;
using Xunit;
using static R1Sharp.Tests.Rewards.AccuracyRewardTests;

namespace R1Sharp.Tests.Rewards.Style;

public sealed class FormRewardTests
{
    internal static double? Score(string reward, string completion, string prompt = "", params (string Name, object? Value)[] parameters) =>
        RewardCatalog.Create(reward, parameters.ToDictionary(p => p.Name, p => p.Value)).Score(Input(completion, prompt: prompt)).Value;

    [Theory]
    [InlineData("<think>\nr\n</think>\n<answer>\n42\n</answer>", 1, 1)]
    [InlineData("<think>\n\n</think>\n<answer>\n\n</answer>", 1, 1)]
    [InlineData("<think>\nr\n</think>\n<answer>\n42\n</answer>\n", 1, 1)]
    [InlineData("<think>\nr\n</think>\n<answer>\n42\n</answer>\nmore", 0, 1)]
    [InlineData("<think>\nr\n</think>\n<answer>\n42\n</answer> more", 0, 0)]
    [InlineData("<think>\nr\n</think>\n<answer>\n42\n</answer>\n<answer>\n42\n</answer>", 0, 1)]
    [InlineData("<think>\n<think>\nr\n</think>\n<answer>\n42\n</answer>", 0, 1)]
    [InlineData("<think>r</think><answer>42</answer>", 0, 0)]
    [InlineData("<think>\nr\n</think><answer>\n42\n</answer>", 0, 0)]
    [InlineData("<think>\nr\n</think>\n\n<answer>\n42\n</answer>", 0, 0)]
    [InlineData(" <think>\nr\n</think>\n<answer>\n42\n</answer>", 0, 0)]
    [InlineData("<think>\n</think>\n<answer>\n42\n</answer>", 0, 0)]
    [InlineData("<think>Only thinking</think>", 0, 0)]
    [InlineData("<think>Wrong order</answer><answer>Wrong order</think>", 0, 0)]
    [InlineData("", 0, 0)]
    public void Format(string completion, double expected, double letter)
    {
        Assert.Equal(expected, Score("format", completion));
        Assert.Equal(letter, Score("format", completion, "", ("strict", false)));
    }

    [Fact]
    public void Format_may_leave_the_lines_free() => Assert.Equal(1, Score("format", "<think>r</think> <answer>42</answer>", "", ("newlines", false)));

    [Fact]
    public void A_tag_that_the_prompt_has_written_counts()
    {
        const string prompt = "Assistant: <think>\n";
        Assert.Equal(1, Score("format", "r\n</think>\n<answer>\n42\n</answer>", prompt));
        Assert.Equal(0, Score("format", "<think>\nr\n</think>\n<answer>\n42\n</answer>", prompt));
        Assert.Equal(1, Score("think_format", "r</think>42", prompt));
        Assert.Equal(1, Score("tag_count", "r\n</think>\n<answer>\n42\n</answer>", prompt));
        Assert.Equal(1, Score("code_format", "r\n</think>\n<answer>\n```python\nx\n```\n</answer>", prompt));
        Assert.Equal(0, Score("stop", "r</think>42", prompt));
        Assert.Equal(-1, Score("stop", "r</think>42"));
    }

    [Theory]
    [InlineData("<think>\nThis is my reasoning.\n</think>\nThis is my answer.", 1, 1)]
    [InlineData("<think>\nThis is my reasoning.\nThis is my answer.", 0, 0)]
    [InlineData("<think></think>", 1, 0)]
    [InlineData("<think>a</think>b</think>c", 1, 0)]
    [InlineData("<think>a<think>b</think>c", 0, 0)]
    [InlineData("<think>a</think><think>b</think>c", 0, 0)]
    [InlineData(" <think>a</think>b", 0, 0)]
    [InlineData("a</think>b", 0, 0)]
    [InlineData("", 0, 0)]
    public void Think_format(string completion, double expected, double strict)
    {
        Assert.Equal(expected, Score("think_format", completion));
        Assert.Equal(strict, Score("think_format", completion, "", ("strict", true)));
    }

    [Theory]
    [InlineData("<think>\nr\n</think>\n<answer>\n42\n</answer>", 1)]
    [InlineData("<think>r</think><answer>42</answer>", 0)]
    [InlineData("<think>\nr\n</think>\n42", 0.5)]
    [InlineData("<think>\nr\n</think>\n<answer>\n42", 0.75)]
    [InlineData("<think>\n<think>\nr\n</think>\n<answer>\n42\n</answer>", 0.75)]
    [InlineData("<think>\nr\n</think>\n<answer>\n42\n</answer>\n</answer>", 0.75)]
    [InlineData("", 0)]
    public void Tag_count(string completion, double expected) => Assert.Equal(expected, Score("tag_count", completion));

    [Theory]
    [InlineData("<think>\nr\n</think>\n<answer>\n```python\nprint(1)\n```\n</answer>", "python", 1)]
    [InlineData("<think>\nr\n</think>\n<answer>\nHere:\n```python\nprint(1)\n```\nDone.\n</answer>", "python", 1)]
    [InlineData("<think>\nr\n</think>\n<answer>\n```javascript\nx\n```\n</answer>", "python", 0)]
    [InlineData("<think>\nr\n</think>\n<answer>\n```javascript\nx\n```\n</answer>", "javascript", 1)]
    [InlineData("<think>\nr\n</think>\n<answer>\n```c++\nx\n```\n</answer>", "c++", 1)]
    [InlineData("<think>\n```python\nx\n```\n</think>\n<answer>\n42\n</answer>", "python", 0)]
    [InlineData("<think>\nr\n</think>\n<answer>\n```python\nprint(1)\n</answer>", "python", 0)]
    [InlineData("```python\nprint(1)\n```", "python", 0)]
    [InlineData("<think>\nr\n</think>\n<answer>\n```python\nx\n```\n</answer>\nmore", "python", 0)]
    public void Code_format(string completion, string language, double expected) =>
        Assert.Equal(expected, Score("code_format", completion, "", ("language", language)));

    [Theory]
    [InlineData("Step 1: First step\nStep 2: Second step\nStep 3: Third step", 3, 3)]
    [InlineData("First, we do this.\nSecond, we do that.\nFinally, we conclude.", 3, 3)]
    [InlineData("Step 1: Only step", 1, 1)]
    [InlineData("First, we do this.\nFinally, we conclude.", 2, 2)]
    [InlineData("Just plain text without any clear steps", 0, 0)]
    [InlineData("1. a\n2. b\n3. c", 1, 3)]
    [InlineData("Text\n- a\n- b", 2, 2)]
    [InlineData("- a\n* b\n* c", 2, 2)]
    [InlineData("Step 1: a Step 2: b Step 3: c Step 4: d", 4, 4)]
    [InlineData("first, step 1: nothing", 0, 0)]
    public void Reasoning_steps(string completion, int marks, int everyLine)
    {
        Assert.Equal(Math.Min(1, marks / 3.0), Score("reasoning_steps", completion)!.Value, 12);
        Assert.Equal(Math.Min(1, everyLine / 3.0), Score("reasoning_steps", completion, "", ("numbered_lines", true))!.Value, 12);
    }

    [Theory]
    [InlineData("<think>a</think><answer>1</answer>", FinishReason.Stop, 0)]
    [InlineData("42", FinishReason.Stop, 0)]
    [InlineData("<think>a</think><answer>1</answer>", FinishReason.Length, -1)]
    [InlineData("<think>a", FinishReason.Stop, -0.25)]
    [InlineData("<think>a</think></think>", FinishReason.Stop, -0.25)]
    [InlineData("</think>a<think>", FinishReason.Stop, -0.25)]
    [InlineData("<think>a</think><answer>1", FinishReason.Stop, -0.25)]
    public void Stop(string completion, FinishReason finish, double expected) =>
        Assert.Equal(expected, RewardCatalog.Create("stop", new Dictionary<string, object?> { ["malformed_penalty"] = -0.25 }).Score(Input(completion) with { Finish = finish }).Value);
}
