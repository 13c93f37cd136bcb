// The known word that a mistyped one was probably meant to be.

namespace R1Sharp.Learning.Settings;

/// <summary>Finds the nearest known word by edit distance.</summary>
static class NearestName
{
    /// <summary>"; did you mean 'x'?" where one word is near, else the list of what is known.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> known) => Of(word, known) is { } near
        ? $"; did you mean '{near}'?"
        : $"; known here: {string.Join(", ", known)}.";

    /// <summary>The nearest of the known words; null where none is near.</summary>
    public static string? Of(string word, IEnumerable<string> known) =>
        known.MinBy(k => Distance(word, k)) is { } best && Distance(word, best) <= Math.Max(2, word.Length / 3) ? best : null;

    /// <summary>The nearest of the known words, however far.</summary>
    public static string AtAll(string word, IEnumerable<string> known) => known.MinBy(k => Distance(word, k))!;

    /// <summary>Fewest insertions, deletions, replacements and swaps of neighbours (Damerau; optimal string alignment).</summary>
    public static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
            for (int j = 1; j <= b.Length; j++)
            {
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
