// What a step of GRPO reports; every number that is logged is defined here.

using System.Text.Json.Serialization;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>
/// The numbers of one step of <see cref="GrpoTrainer"/>. "Sampled" numbers are taken over all completions of the step,
/// "updated" numbers over the tokens that the updates learned from (groups of equal reward are missing there where they
/// are dropped). Shares lie between 0 and 1.
/// </summary>
public record ReinforcementReport
{
    /// <summary>The step, 0-based.</summary>
    public required int Step { get; init; }

    /// <summary>Completions sampled.</summary>
    public required int Rollouts { get; init; }

    /// <summary>Mean total reward of the sampled completions.</summary>
    public required double Reward { get; init; }

    /// <summary>Standard deviation (population) of the total rewards of the sampled completions.</summary>
    public required double RewardDeviation { get; init; }

    /// <summary>Mean of each part of the reward, before its weight, over the completions it applies to; parts that apply to none are missing.</summary>
    public required IReadOnlyDictionary<string, double> RewardParts { get; init; }

    /// <summary>Share of right answers among the sampled completions that can be graded; null where none can.</summary>
    public required double? Accuracy { get; init; }

    /// <summary>The same for each family of problems.</summary>
    public required IReadOnlyDictionary<string, double> AccuracyByFamily { get; init; }

    /// <summary>Share of the sampled completions about whose answers the grader could not decide; they count as wrong.</summary>
    public double UndecidedShare { get; init; }

    /// <summary>Share of the sampled completions that have the asked form.</summary>
    public required double? Format { get; init; }

    /// <summary>Mean tokens of the sampled completions, the end-of-text token included.</summary>
    public required double CompletionTokens { get; init; }

    /// <summary>The same for each family of problems.</summary>
    public required IReadOnlyDictionary<string, double> CompletionTokensByFamily { get; init; }

    /// <summary>Tokens of the shortest sampled completion.</summary>
    public required int MinCompletionTokens { get; init; }

    /// <summary>Tokens of the longest sampled completion.</summary>
    public required int MaxCompletionTokens { get; init; }

    /// <summary>Share of the sampled completions that reached the cap.</summary>
    public required double TruncatedShare { get; init; }

    /// <summary>The cap on the tokens of a completion at this step.</summary>
    public int CompletionCap { get; init; }

    /// <summary>Share of the groups whose rewards were all equal.</summary>
    public required double ZeroVarianceShare { get; init; }

    /// <summary>Share of the groups whose rewards differ: the acceptance rate of dynamic sampling, known without it too.</summary>
    public double AcceptedShare => 1 - ZeroVarianceShare;

    /// <summary>How often PromptsPerStep prompts were sampled: 1 but for dynamic sampling.</summary>
    public int SamplingRounds { get; init; }

    /// <summary>Groups that dynamic sampling keeps for the next step.</summary>
    public int WaitingGroups { get; init; }

    /// <summary>Mean number of self-checks ("wait", "check", …) in a sampled completion.</summary>
    public required double SelfChecks { get; init; }

    /// <summary>Mean language purity (share of the words that are in the question's language) of the sampled completions that have words.</summary>
    public required double? LanguagePurity { get; init; }

    /// <summary>
    /// Mean of −log π(token) over all sampled tokens, in nats: an unbiased estimate of the policy's entropy a token, at the
    /// temperature of sampling.
    /// </summary>
    public required double Surprisal { get; init; }

    /// <summary>Mean entropy of the next-token distribution over the updated tokens, in nats, at the temperature of sampling; null without an update.</summary>
    public required double? Entropy { get; init; }

    /// <summary>
    /// Mean divergence from the reference (k3, whatever the penalty is) over the updated tokens, in nats; null without a
    /// reference or an update.
    /// </summary>
    public required double? Kl { get; init; }

    /// <summary>
    /// Mean loss of the updates, as <see cref="GrpoLoss"/> defines it. On policy it is near zero whatever is learned: it is no
    /// measure of progress.
    /// </summary>
    public required double? Loss { get; init; }

    /// <summary>Share of the updated tokens that were clipped because the ratio lies below 1 − ε_low; see <see cref="RatioClip"/>.</summary>
    public required double ClipLowShare { get; init; }

    /// <summary>Share of the updated tokens that were clipped because the ratio lies above 1 + ε_high, or above the dual clip's c.</summary>
    public required double ClipHighShare { get; init; }

    /// <summary>Mean |ρ − 1| over the updated tokens, ρ = π_θ/π_old of the token or, where RatioLevel says so, of the completion.</summary>
    public required double RatioDeviation { get; init; }

    /// <summary>The largest |ρ − 1| of the updated tokens.</summary>
    public required double MaxRatioDeviation { get; init; }

    /// <summary>
    /// Largest |log π trainer − log π sampler| over the step's own completions in its first update, which is on policy: 0 unless
    /// the engine breaks its contract.
    /// </summary>
    public required double? SamplerDifference { get; init; }

    /// <summary>Mean |log π trainer − log π sampler| over the tokens of the step's completions; not there where the policy itself samples.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public double? SamplerMeanDifference { get; init; }

    /// <summary>KL(π_sampler ‖ π_trainer) a token, the mean of r − 1 − log r with r = π_trainer/π_sampler; not there where the policy itself samples.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public double? SamplerKl { get; init; }

    /// <summary>Share of the tokens whose importance weight was cut at the cap; not there where the policy itself samples.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public double? TruncatedWeightShare { get; init; }

    /// <summary>Share of the completions that are left out, as sampler and trainer differ too much; not there where the policy itself samples.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public double? MaskedShare { get; init; }

    /// <summary>Mean number of steps by which the weights that sampled are behind; not there where the policy itself samples.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public double? Staleness { get; init; }

    /// <summary>
    /// Largest |log π after − log π before| that the step's updates made on the tokens of one completion they learned from; null
    /// without an update.
    /// </summary>
    public required double? PolicyMovement { get; init; }

    /// <summary>Mean global norm of the gradient before clipping, over the step's updates; null without an update.</summary>
    public required double? GradientNorm { get; init; }

    /// <summary>Updates made; fewer than asked for where there was too little to learn from.</summary>
    public required int Updates { get; init; }

    /// <summary>Learning rate of the updates.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Prompt tokens of the step, each prompt counted once.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>Mean reward of all steps of the step's completions; not there where steps are not rewarded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public double? StepReward { get; init; }

    /// <summary>Mean number of steps of a completion; not there where steps are not rewarded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public double? StepCount { get; init; }

    /// <summary>Tokens that reward models read, prompts among them, once for each model; not there where none judges.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public long? ScoredTokens { get; init; }

    /// <summary>Tokens sampled.</summary>
    public required long SampledTokens { get; init; }

    /// <summary>Completion tokens that the updates learned from.</summary>
    public required long UpdatedTokens { get; init; }
}

/// <summary>One step: its numbers and everything that was sampled, group by group.</summary>
/// <param name="Report">The numbers.</param>
/// <param name="Rollouts">The completions: those of prompt 0 first.</param>
public sealed record GrpoStep(ReinforcementReport Report, IReadOnlyList<Rollout> Rollouts);
