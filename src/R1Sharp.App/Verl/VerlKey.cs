// The keys of verl's configuration, each with what becomes of it here. The table is keys.tsv, which docs/verl.md shows.

using R1Sharp.App.Foreign;

namespace R1Sharp.App.Verl;

/// <summary>A key.</summary>
/// <param name="Name">Its path with points; a * in it stands for whatever is there.</param>
/// <param name="Type">As of <see cref="ForeignKey"/>.</param>
/// <param name="Default">What it is where it is not given; empty is null.</param>
/// <param name="Treatment">What becomes of it.</param>
/// <param name="Note">How it is understood, or why it is not.</param>
sealed record VerlKey(string Name, string Type, string Default, KeyTreatment Treatment, string Note) : ForeignKey(Name, Type, Default, Treatment, Note)
{
    static readonly Lazy<IReadOnlyList<VerlKey>> s_all = new(() =>
        [.. Table("R1Sharp.App.Verl.keys.tsv").Select(f => new VerlKey(f[0], f[1], f[2], TreatmentOf(f[3]), f[4]))]);

    static readonly Lazy<Dictionary<string, VerlKey>> s_byName = new(() => All.ToDictionary(k => k.Name, StringComparer.Ordinal));

    /// <summary>All of them, in the order of the table.</summary>
    public static IReadOnlyList<VerlKey> All => s_all.Value;

    /// <summary>Whether it stands for several names.</summary>
    public bool IsPattern => Name.Contains('*');

    /// <summary>The key of a name, or the first that stands for it; null where there is neither.</summary>
    public static VerlKey? Find(string name) => s_byName.Value.TryGetValue(name, out var key) ? key : All.FirstOrDefault(k => k.IsPattern && k.Fits(name));

    bool Fits(string name)
    {
        string[] parts = Name.Split('*');
        if (!name.StartsWith(parts[0], StringComparison.Ordinal) || !name.EndsWith(parts[^1], StringComparison.Ordinal))
            return false;
        int at = parts[0].Length;
        foreach (string part in parts[1..^1])
        {
            int found = name.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0)
                return false;
            at = found + part.Length;
        }
        return at + parts[^1].Length <= name.Length;
    }
}
