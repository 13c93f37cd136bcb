// Splits by name and by part: train, train[:100], train[10%:20%], train[-50:], and several with + between them.

using System.Globalization;
using System.Text.RegularExpressions;
using R1Sharp.Learning;

namespace R1Sharp.App.Data.Files;

/// <summary>A part of a split.</summary>
/// <param name="Name">The split.</param>
/// <param name="From">Where it begins; null at the first row.</param>
/// <param name="To">The row that it ends before; null takes all to the last.</param>
/// <param name="IsPercent">Whether both are percent of the rows.</param>
sealed partial record SplitPart(string Name, long? From, long? To, bool IsPercent)
{
    /// <summary>Whether it is the whole split.</summary>
    public bool IsWhole => From is null && To is null;

    /// <summary>The parts that a text names.</summary>
    /// <exception cref="UserErrorException">The text is no such text.</exception>
    public static IReadOnlyList<SplitPart> Parse(string text) => [.. text.Split('+').Select(part => Part(part.Trim(), text))];

    /// <summary>The rows of it: the first, and the one that it ends before.</summary>
    /// <param name="count">Rows of the split.</param>
    public (long From, long To) Of(Func<long> count)
    {
        if (IsWhole)
            return (0, long.MaxValue);
        if (!IsPercent && From is null or >= 0 && To is null or >= 0)
            return (From ?? 0, To ?? long.MaxValue);
        long all = count();
        return (Place(From ?? 0, all), To is { } to ? Place(to, all) : all);
    }

    // From the end where it is negative; halves go to the even row, as in datasets.
    long Place(long at, long count)
    {
        long place = IsPercent ? (long)Math.Round(count * at / 100.0, MidpointRounding.ToEven) : at;
        return Math.Clamp(place < 0 ? count + place : place, 0, count);
    }

    static SplitPart Part(string part, string text)
    {
        var match = Pattern().Match(part);
        if (!match.Success || (match.Groups["fromPercent"].Length > 0) != (match.Groups["toPercent"].Length > 0) && match.Groups["from"].Length > 0
            && match.Groups["to"].Length > 0)
            throw new UserErrorException($"the split '{text}' is not understood; write it like train, train[:100] or train[10%:20%].");
        return new(match.Groups["name"].Value, Number(match.Groups["from"]), Number(match.Groups["to"]), part.Contains('%'));
    }

    static long? Number(Group group) => group.Length > 0 ? long.Parse(group.Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(
        @"^(?<name>\w+(?:[.\-]\w+)*)(?:\[(?<from>-?\d{1,15})?(?<fromPercent>%)?:(?<to>-?\d{1,15})?(?<toPercent>%)?\])?$")]
    private static partial Regex Pattern();
}
