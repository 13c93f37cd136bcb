// A problem with a checkable answer.

using System.Globalization;
using System.Text.Json;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Rewards;

/// <summary>A problem as trainers, graders and evaluations see it.</summary>
public sealed record Problem
{
    static readonly IReadOnlyDictionary<string, string> s_none = new Dictionary<string, string>();

    /// <summary>Names the problem within its data set.</summary>
    public required string Id { get; init; }

    /// <summary>The question, without any template.</summary>
    public required string Question { get; init; }

    /// <summary>What is said before the question, a system's message and earlier turns; empty where the question is all.</summary>
    internal IReadOnlyList<ChatMessage> Before { get; init; } = [];

    /// <summary>Descriptions of the tools that the conversation has, a JSON array; null for none.</summary>
    internal JsonElement? Tools { get; init; }

    /// <summary>The gold answer, or what the checker of the family needs to know it.</summary>
    public required string Answer { get; init; }

    /// <summary>What kind of problem it is, e.g. "countdown"; chooses the checker.</summary>
    public string Family { get; init; } = "problem";

    /// <summary>The benchmark whose measure judges the answer; null where the family alone decides.</summary>
    public string? Task { get; init; }

    /// <summary>Difficulty, 1 is the easiest; 0 where nothing is known.</summary>
    public int Level { get; init; }

    /// <summary>Language of the question: "en" or "zh".</summary>
    public string Language { get; init; } = "en";

    /// <summary>The data set's columns by name: a text as it is, everything else as JSON. Rewards are routed by them.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = s_none;

    /// <summary>A column's text; of a problem without such a column its family, language or level by these names; else null.</summary>
    public string? Column(string name) => Columns.GetValueOrDefault(name) ?? name switch
    {
        "family" => Family,
        "language" => Language,
        "level" => Level.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
