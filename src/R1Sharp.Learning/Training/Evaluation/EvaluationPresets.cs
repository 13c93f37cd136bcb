// The conventions by which published scores were sampled, by name, so that a score can be compared with them.

using R1Sharp.Learning.Rewards;

namespace R1Sharp.Learning.Training.Evaluation;

/// <summary>One convention.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="Temperature">0 takes the most probable token.</param>
/// <param name="TopP">Top-p.</param>
/// <param name="MaxCompletionTokens">Most tokens of a completion.</param>
/// <param name="SampleCountOf">k, by the problems' family.</param>
/// <param name="Source">Where it is written.</param>
public sealed record EvaluationPreset(string Name, double Temperature, double TopP, int MaxCompletionTokens, Func<string, int> SampleCountOf, string Source)
{
    /// <summary>k for some problems.</summary>
    /// <exception cref="UserErrorException">The convention has several numbers for them.</exception>
    public int SampleCount(IReadOnlyList<Problem> problems)
    {
        (string Family, int Count)[] counts = [.. problems.Select(p => p.Family).Distinct().Select(family => (family, SampleCountOf(family)))];
        return counts.Select(c => c.Count).Distinct().Count() == 1 ? counts[0].Count : throw new UserErrorException(
            $"The preset {Name} draws {string.Join(", ", counts.Select(c => $"{c.Count} samples of {c.Family}"))}: "
                + "evaluate them one by one, or give the number of samples.");
    }
}

/// <summary>All conventions.</summary>
public static class EvaluationPresets
{
    const int PaperTokens = 32_768;

    /// <summary>The conventions.</summary>
    public static IReadOnlyList<EvaluationPreset> All { get; } =
    [
        new("r1", 0.6, 0.95, PaperTokens, _ => 64, "DeepSeek-R1 (arXiv 2501.12948), section 3: T 0.6, top-p 0.95, k up to 64, 32,768 tokens"),
        new("open-r1", 0.6, 0.95, PaperTokens, OpenR1Samples, "Open-R1's README: AIME 64 samples, LiveCodeBench 16, GPQA 8, MATH-500 and everything else 4"),
        new("greedy", 0, 1, PaperTokens, _ => 1, "lm-evaluation-harness, s1: the most probable token, one completion"),
    ];

    /// <summary>The convention of a name.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public static EvaluationPreset Find(string name) => All.FirstOrDefault(p => p.Name == name)
        ?? throw new UserErrorException($"There is no preset '{name}'; there are {string.Join(", ", All.Select(p => p.Name))}.");

    static int OpenR1Samples(string family)
    {
        bool begins(string with) => family.StartsWith(with, StringComparison.OrdinalIgnoreCase);
        return begins("aime") ? 64 : begins("lcb") || begins("livecodebench") ? 16 : begins("gpqa") ? 8 : 4;
    }
}
