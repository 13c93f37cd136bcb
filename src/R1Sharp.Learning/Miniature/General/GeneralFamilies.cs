// The five general families with their weights, and random tasks of a split.

using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature.General;

/// <summary>Draws general tasks.</summary>
/// <param name="options">The weights.</param>
/// <param name="chineseShare">Share of Chinese questions.</param>
sealed class GeneralFamilies(GeneralOptions options, double chineseShare)
{
    readonly (IGeneralFamily Family, double Weight)[] _entries =
    [
        (new FactsFamily(), options.FactsWeight),
        (new TranslationFamily(), options.TranslationWeight),
        (new SelfFamily(), options.SelfWeight),
        (new FormFamily(), options.FormWeight),
        (new RefuseFamily(), options.RefuseWeight),
    ];

    /// <summary>The families, in a fixed order.</summary>
    public IReadOnlyList<IGeneralFamily> All => [.. _entries.Select(entry => entry.Family)];

    /// <summary>A task of this split, of a family by its weight, a level and a language.</summary>
    public GeneralTask Draw(ProblemSplit split, ref RandomStream random) =>
        Draw(split, random.NextBool(chineseShare) ? "zh" : "en", null, ref random).Task;

    /// <summary>A task of this split and language; with another language also the same task in that one.</summary>
    public (GeneralTask Task, GeneralTask? Twin) Draw(ProblemSplit split, string language, string? twin, ref RandomStream random)
    {
        var family = Family(ref random);
        int level = 1 + random.NextInt(family.LevelCount);
        while (true)
        {
            var again = random;
            var task = family.Task(ref random, level, language);
            if (ProblemSplits.Of(task.Problem.Id) == split)
                return (task, twin is null ? null : family.Task(ref again, level, twin));
        }
    }

    IGeneralFamily Family(ref RandomStream random)
    {
        double at = random.NextDouble() * _entries.Sum(entry => entry.Weight);
        int chosen = 0;
        while (chosen < _entries.Length - 1 && at >= _entries[chosen].Weight)
            at -= _entries[chosen++].Weight;
        return _entries[chosen].Family;
    }
}
