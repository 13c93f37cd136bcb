// Pairs of answers whose truth is known from how they are made: a formula and another form of it, or a formula and a mutant
// that differs from it at a known point. No grader is asked. The pair of a seed and a number is always the same.

using System.Globalization;
using R1Sharp.Numerics;

namespace R1Sharp.Tests.Rewards.Mathematics;

/// <summary>A pair.</summary>
/// <param name="Kind">What it tries.</param>
/// <param name="Gold">An answer.</param>
/// <param name="Answer">The other.</param>
/// <param name="IsSame">Whether they mean the same; such a pair must not be called different, any other never equal.</param>
sealed record GeneratedPair(string Kind, string Gold, string Answer, bool IsSame);

/// <summary>Draws from a random stream what pairs are made of.</summary>
/// <param name="seed">The seed of the run.</param>
/// <param name="number">The number of the pair.</param>
sealed class PairDice(ulong seed, int number)
{
    RandomStream _random = new(seed, RandomPurpose.Test, 11, number);

    /// <summary>A whole number, both bounds included.</summary>
    public int Whole(int from, int to) => from + _random.NextInt(to - from + 1);

    /// <summary>One of several.</summary>
    public T Of<T>(params T[] choices) => choices[_random.NextInt(choices.Length)];

    /// <summary>Two different ones of several.</summary>
    public (T First, T Second) Two<T>(params T[] choices)
    {
        int first = _random.NextInt(choices.Length), second = _random.NextInt(choices.Length - 1);
        return (choices[first], choices[second >= first ? second + 1 : second]);
    }

    /// <summary>A positive number in LaTeX: small, large, a fraction or a root.</summary>
    public string Number() => Whole(0, 5) switch
    {
        0 => Text(Whole(2, 9)),
        1 => Text(Whole(10, 99)),
        2 => Text(Whole(100, 9999)),
        3 => $"10^{{{Whole(3, 9)}}}",
        4 => $"\\frac{{{Whole(1, 50)}}}{{{Whole(2, 9)}}}",
        _ => $"\\sqrt{{{Of(2, 3, 5, 7, 50, 1000)}}}",
    };

    /// <summary>A number as text.</summary>
    public static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Makes pairs.</summary>
static class GeneratedPairs
{
    /// <summary>The pair of a seed and a number; the shapes take turns.</summary>
    public static GeneratedPair Of(ulong seed, int number)
    {
        var dice = new PairDice(seed, number);
        var pair = Shapes[number % Shapes.Length](dice);
        // Different both ways round.
        return dice.Whole(0, 2) == 0 ? pair with { Gold = pair.Answer, Answer = pair.Gold } : pair;
    }

    static Func<PairDice, GeneratedPair>[] Shapes { get; } =
    [
        RealFormulaPairs.Bumped, RealFormulaPairs.Bumped, RealFormulaPairs.OtherSide, RealFormulaPairs.SeveralVariables, RealFormulaPairs.RootOfPower,
        RealFormulaPairs.SmallTerm, RealFormulaPairs.SameWithKinks, RealFormulaPairs.Rewritten, RealFormulaPairs.Coefficient,
        WholeFormulaPairs.Rare, WholeFormulaPairs.BesidePi, WholeFormulaPairs.Same, WholeFormulaPairs.Calculus, WholeFormulaPairs.SameCalculus,
        AnswerPairs.Interval, AnswerPairs.List, AnswerPairs.Number, AnswerPairs.Relation, AnswerPairs.SameAnswer,
        ConditionPairs.Variables, ConditionPairs.Commas, ConditionPairs.Domain, ConditionPairs.System, ConditionPairs.Logic, ConditionPairs.Sets, ConditionPairs.Same,
        SymbolPairs.Arrows, SymbolPairs.Operators,
        WordPairs.Letters, WordPairs.Units, WordPairs.Counts, WordPairs.Sentence, WordPairs.Golds, WordPairs.Same,
    ];
}
