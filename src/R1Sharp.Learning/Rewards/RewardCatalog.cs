// Rewards by the names that recipes call them.

namespace R1Sharp.Learning.Rewards;

/// <summary>Makes rewards from names and numbers.</summary>
public static class RewardCatalog
{
    sealed record Entry(string[] Parameters, Func<IReadOnlyDictionary<string, double>, IReward> Make);

    static readonly SortedDictionary<string, Entry> Entries = new(StringComparer.Ordinal)
    {
        ["accuracy"] = new(["requireFormat"], given => new AccuracyReward(given.GetValueOrDefault("requireFormat") != 0)),
        ["format"] = new([], _ => new FormatReward()),
        ["language"] = new([], _ => new LanguageConsistencyReward()),
        ["overlong"] = new(["maxTokens", "cacheTokens"], given => new SoftOverlongReward(Overlong(given))),
    };

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => [.. Entries.Keys];

    /// <summary>Makes the reward of this name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="parameters">
    /// Numbers by name: accuracy has requireFormat (1 or 0; default 0), overlong has maxTokens and cacheTokens; null means
    /// defaults for all.
    /// </param>
    /// <exception cref="UserErrorException">The name or a parameter is unknown, or a number does not fit.</exception>
    public static IReward Create(string name, IReadOnlyDictionary<string, double>? parameters = null)
    {
        if (!Entries.TryGetValue(name, out var entry))
            throw new UserErrorException($"There is no reward '{name}'; did you mean '{Nearest(name, Names)}'? Known: {string.Join(", ", Names)}.");
        var given = parameters ?? new Dictionary<string, double>();
        foreach (string parameter in given.Keys.Where(key => !entry.Parameters.Contains(key)))
            throw new UserErrorException(entry.Parameters.Length == 0
                ? $"Reward '{name}' has no parameters, but '{parameter}' is given: remove it."
                : $"Reward '{name}' has no parameter '{parameter}'; did you mean '{Nearest(parameter, entry.Parameters)}'?");
        return entry.Make(given);
    }

    static SoftOverlongOptions Overlong(IReadOnlyDictionary<string, double> given)
    {
        var defaults = new SoftOverlongOptions();
        return new SoftOverlongOptions
        {
            MaxTokens = Whole(given, "maxTokens", defaults.MaxTokens),
            CacheTokens = Whole(given, "cacheTokens", defaults.CacheTokens),
        };
    }

    static int Whole(IReadOnlyDictionary<string, double> given, string name, int fallback)
    {
        double value = given.GetValueOrDefault(name, fallback);
        return value is >= 1 and <= int.MaxValue && value == Math.Floor(value) ? (int)value
            : throw new UserErrorException($"Reward 'overlong': {name} is {value} but must be a whole number of tokens, at least 1.");
    }

    static string Nearest(string name, IEnumerable<string> known) => known.MinBy(candidate => Distance(name, candidate))!;

    // Edits (insertions, deletions, replacements) that lead from one word to the other (Levenshtein).
    static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }
}
