// The same problems worked out in three forms: by thought, by a program, and by a program whose output is looked at (DeepSeekMath, arXiv 2402.03300,
// section 3.1: chain-of-thought, program-of-thought and tool-integrated reasoning). The problems are products of numbers that are too long to be
// multiplied in the head, so that the form decides.
//
// What the forms have: a chain is long multiplication, a partial product and a sum for each digit of the second factor. A program prints the product;
// what it prints is the answer. With a tool the output comes back: its last digit is compared with that of the factors, and where it is another,
// which is where a factor was miscopied, the program is written again. In a share of the examples the first program is so.

using System.Globalization;
using System.Text;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature.Forms;

/// <summary>A problem with its completions.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">The product.</param>
/// <param name="Chain">Worked out by thought.</param>
/// <param name="Program">A program that prints the answer.</param>
/// <param name="Tool">A program, its output, a look at it, and the answer.</param>
sealed record ThreeForms(string Question, string Answer, string Chain, string Program, string Tool);

/// <summary>Makes products in three forms; a pure function of seed and index.</summary>
static class LongProducts
{
    /// <summary>Share of the tool's examples whose first program has a wrong digit.</summary>
    public const double MiscopiedShare = 0.25;

    /// <summary>Problem number <paramref name="index"/> of a split. The splits share no pair of factors: a product's split is that of the pair.</summary>
    /// <param name="split">Which part.</param>
    /// <param name="seed">Other seeds give other problems.</param>
    /// <param name="index">0-based.</param>
    public static ThreeForms Create(ProblemSplit split, ulong seed, int index)
    {
        var random = new RandomStream(seed, RandomPurpose.Problems, index, (long)split, 27);
        while (true)
        {
            int digits = 3 + index % 3;
            long left = Number(digits, ref random), right = Number(3, ref random);
            if (ProblemSplits.Of(FormattableString.Invariant($"product:{left}*{right}")) == split)
                return Of(left, right, ref random);
        }
    }

    /// <summary>The three forms of one product.</summary>
    public static ThreeForms Of(long left, long right, ref RandomStream random)
    {
        string answer = Text(left * right);
        return new(FormattableString.Invariant($"{left} * {right} = ?"), answer, Chain(left, right), Program(left, right), Tool(left, right, ref random));
    }

    // "431*4=1724,431*50=21550,431*200=86200,1724+21550=23274,23274+86200=109474": low digits first.
    static string Chain(long left, long right)
    {
        var steps = new List<string>();
        long sum = 0;
        for (long rest = right, place = 1; rest > 0; rest /= 10, place *= 10)
        {
            long digit = rest % 10 * place, part = left * digit;
            if (digit == 0)
                continue;
            steps.Add(FormattableString.Invariant($"{left}*{digit}={part}"));
            if (sum > 0)
                steps.Add(FormattableString.Invariant($"{sum}+{part}={sum + part}"));
            sum += part;
        }
        return $"<think>{string.Join(',', steps)}</think><answer>{Text(sum)}</answer>";
    }

    static string Program(long left, long right) => FormattableString.Invariant($"```python\nprint({left} * {right})\n```");

    static string Tool(long left, long right, ref RandomStream random)
    {
        var text = new StringBuilder("<think>\n");
        if (random.NextBool(MiscopiedShare) && Miscopied(left, ref random) is var wrong && wrong * right % 10 != left * right % 10)
            text.Append(Called(wrong, right)).Append("no\n");
        return text.Append(Called(left, right)).Append("yes\n</think><answer>").Append(Text(left * right)).Append("</answer>").ToString();

        // The last digit of the output beside that of the factors' last digits: "1*4=4:4 yes" as the trace would have it in words.
        string Called(long factor, long other) => FormattableString.Invariant(
            $"{Program(factor, other)}\n```output\n{factor * other}\n```\n{left % 10}*{right % 10}={left % 10 * (right % 10)} {factor * other % 10} ");
    }

    // Another last digit: what the check can see.
    static long Miscopied(long number, ref RandomStream random) => number - number % 10 + (number % 10 + random.NextInt(1, 10)) % 10;

    static long Number(int digits, ref RandomStream random)
    {
        long number = random.NextInt(1, 10);
        for (int i = 1; i < digits; i++)
            number = 10 * number + random.NextInt(10);
        return number;
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
