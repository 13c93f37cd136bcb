// Named, versioned settings: what the papers used, and what this project's miniature uses. A profile once published
// never changes; a better one gets the next version.

namespace R1Sharp.Learning.Training;

/// <summary>Named settings of GRPO, e.g. "r1-paper" or "r1-paper@1"; a name without a version means the newest.</summary>
public static class GrpoProfiles
{
    static readonly (string Name, int Version, GrpoOptions Options)[] s_profiles =
    [
        ("miniature", 1, Miniature),
        ("r1-paper", 1, R1Paper),
        ("r1-zero-paper", 1, R1Paper with { EpsilonLow = 0.2, EpsilonHigh = 0.2 }),
        ("deepseekmath", 1, DeepSeekMath),
    ];

    /// <summary>The names that <see cref="Find"/> knows, each with its version.</summary>
    public static IReadOnlyList<string> Names => [.. s_profiles.Select(p => $"{p.Name}@{p.Version}")];

    /// <summary>The settings of a profile.</summary>
    /// <exception cref="UserErrorException">There is no such profile.</exception>
    public static GrpoOptions Find(string name)
    {
        var found = s_profiles.Where(p => name == p.Name || name == $"{p.Name}@{p.Version}").ToArray();
        return found.Length > 0
            ? found.MaxBy(p => p.Version).Options
            : throw new UserErrorException($"There is no GRPO profile \"{name}\"; choose one of {string.Join(", ", Names)}.");
    }

    // For a model of about a million parameters: advantages without standard deviation, every token alike, no reference.
    static GrpoOptions Miniature => new()
    {
        PromptsPerStep = 64,
        GroupSize = 16,
        MinibatchesPerStep = 2,
        MaxCompletionTokens = 330,
        ScaleRewards = AdvantageScaling.None,
        Aggregation = LossAggregation.Token,
        DropZeroVarianceGroups = true,
        LearningRate = new() { Peak = 1e-4, WarmupSteps = 5 },
        Optimizer = new() { Beta1 = 0.9, Beta2 = 0.95, MaxGradientNorm = 1 },
    };

    // DeepSeek-R1 (arXiv 2501.12948v2, section on training details): 8,192 outputs of 512 questions a rollout, in 16
    // minibatches used once; so each update sees 32 questions × 16, as the paper counts its steps: 400 of those between
    // two references are 25 of ours. Clipping and optimizer of the first stage; R1-Zero keeps the usual ε of 0.2.
    static GrpoOptions R1Paper => new()
    {
        Steps = 650,
        PromptsPerStep = 512,
        GroupSize = 16,
        MinibatchesPerStep = 16,
        MaxCompletionTokens = 32_768,
        ScaleRewards = AdvantageScaling.Group,
        Aggregation = LossAggregation.Sequence,
        EpsilonLow = 10,
        EpsilonHigh = 10,
        KlWeight = 0.001,
        RefSyncSteps = 25,
        DropZeroVarianceGroups = false,
        LearningRate = new() { Peak = 3e-6 },
    };

    // DeepSeekMath (arXiv 2402.03300, section 4.2): 144k questions, batches of 1,024, one update after each exploration.
    static GrpoOptions DeepSeekMath => new()
    {
        Steps = 9_000,
        PromptsPerStep = 16,
        GroupSize = 64,
        MinibatchesPerStep = 1,
        MaxCompletionTokens = 1024,
        ScaleRewards = AdvantageScaling.Group,
        Aggregation = LossAggregation.Sequence,
        KlWeight = 0.04,
        DropZeroVarianceGroups = false,
        LearningRate = new() { Peak = 1e-6 },
    };
}
