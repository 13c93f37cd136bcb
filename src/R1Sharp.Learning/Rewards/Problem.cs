// A problem with a checkable answer.

namespace R1Sharp.Learning.Rewards;

/// <summary>A problem as trainers, graders and evaluations see it.</summary>
public sealed record Problem
{
    /// <summary>Names the problem within its data set.</summary>
    public required string Id { get; init; }

    /// <summary>The question, without any template.</summary>
    public required string Question { get; init; }

    /// <summary>The gold answer, or what the checker of the family needs to know it.</summary>
    public required string Answer { get; init; }

    /// <summary>What kind of problem it is, e.g. "countdown"; chooses the checker.</summary>
    public string Family { get; init; } = "problem";

    /// <summary>Difficulty, 1 is the easiest; 0 where nothing is known.</summary>
    public int Level { get; init; }

    /// <summary>Language of the question: "en" or "zh".</summary>
    public string Language { get; init; } = "en";
}
