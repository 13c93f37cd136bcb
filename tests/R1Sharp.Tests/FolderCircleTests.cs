// Folders use one another in one direction: from any of them, following what its types use, no way leads back to it.

using Xunit;

namespace R1Sharp.Tests;

public sealed class FolderCircleTests
{
    // A shape names its adapters and its architecture, an architecture the parts of its layers, and parts read the shape; a family knows its names in GGUF files.
    static readonly string[] s_network = ["R1Sharp.Learning.Model", "R1Sharp.Learning.Model.Adapters", "R1Sharp.Learning.Model.Architectures", "R1Sharp.Learning.Model.Gguf", "R1Sharp.Learning.Model.Parts"];

    [Fact]
    public void No_folder_is_used_by_what_it_uses_but_for_the_network_and_its_parts()
    {
        System.Reflection.Assembly[] house =
            [typeof(R1Sharp.Numerics.RandomStream).Assembly, typeof(R1Sharp.Learning.UserErrorException).Assembly, typeof(R1Sharp.App.Stages.Recipe).Assembly];
        var uses = from assembly in house
                   from use in TypeReferences.All(assembly)
                   where house.Contains(use.Used.Assembly) && use.User.Namespace is not null && use.Used.Namespace is not null
                   select (use.User.Namespace!, use.Used.Namespace!);
        Assert.Equal([string.Join(" ", s_network)], Circles(uses).Select(c => string.Join(" ", c)));
    }

    [Fact]
    public void A_circle_of_three_is_seen_and_a_chain_is_none() =>
        Assert.Equal([["b", "c", "d"]], Circles([("a", "b"), ("b", "c"), ("c", "d"), ("d", "b"), ("d", "e"), ("a", "e")]));

    /// <summary>The sets of folders of which each reaches each other one, in order of their names.</summary>
    static List<string[]> Circles(IEnumerable<(string From, string To)> uses)
    {
        var arrows = uses.Where(u => u.From != u.To).ToLookup(u => u.From, u => u.To);
        var reached = arrows.ToDictionary(from => from.Key, from => Reached(from.Key, arrows));
        return [.. reached.Keys.Where(f => reached[f].Contains(f)).GroupBy(f => reached[f].Where(t => reached.TryGetValue(t, out var back) && back.Contains(f)).Min()!)
            .Select(circle => circle.Order(StringComparer.Ordinal).ToArray()).OrderBy(circle => circle[0], StringComparer.Ordinal)];
    }

    static HashSet<string> Reached(string start, ILookup<string, string> arrows)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(arrows[start]);
        while (open.TryPop(out string? folder))
            if (reached.Add(folder))
                foreach (string next in arrows[folder])
                    open.Push(next);
        return reached;
    }
}
