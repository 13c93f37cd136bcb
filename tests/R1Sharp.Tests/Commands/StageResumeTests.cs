using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>Every kind of stage is interrupted in the middle and resumed: weights, data and logs are those of an undisturbed run.</summary>
public sealed class StageResumeTests : IDisposable
{
    const string Recipe = """
        name: resume
        template: miniature
        model: {size: tiny, hidden_size: 32, intermediate_size: 64, layer_count: 1, head_count: 2, key_value_head_count: 1, max_positions: 256}
        tokenizer: {vocabulary_size: 300, sample_documents: 300}
        evaluation: {problems: [{miniature: {family: countdown, split: held-out, count: 4}}], sample_count: 2, max_completion_tokens: 24}
        stages:
          - pretrain: {corpus: {miniature: {}}, steps: 10, tokens_per_step: 1024, learning_rate: {peak: 3e-3}}
          - reward_model:
              sampled:
                problems: [{miniature: {family: countdown, split: train, count: 40}}]
                judges: [language_consistency]
                sample_count: 4
                max_completion_tokens: 24
                length_balanced: false
              held_out_share: 0.2
              epochs: 3
              batch_size: 8
          - ppo:
              steps: 4
              prompts_per_step: 4
              group_size: 4
              max_completion_tokens: 24
              kl_weight: 0.01
              ref_sync_steps: 2
              problems: [{miniature: {family: countdown, split: train, count: 40}}]
              rewards: [{name: format}, {name: learned, stage: reward_model}]
              watchdogs: {all_rewards_equal_steps: null, all_truncated_steps: null, no_right_answer_steps: null, rare_right_answer_steps: null}
          - name: distilled
            from: pretrain
            distill: {teacher: ppo, steps: 3, prompts_per_step: 4, samples_per_prompt: 2, max_completion_tokens: 24, problems: [{miniature: {family: countdown, split: train, count: 40}}]}
          - pairs: {problems: [{miniature: {family: countdown, split: train, count: 40}}], require_right: false, sample_count: 3, max_completion_tokens: 24, least_saving: 0, problems_per_step: 8}
          - prefer: {pairs: [{file: {path: PAIRS}}, {stage: pairs}], loss: {rpo: {}}, batch_size: 8, epochs: 2}
        """;

    // Where the run is interrupted: within each of these stages, after so many of its steps.
    static readonly (string Stage, int Steps)[] s_cuts = [("pretrain", 6), ("reward_model", 2), ("ppo", 3), ("distilled", 1), ("pairs", 2), ("prefer", 3)];

    readonly InterruptedRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Interrupted_in_the_middle_of_each_stage_the_run_ends_in_the_same_bits()
    {
        string pairs = _run.At("pairs.jsonl");
        File.WriteAllLines(pairs, Enumerable.Range(0, 9).Select(i => $$"""{"question":"Take {{i}},+1.","chosen":"<think>{{i}}+1={{i + 1}}</think>","rejected":"<think>{{i}}+1=0 wait</think>"}"""));
        _run.MustEndInTheSameBits(Recipe.Replace("PAIRS", pairs), s_cuts);
    }
}
