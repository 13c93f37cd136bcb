using R1Sharp.Tests.Data;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>The datasets of the R1 wave, through stages of a run: learned from, and asked.</summary>
public sealed class PublishedDatasetRunTests(SmokeRun smoke)
{
    [Fact]
    public void Every_dataset_is_fine_tuned_on_and_those_with_answers_are_reinforced()
    {
        using var folder = new TemporaryDirectory();
        string hub = Path.Combine(folder.Path, "hub"), recipe = Path.Combine(folder.Path, "wave.yaml");
        PublishedDatasets.WriteAll(hub);
        File.WriteAllText(recipe, $$"""
            name: wave
            template: miniature
            model: {from: {{smoke.Model}}}
            evaluation:
              sample_count: 1
              max_completion_tokens: 8
              problems:
                - file: {path: {{hub}}/GAIR/LIMO, max_problems: 2}
            stages:
              - sft:
                  epochs: 1
                  tokens_per_step: 8192
                  learning_rate: {peak: 1e-4}
                  examples:
            {{string.Concat(PublishedDatasets.All.Select(d => $"        - file: {{path: {hub}/{d.Name}{(d.Config is null ? "" : $", config: {d.Config}")}, split: \"train[:3]\"}}\n"))}}
              - grpo:
                  profile: miniature
                  steps: 1
                  prompts_per_step: 2
                  group_size: 2
                  max_completion_tokens: 8
                  problems:
                    - file: {path: {{hub}}/open-r1/OpenR1-Math-220k}
                    - file: {path: {{hub}}/open-thoughts/OpenThoughts-114k, config: metadata, split: "train[50%:]"}
                  watchdogs: {all_rewards_equal_steps: null, all_truncated_steps: null, no_right_answer_steps: null, rare_right_answer_steps: null}
              - evaluate: {}
            """);
        var done = Cli.Run("run", recipe, "--threads", "1", "--out", Path.Combine(folder.Path, "run"));
        Assert.Equal((0, ""), (done.Code, done.Error));
        Assert.True(File.Exists(Path.Combine(folder.Path, "run", "report.html")));
    }
}
