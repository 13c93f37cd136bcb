using R1Sharp.App.Commands;
using R1Sharp.App.Data;
using Xunit;

namespace R1Sharp.Tests.Data;

/// <summary>What "r1 data show" says of a first row: its columns, its shape, and how it would be asked.</summary>
public sealed class DatasetTextTests : IDisposable
{
    readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string[] Shown(string row) => [.. DatasetText.Of(Dataset.Open(_folder.Write("x.jsonl", row))).Where(line => line.StartsWith("shape", StringComparison.Ordinal) || line.StartsWith("problem", StringComparison.Ordinal))
        .Select(line => line.Replace(_folder.Path, "D", StringComparison.Ordinal))];

    [Theory]
    [InlineData("""{"question":"1+1?","answer":"2"}""", "shape    question-answer", "problem  \"1+1?\", answer 2")]
    [InlineData("""{"prompt":[{"role":"system","content":"s"},{"role":"user","content":"1+1?"}],"reward_model":{"ground_truth":"2"}}""", "shape    none to learn from", "problem  \"1+1?\", answer 2, behind 1 message")]
    [InlineData("""{"prompt":"[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"1+1?\"}]","answer":"2"}""", "shape    none to learn from", "problem  \"1+1?\", answer 2, behind 1 message")]
    [InlineData("""{"prompt":"[{\"role\":\"admin\"}]","answer":"2"}""", "shape    question-answer", "problem  \"[{\"role\":\"admin\"}]\", answer 2")]
    [InlineData("""{"prompt":"[{\"a\":1}, {\"a\":2}]","answer":"2"}""", "shape    question-answer", "problem  \"[{\"a\":1}, {\"a\":2}]\", answer 2")]
    [InlineData("""{"question":"Which?","choices":{"text":["a","b"],"label":["A","B"]},"answerKey":"B"}""", "shape    none to learn from", "problem  \"Which? A. a B. b Answer with the letter of the right option.\", answer B")]
    [InlineData("""{"target":98,"nums":[44,19,35]}""", "shape    countdown", "problem  \"Using the numbers [44, 19, 35], create an equation that equa…\", answer ((44 + 19) + 35)")]
    public void A_problem_is_shown_as_it_would_be_asked(string row, params string[] lines) => Assert.Equal(lines, Shown(row));

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"1+1?"},{"role":"assistant","content":"2"}]}""", "shape    messages")]
    [InlineData("""{"messages":" [ {\"role\":\"user\",\"content\":\"1+1?\"},{\"role\":\"assistant\",\"content\":\"2\"}]"}""", "shape    messages")]
    [InlineData("""{"conversations":"[{\"from\":\"human\",\"value\":\"1+1?\"},{\"from\":\"gpt\",\"value\":\"2\"}]"}""", "shape    conversations")]
    [InlineData("""{"prompt":"1+1?","completions":["2"],"labels":[true]}""", "shape    labelled steps")]
    [InlineData("""{"instruction":"Say hi","input":"","output":"hi"}""", "shape    instruction, else problem-solution")]
    public void What_is_learned_from_and_no_problem_is_shown_as_its_shape(string row, string line) => Assert.Equal([line], Shown(row));

    [Fact]
    public void What_is_neither_is_shown_with_the_reason() => Assert.Equal(["shape    none that is known; name the columns",
        "problem  none: D/x.jsonl:1: no column is the question by its usual names (problem, question, Problem, Question, prompt); name it (--problem-column, or problem_column in a recipe) among goal, sol1."],
        Shown("""{"goal":"g","sol1":"a"}"""));
}
