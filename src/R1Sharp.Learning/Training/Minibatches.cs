// Which completions each update of a step learns from.

using R1Sharp.Numerics;

namespace R1Sharp.Learning.Training;

/// <summary>Cuts the completions of a step into minibatches.</summary>
static class Minibatches
{
    /// <summary>All items in a random order, cut into parts of equal size (by one); fewer parts where there are fewer items.</summary>
    public static IEnumerable<T[]> Of<T>(T[] items, int count, RandomStream random)
    {
        T[] shuffled = [.. items];
        random.Shuffle(shuffled.AsSpan());
        count = Math.Min(count, shuffled.Length);
        for (int m = 0; m < count; m++)
            yield return shuffled[(int)((long)shuffled.Length * m / count)..(int)((long)shuffled.Length * (m + 1) / count)];
    }
}
