// A step before it is done: its phases, how each is cut, and what has to be there before.

using System.Globalization;

namespace R1Sharp.App.Corpus.Parts;

/// <summary>One phase.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Kind">map, merge or reduce.</param>
/// <param name="Pieces">How many pieces it has that can be done apart; null is one a part.</param>
/// <param name="What">What it does.</param>
sealed record PlanPhase(string Name, string Kind, int? Pieces, string What)
{
    /// <summary>The pass that every step ends with.</summary>
    public static PlanPhase Last { get; } = new("data, dropped, counts", "map", null, "reads every document again, writes it or drops it, counts");
}

/// <summary>Tells plans.</summary>
static class StepPlan
{
    /// <summary>The plan of a step.</summary>
    public static IEnumerable<string> Lines(CorpusRequest request, IReadOnlyList<PlanPhase> phases)
    {
        var parts = request.Parts();
        yield return $"r1 {request.Command}";
        yield return $"reads {CorpusRequest.Size(parts)}; writes {request.Out}";
        for (int i = 0; i < phases.Count; i++)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{i + 1}. {phases[i].Kind,-6} {phases[i].Pieces ?? parts.Count,6} × {phases[i].Name}: {phases[i].What}");
        yield return "A piece is done by any process or thread, once; a phase begins when all pieces of the one before are in the folder (--process k/n on "
            + "each machine).";
        foreach (var (part, i) in parts.Select((p, i) => (p, i)).Take(20))
            yield return string.Create(CultureInfo.InvariantCulture, $"part {i:d5}: {part.Name}");
        if (parts.Count > 20)
            yield return string.Create(CultureInfo.InvariantCulture, $"… and {parts.Count - 20} more parts");
    }
}
