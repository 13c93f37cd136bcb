// The first half of every step of reinforcement: problems become prompts, prompts completions.

using R1Sharp.Learning.Generation;

namespace R1Sharp.Learning.Training;

/// <summary>How many completions are sampled in a step, and how.</summary>
/// <param name="PromptsPerStep">Prompts.</param>
/// <param name="GroupSize">Completions of each.</param>
/// <param name="Temperature">Of sampling.</param>
/// <param name="MaxCompletionTokens">Most tokens of a completion.</param>
sealed record RolloutPlan(int PromptsPerStep, int GroupSize, double Temperature, int MaxCompletionTokens);

/// <summary>Asks the policy; what is asked and answered follows from seed, step and policy alone.</summary>
sealed class RolloutSampler(IPolicy policy, IProblemSource problems, RolloutScorer scorer, RolloutPlan plan, ulong seed)
{
    /// <summary>The prompts of a step.</summary>
    public IReadOnlyList<Prompt> Prompts(int stepIndex) => scorer.Prompts(problems.Batch(stepIndex, plan.PromptsPerStep));

    /// <summary>Their completions: result[p][s] is sample s of prompt p.</summary>
    /// <param name="stepIndex">0-based.</param>
    /// <param name="prompts">From <see cref="Prompts"/>.</param>
    /// <param name="interject">What puts tokens into the completions; null for nothing.</param>
    /// <param name="cancellation">Ends the sampling.</param>
    public Completion[][] Sample(int stepIndex, IReadOnlyList<Prompt> prompts, Interjection? interject, CancellationToken cancellation)
    {
        var sampling = new SamplingOptions
        {
            Temperature = plan.Temperature,
            MaxCompletionTokens = plan.MaxCompletionTokens,
            StopTokens = scorer.StopTokens,
        };
        var requests = prompts.Select((prompt, i) => new GenerationRequest
        {
            Prompt = prompt.Tokens,
            SampleCount = plan.GroupSize,
            Sampling = sampling,
            Seed = seed,
            Step = stepIndex,
            PromptKey = i,
            Interject = interject,
        });
        return policy.Generate([.. requests], cancellation: cancellation);
    }
}
