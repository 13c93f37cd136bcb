// Lists of problems that are made of others without a copy of them: what lies on the disk stays there until it is asked for.

using System.Collections;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.Learning.Rollouts;

/// <summary>Makes them.</summary>
static class ProblemLists
{
    /// <summary>Several lists, one after the other.</summary>
    public static IReadOnlyList<Problem> Joined(IReadOnlyList<IReadOnlyList<Problem>> parts) => parts.Count == 1 ? parts[0]
        : new Made(parts.Sum(p => p.Count), index => At(parts, index));

    /// <summary>So many of a list from a place on, or as many as there are.</summary>
    public static IReadOnlyList<Problem> Part(IReadOnlyList<Problem> problems, int first, int count) =>
        first == 0 && count >= problems.Count ? problems : new Made(Math.Clamp(problems.Count - first, 0, count), index => problems[first + index]);

    /// <summary>Those at some places of a list, in the order of the places.</summary>
    public static IReadOnlyList<Problem> Chosen(IReadOnlyList<Problem> problems, IReadOnlyList<int> places) =>
        new Made(places.Count, index => problems[places[index]]);

    /// <summary>A list of which each problem is made when it is asked for.</summary>
    public static IReadOnlyList<Problem> Of(int count, Func<int, Problem> make) => new Made(count, make);

    static Problem At(IReadOnlyList<IReadOnlyList<Problem>> parts, int index)
    {
        foreach (var part in parts)
            if (index < part.Count)
                return part[index];
            else
                index -= part.Count;
        throw new ArgumentOutOfRangeException(nameof(index));
    }

    sealed class Made(int count, Func<int, Problem> make) : IReadOnlyList<Problem>
    {
        public int Count => count;

        public Problem this[int index] => index >= 0 && index < count ? make(index) : throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<Problem> GetEnumerator() => Enumerable.Range(0, count).Select(make).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
