// Pairs of names, labels, units, numbers in words, and sentences that state a number or speak of another.

namespace R1Sharp.Tests.Rewards.Mathematics;

/// <summary>Shapes of words.</summary>
static class WordPairs
{
    static readonly string[] s_small = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>Names in another order; a label that labels nothing.</summary>
    public static GeneratedPair Letters(PairDice dice)
    {
        int k = dice.Whole(1, 99);
        var (one, other) = dice.Two("ABCD", "BACD", "BCAD", "DCBA", "ACBD", "DABC");
        var (three, four) = dice.Two("ABC", "CAB", "BCA", "ACB");
        string label = dice.Of("A", "B", "C", "D", "E");
        var (gold, answer) = dice.Of((one, other), ($"\\text{{{one}}}", $"\\text{{{other}}}"), (three, four), ($"{k}", $"({label})+{k}"), ($"-{k}", $"({label})-{k}"), ($"({label})", dice.Of("F", "G", "H")));
        return new("letters and labels", gold, answer, false);
    }

    /// <summary>The same number with another unit.</summary>
    public static GeneratedPair Units(PairDice dice)
    {
        int k = dice.Whole(2, 400);
        var (one, other) = dice.Two("in", "cm", "ft", "m", "km", "mm", "miles", "yd");
        var (mass, time) = (dice.Of("kg", "g", "lb"), dice.Of("s", "min", "h", "days"));
        var (gold, answer) = dice.Of(
            ($"{k}^\\circ", $"{k} \\text{{ radians}}"), ($"{k} degrees", $"{k} rad"), ($"{k} {one}", $"{k} {other}"), ($"{k} \\text{{ {one}}}", $"{k} \\text{{ {other}}}"), ($"{k} {mass}", $"{k} {time}"),
            ($"{k} min", $"{k} s"), ($"{k} km/h", $"{k} m/s"), ($"{k} \\text{{ cm}}^2", $"{k} \\text{{ m}}^2"), ($"\\${k}", $"{k} cents"), ($"{k} hours", $"{k} minutes"));
        return new("units", gold, answer, false);
    }

    /// <summary>A number word behind a number changes it; a half is added and does not divide.</summary>
    public static GeneratedPair Counts(PairDice dice)
    {
        int k = dice.Whole(2, 12);
        string word = s_small[k - 2];
        var (gold, answer) = dice.Of(
            ($"{k}", $"{k} dozen"), ($"{k}", $"{k} hundred"), ($"{k}", $"{k} thousand"), ($"{k}", $"{k} hundred thousand"), ($"{k}", $"{k} thirds"), ($"{k}", $"{k} quarters"), ($"{k}", $"{k} halves"), ($"{k + 1}", $"{k + 1} factorial"),
            ($"{k}/2", $"{word} and a half"), ($"{k}", $"{word} and a half"), ($"{k}", $"{word} hundred"), ($"{k}", $"{word} thirds"), ("\\log 16", $"log2({2 * k + 1})"), ($"{k}", $"negative {word}"), ($"{k}", $"minus {k}"));
        return new("number words", gold, answer, false);
    }

    /// <summary>A sentence that speaks of a number without stating it as the answer.</summary>
    public static GeneratedPair Sentence(PairDice dice)
    {
        int a = dice.Whole(2, 99), b = a + dice.Whole(1, 99), c = b + dice.Whole(1, 99);
        var (gold, answer) = dice.Of(
            ($"{c}", $"The answer is {a} because there are {b} groups of {c}."), ($"{b}", $"The answer is {a} rather than {b}."), ($"{b}", $"The answer is {a}, not {b}."), ($"{a}", $"The answer is not {a}."), ($"{b}", $"either {a} or {b}"),
            ($"{b}", $"The answer is either {a} or {b}."), ($"{b}", $"it is between {a} and {b}"), ($"{a}", $"more than {a}"), ($"{a}", $"The answer is at least {a}."), ($"{b}", $"It is less than {b}."), ($"{b}", $"I expected {b}, but the answer is {a}."),
            ($"{b}", $"The answer is {a} instead of {b}."), ($"{a}", $"The total is {b} clips, {a} more than before."));
        return new("sentences", gold, answer, false);
    }

    /// <summary>Two digits with a comma are two answers.</summary>
    public static GeneratedPair Golds(PairDice dice)
    {
        int a = dice.Whole(0, 9), b = dice.Whole(0, 9), c = dice.Whole(10, 99);
        var (gold, answer) = dice.Of(($"{a},{b}", $"{a}{b}"), ($"#### {a},{b}", $"{a}{b}"), ($"{c},{a}", $"{c}{a}"), ($"{a},{c},{b}", $"{a}{c}{b}"));
        return new("digits and commas", gold, answer, false);
    }

    /// <summary>The same in other words and units.</summary>
    public static GeneratedPair Same(PairDice dice)
    {
        int k = dice.Whole(2, 12), n = dice.Whole(2, 99);
        string word = s_small[k - 2];
        var (gold, answer) = dice.Of(
            ($"{12 * k}", $"{k} dozen"), ($"{100 * k}", $"{k} hundred"), ($"{k}/3", $"{word} thirds"), ($"{2 * k + 1}/2", $"{word} and a half"), ($"{k}.5", $"{word} and a half"), ($"{k} ft", $"{12 * k} inches"), ($"{k} hours", $"{60 * k} min"),
            ($"{180 * k} degrees", $"{k}\\pi radians"), ($"{n}", $"({dice.Of("A", "B", "C")}) {n}"), ($"{k}", $"log2({1 << k})"), ($"{n}", $"The answer is {n} because there are {n + 7} of them."), ($"{n}", $"The total is {n} clips, altogether."),
            ($"-{k}", $"negative {word}"), ($"{n}", $"The answer is {n}!"), ($"{n} km/h", $"{n} kilometers per hour"), ($"{n}", $"{n} apples"), ($"{n}00", $"{n} x 10^2"), ("rectangle", "a rectangle"));
        return new("the same in words", gold, answer, true);
    }
}
