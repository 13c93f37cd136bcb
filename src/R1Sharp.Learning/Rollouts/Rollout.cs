// One sampled completion with everything that is known of it.

using System.Text.Json.Serialization;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.Learning.Rollouts;

/// <summary>
/// A completion of a training step or an evaluation: what was asked, what was answered, how it was rewarded. It is made once; what
/// is found out of it later (advantages, the reference's view) is added to it.
/// </summary>
public sealed record Rollout
{
    /// <summary>Which prompt of the step, 0-based: the completions of one prompt are a group.</summary>
    public required int GroupIndex { get; init; }

    /// <summary>Which completion of the group, 0-based.</summary>
    public required int SampleIndex { get; init; }

    /// <summary>The problem.</summary>
    public required Problem Problem { get; init; }

    /// <summary>The prompt's text, template included.</summary>
    public required string Prompt { get; init; }

    /// <summary>The prompt's tokens.</summary>
    public required int[] PromptTokens { get; init; }

    /// <summary>The completion's tokens, log-probabilities and end.</summary>
    public required Completion Completion { get; init; }

    /// <summary>The completion's text as the rewards saw it.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it has no text, or white space alone: nothing that could be learned.</summary>
    [JsonIgnore]
    public bool SaysNothing => string.IsNullOrWhiteSpace(Text);

    /// <summary>The total reward.</summary>
    public required double Reward { get; init; }

    /// <summary>The score of each part of the reward, before its weight, by the part's name.</summary>
    public required IReadOnlyDictionary<string, RewardScore> RewardParts { get; init; }

    /// <summary>1 where the answer is right, 0 where not, null where it cannot be graded; measured also where it is not rewarded.</summary>
    public required double? Accuracy { get; init; }

    /// <summary>Why the accuracy is what it is, in a few words.</summary>
    public string AccuracyReason { get; init; } = "";

    /// <summary>Whether the grader could not decide whether the answer is right; it then counts as wrong.</summary>
    public bool IsUndecided => AccuracyReason.StartsWith("undecided", StringComparison.Ordinal);

    /// <summary>The answer that was found, in canonical form; null where there is none.</summary>
    public required string? Answer { get; init; }

    /// <summary>Whether its answer can be put to the vote.</summary>
    public bool HasVotes { get; init; } = true;

    /// <summary>1 where the completion has the asked form, else 0; measured also where it is not rewarded.</summary>
    public required double? Format { get; init; }

    /// <summary>Self-checks counted in the text.</summary>
    public required int SelfChecks { get; init; }

    /// <summary>Share of the words that are in the question's language; null where the text has no words.</summary>
    public required double? LanguagePurity { get; init; }

    /// <summary>The tokens that the model did not choose, with their text.</summary>
    [JsonInclude] public IReadOnlyList<ForcedRun> Forced { get; internal set; } = [];

    /// <summary>Tokens of the thoughts; null where none were opened, or where it is not known.</summary>
    [JsonInclude] public int? ThinkingTokens { get; internal set; }

    /// <summary>Prompt and completion as the trainer sees them; the tokens that the model chose are the targets.</summary>
    public TokenSequence Sequence => new([.. PromptTokens, .. Completion.Tokens], [.. Completion.SampledTokens.Select(t => PromptTokens.Length + t)]);

    /// <summary>The step at which it was sampled, 0-based; with dynamic sampling it may be learned from later.</summary>
    [JsonInclude] public int Step { get; internal set; }

    /// <summary>Â, the same for all tokens unless <see cref="TokenAdvantages"/> says otherwise: then their mean.</summary>
    [JsonInclude] public double Advantage { get; internal set; }

    /// <summary>Âₜ of each token that the model chose, where they differ; else null.</summary>
    [JsonInclude] public double[]? TokenAdvantages { get; internal set; }

    /// <summary>The reward of each of its steps, where steps are rewarded; else null.</summary>
    [JsonInclude] public double[]? StepRewards { get; internal set; }

    /// <summary>
    /// log π of each token that the model chose under the weights that sampled it, as the trainer computes it, where the
    /// sampler's numbers are not those; else null.
    /// </summary>
    [JsonInclude] public float[]? TrainerLogProbs { get; internal set; }

    /// <summary>log π of the trainer less that of the sampler, of each token that the model chose; zeros where they are the same.</summary>
    internal float[] SamplerDifferences => TrainerLogProbs is { } trainer ? [.. trainer.Zip(Completion.SampledLogProbs, (t, s) => t - s)]
        : new float[Completion.SampledCount];

    /// <summary>Weight of each such token's part of the objective, where the sampler's probabilities are not the trainer's; else null.</summary>
    [JsonInclude, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public float[]? ImportanceWeights { get; internal set; }

    /// <summary>Whether nothing is learned from it, as sampler and trainer see it too differently; its reward still counts in the baseline.</summary>
    [JsonInclude, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool IsMasked { get; internal set; }

    /// <summary>log π_old of each token that the model chose.</summary>
    public float[] OldLogProbs => TrainerLogProbs ?? Completion.SampledLogProbs;

    /// <summary>log π_ref of each token that the model chose, where the rewards needed it; else null.</summary>
    [JsonInclude] public float[]? ReferenceLogProbs { get; internal set; }

    /// <summary>Whether all rewards of its group are equal.</summary>
    [JsonInclude] public bool IsZeroVariance { get; internal set; }

    /// <summary>Says of every completion of a group whether all rewards of it are the same number, so that nothing can be learned from them.</summary>
    internal static void MarkVariance(IReadOnlyList<Rollout> group)
    {
        bool isEqual = group.All(r => r.Reward == group[0].Reward);
        foreach (var rollout in group)
            rollout.IsZeroVariance = isEqual;
    }
}
