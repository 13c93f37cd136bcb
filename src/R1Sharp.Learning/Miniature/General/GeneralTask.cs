// One general task: what is asked, and answers of graded quality to it.

using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Rubrics;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature.General;

/// <summary>How good a planted answer is. What it is worth is not this label: the problem's rubric decides.</summary>
enum AnswerQuality
{
    /// <summary>Meets every condition.</summary>
    Good,
    /// <summary>Meets some: half right, unclear, or not in the form asked for.</summary>
    Partial,
    /// <summary>On the subject and wrong.</summary>
    Wrong,
}

/// <summary>A general task with the answers that may be planted for it; several of a kind are equally likely.</summary>
sealed record GeneralTask : IPuzzle
{
    /// <inheritdoc/>
    public required Problem Problem { get; init; }

    /// <summary>The short thoughts of a good response; mostly empty, as in the paper's data that need no reasoning.</summary>
    public string Thoughts { get; init; } = "";

    /// <summary>Good answers.</summary>
    public required IReadOnlyList<string> Good { get; init; }

    /// <summary>Answers that are partly good.</summary>
    public required IReadOnlyList<string> Partial { get; init; }

    /// <summary>Wrong answers.</summary>
    public required IReadOnlyList<string> Wrong { get; init; }

    /// <summary>An answer of this quality.</summary>
    public string Answer(AnswerQuality quality, ref RandomStream random)
    {
        var from = quality switch { AnswerQuality.Good => Good, AnswerQuality.Partial => Partial, _ => Wrong };
        return from[random.NextInt(from.Count)];
    }

    /// <summary>What an answer is worth by the problem's rubric, 0 … 1.</summary>
    public double Truth(string answer) => Rubric.Of(Problem)!.Grade(answer.Trim());

    /// <inheritdoc/>
    /// <remarks>The thoughts of the good response: the corpus's mixed quality comes from <see cref="GeneralCorpus"/>.</remarks>
    public string Think(TraceText thoughts, ref RandomStream random)
    {
        if (Thoughts.Length > 0)
            thoughts.Add(Thoughts);
        return Answer(AnswerQuality.Good, ref random);
    }
}
