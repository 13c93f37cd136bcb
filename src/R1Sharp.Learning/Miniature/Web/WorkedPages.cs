// What stands worked out in pages of mathematics: documents of the miniature world.

using R1Sharp.Learning.Miniature.World;

namespace R1Sharp.Learning.Miniature.Web;

/// <summary>Problems with their trains of thought, by number.</summary>
static class WorkedPages
{
    // So rare a family as one document in fifty is still found: all of these tries miss it once in 30,000 times, and the page then has the first.
    const int Tries = 512;

    /// <summary>The documents of a corpus.</summary>
    /// <param name="world">The world.</param>
    /// <param name="seed">The corpus.</param>
    /// <param name="family">The family that they are to be of; null takes them as they come.</param>
    /// <exception cref="UserErrorException">The world has no such family.</exception>
    public static Func<long, string> Of(MiniatureWorld world, ulong seed, string? family)
    {
        if (family is null)
            return index => world.Document(seed, index);
        world.Family(family);
        return index =>
        {
            var documents = Enumerable.Range(0, Tries).Select(i => world.Describe(seed, index * Tries + i));
            return (documents.FirstOrDefault(d => d.Problem?.Family == family) ?? world.Describe(seed, index * Tries)).Text;
        };
    }
}
