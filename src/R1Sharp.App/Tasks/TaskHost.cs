// What measures need of the program around them.

using R1Sharp.Learning.Rewards;

namespace R1Sharp.App.Tasks;

/// <summary>Handed to the measures.</summary>
public sealed record TaskHost
{
    /// <summary>A host that has nothing: problems can be read, but no program is run and no model asked.</summary>
    public static TaskHost None { get; } = new();

    /// <summary>Where programs run and how models are reached.</summary>
    public RewardHost Rewards { get; init; } = RewardHost.None;

    /// <summary>The choices of the math grader.</summary>
    public AccuracyOptions Accuracy { get; init; } = new();
}
