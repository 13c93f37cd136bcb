// One stage of pre-tokenization: a pattern and what becomes of its matches.

using R1Sharp.Learning.Tokenization.PreTokenization.Patterns;

namespace R1Sharp.Learning.Tokenization.PreTokenization;

/// <summary>What becomes of the matches of a pattern; the names are those of tokenizer.json.</summary>
internal enum SplitBehavior
{
    /// <summary>Each match is a piece, and so is what stands between two.</summary>
    Isolated,
    /// <summary>Matches are dropped.</summary>
    Removed,
    /// <summary>A match belongs to the piece before it.</summary>
    MergedWithPrevious,
    /// <summary>A match belongs to the piece behind it.</summary>
    MergedWithNext,
    /// <summary>Matches side by side are one piece.</summary>
    Contiguous,
}

/// <summary>A stage.</summary>
/// <param name="Scanner">Finds the matches; null cuts nothing.</param>
/// <param name="Behavior">What becomes of them.</param>
internal sealed record PieceStage(IPieceScanner? Scanner, SplitBehavior Behavior = SplitBehavior.Isolated)
{
    /// <summary>Whether what matches and what does not change places.</summary>
    public bool IsInverted { get; init; }

    /// <summary>Whether a piece that does not begin with a space is given one first.</summary>
    public bool AddsPrefixSpace { get; init; }

    /// <summary>What is done with the spaces of a piece first; null where nothing is.</summary>
    public MetaspaceRule? Spaces { get; init; }

    /// <summary>Whether it does nothing at all.</summary>
    public bool IsNothing => Scanner is null && !AddsPrefixSpace && Spaces is null;

    /// <summary>Whether every part of the text is a piece as it is found.</summary>
    public bool Isolates => Behavior == SplitBehavior.Isolated;

    /// <summary>The pieces of a text as (start, end), in order, by the rules of Hugging Face's <c>NormalizedString::split</c>; some are empty.</summary>
    public IEnumerable<(int Start, int End)> Pieces(List<(int Start, int End, bool IsMatch)> parts)
    {
        if (IsInverted) parts = [.. parts.Select(part => part with { IsMatch = !part.IsMatch })];
        return Behavior switch
        {
            SplitBehavior.Removed => parts.Where(part => !part.IsMatch).Select(part => (part.Start, part.End)),
            SplitBehavior.MergedWithPrevious => Merged(parts, (before, part) => part.IsMatch && !before),
            SplitBehavior.MergedWithNext => MergedWithNext(parts),
            SplitBehavior.Contiguous => Merged(parts, (before, part) => part.IsMatch == before),
            _ => parts.Select(part => (part.Start, part.End)),
        };
    }

    static List<(int Start, int End)> Merged(
        List<(int Start, int End, bool IsMatch)> parts, Func<bool, (int Start, int End, bool IsMatch), bool> joins)
    {
        var pieces = new List<(int Start, int End)>();
        bool before = false;
        foreach (var part in parts)
        {
            if (pieces.Count > 0 && joins(before, part)) pieces[^1] = (pieces[^1].Start, part.End);
            else pieces.Add((part.Start, part.End));
            before = part.IsMatch;
        }
        return pieces;
    }

    static List<(int Start, int End)> MergedWithNext(List<(int Start, int End, bool IsMatch)> parts)
    {
        var pieces = new List<(int Start, int End)>();
        for (int i = 0; i < parts.Count; i++)
        {
            bool joins = parts[i].IsMatch && i + 1 < parts.Count && !parts[i + 1].IsMatch;
            pieces.Add((parts[i].Start, joins ? parts[++i].End : parts[i].End));
        }
        return pieces;
    }
}
