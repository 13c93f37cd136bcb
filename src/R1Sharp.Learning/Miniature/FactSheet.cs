// Plain facts of the corpus: sums, differences, products, and whether two numbers are equal. The last kind teaches what
// verification rests on: to compare a result with the target beside it.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature;

/// <summary>Shares of the kinds of facts; what remains are comparisons.</summary>
sealed record FactOptions
{
    /// <summary>Share of sums and differences of numbers up to 99 (Countdown).</summary>
    [Range(0.0, 1.0)] public double SmallSumShare { get; init; } = 0.20;

    /// <summary>Share of sums and differences within 0 … 999: of a tens or a units part, or of any two numbers.</summary>
    [Range(0.0, 1.0)] public double LargeSumShare { get; init; } = 0.25;

    /// <summary>Share of products of a digit and a number up to 99, a multiple of ten, or any number that leaves the product below 1,000.</summary>
    [Range(0.0, 1.0)] public double ProductShare { get; init; } = 0.30;

    /// <summary>Fewest facts of one document.</summary>
    [Range(1, 100)] public int FewestFacts { get; init; } = 4;

    /// <summary>Most facts of one document.</summary>
    [Range(1, 100)] public int MostFacts { get; init; } = 10;
}

/// <summary>Writes lists of facts.</summary>
static class FactSheet
{
    /// <summary>A list such as "12+9=21,136:87 no,31*7=217".</summary>
    public static void Write(FactOptions options, TraceText text, ref RandomStream random)
    {
        int count = random.NextInt(options.FewestFacts, options.MostFacts + 1);
        for (int i = 0; i < count; i++)
        {
            string separator = i > 0 ? "," : "";
            double kind = random.NextDouble();
            if (kind < options.SmallSumShare)
                text.Add(separator + Sum(random.NextInt(1, 100), random.NextInt(1, 100), ref random));
            else if (kind < options.SmallSumShare + options.LargeSumShare)
                text.Add(separator + LargeSum(ref random));
            else if (kind < options.SmallSumShare + options.LargeSumShare + options.ProductShare)
                text.Add(separator + Product(ref random));
            else
                Compare(separator, text, ref random);
        }
    }

    static string Sum(int a, int b, ref RandomStream random)
    {
        bool add = a + b <= ArithmeticFamily.Largest && random.NextBool(0.5);
        (a, b) = a < b && !add ? (b, a) : (a, b);
        return add ? $"{a}+{b}={a + b}" : $"{a}-{b}={a - b}";
    }

    // The parts that a check works with are a third each: tens, units, and the final sum of two parts.
    static string LargeSum(ref RandomStream random)
    {
        int a = random.NextInt(1000);
        int b = random.NextInt(4) switch
        {
            0 => 10 * random.NextInt(1, 10),
            1 => random.NextInt(1, 10),
            2 => random.NextInt(1000 - a),
            _ => random.NextInt(10, 100)
        };
        return Sum(a, b, ref random);
    }

    static string Product(ref RandomStream random)
    {
        int digit = random.NextInt(2, 10), a = random.NextInt(2, 100);
        int longer = random.NextInt(10, ArithmeticFamily.Largest / digit + 1);
        return random.NextInt(5) switch
        {
            0 => $"{digit}*{a}={digit * a}",
            4 => $"{longer}*{digit}={longer * digit}",
            1 when a * 10 * digit <= ArithmeticFamily.Largest => $"{a}*{10 * digit}={a * 10 * digit}",
            2 when a * 10 * digit <= ArithmeticFamily.Largest => $"{10 * a}*{digit}={10 * a * digit}",
            _ => $"{a}*{digit}={a * digit}",
        };
    }

    // Half the comparisons are of equal numbers, and half of the others differ in one digit only.
    static void Compare(string separator, TraceText text, ref RandomStream random)
    {
        int a = random.NextInt(1, random.NextBool(0.7) ? 100 : 1000);
        int b = random.NextInt(4) switch { 0 or 1 => a, 2 => Slip.OneDigit(a, ref random), _ => random.NextInt(1, 100) };
        text.Add($"{separator}{a}:{b}").Add(a == b ? Word.Yes : Word.No);
    }
}
