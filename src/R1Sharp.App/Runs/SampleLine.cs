// One completion of a held-out problem, as a stage of reinforcement writes it to its rollouts.jsonl.

using System.Text.Json;
using R1Sharp.Learning;
using R1Sharp.Learning.Generation;

namespace R1Sharp.App.Runs;

/// <summary>One completion of a held-out problem.</summary>
sealed record SampleLine
{
    /// <summary>Name of the stage.</summary>
    public string Stage { get; init; } = "";

    /// <summary>Step of the stage.</summary>
    public int Step { get; init; }

    /// <summary>Names the problem.</summary>
    public string Problem { get; init; } = "";

    /// <summary>The problem's family.</summary>
    public string Family { get; init; } = "";

    /// <summary>What was asked, without the template.</summary>
    public string Question { get; init; } = "";

    /// <summary>The gold answer, or what the checker needs to know it.</summary>
    public string Gold { get; init; } = "";

    /// <summary>The text that was produced.</summary>
    public string Completion { get; init; } = "";

    /// <summary>Its number of tokens.</summary>
    public int Tokens { get; init; }

    /// <summary>Those that the model did not choose.</summary>
    public IReadOnlyList<ForcedRun> Forced { get; init; } = [];

    /// <summary>Whether it was cut off at the cap of tokens.</summary>
    public bool IsCut { get; init; }

    /// <summary>Whether the answer was right; null where unknown.</summary>
    public bool? IsRight { get; init; }

    /// <summary>The completions of held-out problems of a stage's rollouts.jsonl, also while the stage goes on; none where there is no file.</summary>
    /// <exception cref="UserErrorException">A line cannot be read.</exception>
    public static IEnumerable<SampleLine> Read(string file) => File.Exists(file) ? LogLines.Read(file, IsEvaluation).Select(Of) : [];

    // Completions of training are passed over unread: no two steps answer the same problems, and they fill megabytes.
    static bool IsEvaluation(string line) => line.AsSpan(0, Math.Min(line.Length, 200)).Contains("\"kind\":\"evaluation\"", StringComparison.Ordinal);

    static SampleLine Of(JsonElement line) => new()
    {
        Stage = LogLines.Text(line, "stage"),
        Step = (int)LogLines.Number(line, "step", 0),
        Problem = LogLines.Text(line, "problem"),
        Family = LogLines.Text(line, "family"),
        Question = LogLines.Text(line, "question"),
        Gold = LogLines.Text(line, "gold"),
        Completion = LogLines.Text(line, "completion"),
        Tokens = (int)LogLines.Number(line, "tokens", 0),
        Forced = SteeringJson.Runs(line.TryGetProperty(SteeringJson.Forced, out var forced) ? forced : null),
        IsCut = LogLines.Text(line, "finish") == "length",
        IsRight = line.TryGetProperty("right", out var right) && right.ValueKind is JsonValueKind.True or JsonValueKind.False ? right.GetBoolean() : null,
    };
}
