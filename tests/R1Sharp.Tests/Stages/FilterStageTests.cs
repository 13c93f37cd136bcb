using System.Text.Json.Nodes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Stages;

/// <summary>Filtering by pass rate as a stage: what is kept, that it can be stopped, and that later stages ask what it left.</summary>
public sealed class FilterStageTests
{
    const string Run = """
        name: filter
        template: miniature
        model: {size: tiny, hidden_size: 32, intermediate_size: 64, layer_count: 1, head_count: 2, key_value_head_count: 1, max_positions: 256}
        tokenizer: {vocabulary_size: 300, sample_documents: 300}
        stages:
          - pretrain: {corpus: {miniature: {}}, steps: 4, tokens_per_step: 1024, learning_rate: {peak: 3e-3}}
          - filter:
              problems: [{miniature: {family: countdown, count: 30}}]
              rewards: [{name: language_consistency}]
              pass_rate_min: 0.3
              pass_rate_max: 0.7
              sample_count: 4
              max_completion_tokens: 24
              problems_per_step: 10
          - collect: {problems: [{stage: filter}], require_right: false, require_format: false, min_language_purity: null, max_repetition: null, sample_count: 4, max_completion_tokens: 24}
        """;

    static string Refused(string from, string to) =>
        Assert.Throws<UserErrorException>(() => RecipeFile.Read(Run.Replace(from, to), "f.yaml", [])).Message;

    [Fact]
    public void Stopped_in_the_middle_and_resumed_it_keeps_the_same_and_a_later_stage_asks_it()
    {
        using var run = new InterruptedRun();
        run.MustEndInTheSameBits(Run, ("filter", 2));
        using var folder = RunFolder.Existing(run.At("whole"));
        var lines = MetricLine.Read(folder.Stage("filter").Metrics).ToList();
        Assert.Equal(30, lines.Sum(l => l["problems"]));
        Assert.Equal(30, lines.Sum(l => l["kept"] + l["too_seldom"] + l["too_often"] + l["ungraded"]));
        var kept = File.ReadLines(folder.Stage("filter").Data).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Equal(lines.Sum(l => l["kept"]), kept.Count);
        Assert.InRange(kept.Count, 1, 29);
        Assert.All(kept, row =>
        {
            Assert.InRange((double)row["pass_rate"]!, 0.3, 0.7);
            Assert.Equal((double)row["pass_rate"]!, row["pass_rate_rewards"]!.AsArray().Where(r => r is not null).Average(r => (double)r!), 6);
            Assert.Equal((4, "countdown"), (row["pass_rate_generations"]!.AsArray().Count, (string)row["family"]!));
        });
        Assert.Equal(4 * kept.Count, MetricLine.Read(folder.Stage("collect").Metrics).Sum(l => l["sampled"]));
        Assert.Contains("It asked 30 problems and kept", new FilterKind().Tell(new(lines, [])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pass_rate_max: 0.7", "pass_rate_max: 0.2", "pass_rate_min must be below pass_rate_max")]
    [InlineData("{stage: filter}", "{stage: pretrain}", "a stage asks the problems of 'pretrain', which filters no problems.")]
    [InlineData("{stage: filter}", "{stage: filtre}", "did you mean 'filter'?")]
    public void What_cannot_be_is_refused(string from, string to, string expected) => Assert.Contains(expected, Refused(from, to), StringComparison.Ordinal);
}
