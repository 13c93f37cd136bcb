// The keys of verl's configuration, each with what becomes of it here. The table is keys.tsv, which docs/verl.md shows.

using R1Sharp.App.Foreign;

namespace R1Sharp.App.Verl;

/// <summary>A key.</summary>
/// <param name="Name">Its path with points; one that ends in * stands for all below it that have no line of their own.</param>
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

    /// <summary>Whether it stands for keys without a line of their own.</summary>
    public bool IsGroup => Name.EndsWith('*');

    /// <summary>The key of a name, or the nearest that stands for all below it; null where there is neither.</summary>
    public static VerlKey? Find(string name)
    {
        if (s_byName.Value.TryGetValue(name, out var key))
            return key;
        for (int end = name.LastIndexOf('.'); end > 0; end = name.LastIndexOf('.', end - 1))
            if (s_byName.Value.TryGetValue(name[..end] + ".*", out key))
                return key;
        return null;
    }
}
