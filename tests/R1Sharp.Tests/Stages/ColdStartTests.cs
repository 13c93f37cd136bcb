using System.Text.Json;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Tests.Commands;
using R1Sharp.Tests.Endpoints;
using Xunit;

namespace R1Sharp.Tests.Stages;

/// <summary>Examples of a cold start: asked for in a prompt, rewritten by a model of the run or by one behind a URL, and what teaches a model to rewrite.</summary>
public sealed class ColdStartTests
{
    const string Head = """
        name: cold
        template: miniature
        model: {size: tiny, hidden_size: 32, intermediate_size: 64, layer_count: 1, head_count: 2, key_value_head_count: 1, max_positions: 256}
        tokenizer: {vocabulary_size: 300, sample_documents: 300}
        stages:
          - {name: policy, pretrain: {corpus: {miniature: {}}, steps: 40, tokens_per_step: 1024, learning_rate: {peak: 1e-2, warmup_steps: 2}}}

        """;
    const string Collect = "problems: [{miniature: {family: digits, count: 12}}], sample_count: 6, most_per_problem: 1, max_completion_tokens: 60, require_right: false, require_format: false, min_language_purity: null, max_repetition: null, drop_code: false";

    static JsonElement[] Collected(string stages, string stage)
    {
        using var run = new InterruptedRun();
        string recipe = run.At("cold.yaml"), folder = run.At("run");
        File.WriteAllLines(run.At("rows.jsonl"), Enumerable.Range(0, 80).Select(i => JsonSerializer.Serialize(new
        {
            question = string.Concat(Enumerable.Range(0, 1 + i % 9).Select(k => $"{(i + 1) * (k + 3) * 7919 % 10000} {(k % 2 == 0 ? "reverse" : "wait check")} ")),
            completion = "ok",
        })));
        File.WriteAllText(recipe, Head + stages.Replace("ROWS", run.At("rows.jsonl"), StringComparison.Ordinal));
        var result = Cli.Run("run", recipe, "--out", folder, "--threads", "1");
        Assert.True(result.Code == 0, result.Output + result.Error);
        return [.. File.ReadLines(Path.Combine(folder, "stages", stage, "data.jsonl")).Select(l => JsonElement.Parse(l))];
    }

    static string Text(JsonElement row, string column) => row.GetProperty(column).GetString()!;

    [Fact]
    public void AModelOfTheRunRewritesWhatWasKept()
    {
        // A model that has learned to say nothing but "ok".
        var rows = Collected($$$"""
              - {name: tidier, sft: {examples: [{file: {path: ROWS, completion: "{completion}"}}], steps: 60, tokens_per_step: 1024, learning_rate: {peak: 1e-2, warmup_steps: 2} } }
              - {name: cold, from: policy, collect: { {{{Collect}}}, ask: "{question} check", rewriter: {stage: tidier, ask: "{question} {completion}", require_right: false, max_tokens: 8}, leave_rewriting: "{completion} of {question}" } }
            """, "cold");
        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.Equal(("ok", "passed every filter, and was rewritten"), (Text(r, "completion"), Text(r, "why"))));
        // What asks for the rewriting holds the completion and the question as it was, without what the prompt added.
        Assert.All(rows, r => Assert.Matches(" of .*[^k]$", Text(r, "question")));
    }

    [Theory]
    [InlineData("general_count: 5", 5)]
    [InlineData("general_share: 0.5", null)]
    public void GeneralExamplesAreAddedByNumberOrByShare(string setting, int? count)
    {
        var rows = Collected($$$"""
              - {name: cold, collect: { {{{Collect}}}, {{{setting}}} } }
            """, "cold");
        JsonElement[] general = [.. rows.Where(r => Text(r, "source") == "the miniature world's general tasks")];
        Assert.NotEmpty(general);
        Assert.Equal(count ?? rows.Length - general.Length, general.Length);
        Assert.All(general, r => Assert.Equal("meets every condition of its rubric", Text(r, "why")));
    }

    [Theory]
    [InlineData("<think>2+3=5 wait check 5-3=2 yes</think>The answer is <answer>5</answer>", true)]
    [InlineData("<think>2+3=5</think><answer>5</answer>", true)]
    [InlineData("<think>two and three</think>\nSo it is \\boxed{5}.", true)]
    [InlineData("The answer is <answer>5</answer>", false)]
    [InlineData("<think>2+3=5 The answer is <answer>5</answer>", false)]
    [InlineData("<think>2+3=5</think> ", false)]
    [InlineData("<think> </think><answer>5</answer>", false)]
    [InlineData("<think>2</think><think>3</think><answer>5</answer>", false)]
    [InlineData("2+3=5</think><answer>5</answer>", false)]
    public void ARewritingMayHaveASummaryBetweenThoughtsAndAnswer(string text, bool has) => Assert.Equal(has, ModelRewriter.HasForm(text));

    [Fact]
    public void AModelBehindAUrlRewritesAndItsOwnThoughtsAreLeftOut()
    {
        using var server = new ChatServer(200, "<think>how do I put it</think>\n<think>tidy</think>The answer is <answer>1</answer>");
        var rows = Collected($$$"""
              - {name: cold, collect: { {{{Collect}}}, rewriter: {url: "{{{server.Url}}}", model: m, require_right: false} } }
            """, "cold");
        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.Equal("<think>tidy</think>The answer is <answer>1</answer>", Text(r, "completion")));
        Assert.Contains("every reflection and every check", server.Asked[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rewrite: readable, rewriter: {stage: policy}", "'rewrite' puts completions into a form by rules and 'rewriter' by a model")]
    [InlineData("leave_rewriting: \"{completion}\"", "'leave_rewriting' leaves what was rewritten, but nothing is")]
    [InlineData("ask: \"Check it.\"", "'ask' does not show the question")]
    [InlineData("rewriter: {stage: policy, url: \"http://localhost:1/v1\"}", "give one of the two")]
    [InlineData("rewriter: {url: \"http://localhost:1/v1\"}", "'url' and 'model' of a rewriter belong together")]
    [InlineData("rewriter: {stage: policy, ask: \"{question}\"}", "'ask' does not show the completion")]
    [InlineData("rewriter: {stage: policy, ask: \"{completion} {answer}\"}", "'ask' has the place {answer}, but only {question} and {completion} are known")]
    [InlineData("general_share: 0.5, general_count: 5", "give one of them")]
    [InlineData("rewriter: {stage: nobody}", "nobody")]
    public void WhatCannotBeIsRefused(string keys, string sentence)
    {
        string yaml = Head + $$"""
              - {name: cold, collect: { {{Collect}}, {{keys}} } }
            """;
        Assert.Contains(sentence, Assert.Throws<UserErrorException>(() => RecipeFile.Read(yaml, "c.yaml", [])).Message, StringComparison.Ordinal);
    }
}
