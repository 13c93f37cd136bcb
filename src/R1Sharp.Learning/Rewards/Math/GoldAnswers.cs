// Gold answers are read once: a group of completions is judged by one gold answer, and a benchmark's epochs by the same ones.

using System.Collections.Concurrent;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>A gold answer as it was read.</summary>
/// <param name="Found">What was found as the answer; null where the text is empty.</param>
/// <param name="Tree">Its tree; null where it cannot be read.</param>
/// <param name="Spent">Units of fuel that this took: every judgement pays them, so that a verdict does not depend on those before it.</param>
sealed record GoldAnswer(FoundAnswer? Found, Expression? Tree, long Spent);

/// <summary>Reads gold answers and remembers the latest. Safe to call from several threads.</summary>
/// <param name="options">How they are to be read.</param>
sealed class GoldAnswers(MathOptions options)
{
    const int MostRemembered = 1024, LongestRemembered = 2000;

    readonly ConcurrentDictionary<string, GoldAnswer> _read = new(StringComparer.Ordinal);

    /// <summary>The answer that a gold text holds; null where it is empty.</summary>
    public static FoundAnswer? Find(string gold) => AnswerFinder.Find(GoldText.WithoutPython(gold), FindOptions.Graded);

    /// <summary>A gold answer, read now or before.</summary>
    /// <exception cref="OutOfFuelException">It is too long, or reading it takes more fuel than a judgement has.</exception>
    public GoldAnswer Read(string gold)
    {
        if (_read.TryGetValue(gold, out var known))
            return known;
        var read = ReadNow(gold);
        if (gold.Length > LongestRemembered)
            return read;
        if (_read.Count >= MostRemembered)
            _read.Clear();
        _read[gold] = read;
        return read;
    }

    GoldAnswer ReadNow(string gold)
    {
        if (Find(gold) is not { } found)
            return new GoldAnswer(null, null, 0);
        var fuel = new Fuel(options.FuelUnits);
        var tree = AnswerReader.Read(ChoiceAnswers.WithoutLabel(found.Bare), options, fuel) ?? AnswerReader.Read(found.Bare, options, fuel);
        return new GoldAnswer(found, tree, fuel.Spent);
    }
}
