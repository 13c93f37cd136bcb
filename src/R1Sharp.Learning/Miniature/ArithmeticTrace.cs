// Trains of thought about arithmetic chains. The check of a step takes the step apart into tens and units: small steps
// that a small network can do reliably where the whole step is beyond it.

using System.Globalization;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature;

/// <summary>One operation of a chain.</summary>
readonly record struct ChainLink(char Operator, int Operand)
{
    /// <summary>What the operation makes of a number.</summary>
    public int Apply(int value) => Operator switch { '+' => value + Operand, '-' => value - Operand, _ => value * Operand };
}

/// <summary>Writes trains of thought about one chain.</summary>
sealed class ArithmeticTrace(int start, ChainLink[] links, ArithmeticOptions options, TraceText thoughts)
{
    /// <summary>Writes one of the three kinds and returns the result it answers with.</summary>
    public string Write(ref RandomStream random)
    {
        double kind = random.NextDouble();
        int result;
        if (kind < options.DirectShare)
        {
            result = random.NextBool(options.DirectRight) ? links.Aggregate(start, (value, link) => link.Apply(value)) : random.NextInt(1000);
            thoughts.Add(Word.So).Add(result.ToString(CultureInfo.InvariantCulture));
            if (!random.NextBool(options.SecondThoughtShare))
                return result.ToString(CultureInfo.InvariantCulture);
            thoughts.Add(Word.Wait);
        }
        bool checks = kind >= options.DirectShare + options.StepsShare;
        result = Steps(checks, options.StepError, ref random);
        for (int round = 0; round < 3 && random.NextBool(options.RepeatShare); round++)
        {
            thoughts.Add(Word.Wait);
            result = Steps(checks: false, options.RepeatError, ref random);
        }
        return result.ToString(CultureInfo.InvariantCulture);
    }

    int Steps(bool checks, double error, ref RandomStream random)
    {
        int value = start;
        for (int i = 0; i < links.Length; i++)
        {
            int right = links[i].Apply(value);
            int written = random.NextBool(error) ? Slip.OneDigit(right, ref random) : right;
            if (!checks && !StaysInside(written, i + 1))
                written = right;
            thoughts.Add($"{(i > 0 ? "," : "")}{value}{links[i].Operator}{links[i].Operand}={written}");
            value = checks ? Check(value, links[i], right, written) : written;
        }
        return value;
    }

    // A wrong number is carried on; it must not lead out of the numbers of this world.
    bool StaysInside(int value, int next)
    {
        for (int i = next; i < links.Length; i++)
        {
            value = links[i].Apply(value);
            if (value is < 0 or > ArithmeticFamily.Largest)
                return false;
        }
        return true;
    }

    int Check(int value, ChainLink link, int right, int written)
    {
        thoughts.Add(Word.Wait).Add(Word.Check).Add(string.Join(',', Parts(value, link)));
        if (written == right)
            thoughts.Add(Word.Yes);
        else
            thoughts.Add(Word.No).Add(Word.So).Add(right.ToString(CultureInfo.InvariantCulture));
        return right;
    }

    /// <summary>The step taken apart: "79*11" becomes 79*10=790, 79*1=79, 790+79=869.</summary>
    internal static IEnumerable<string> Parts(int value, ChainLink link)
    {
        if (link.Operator != '*')
            return PartsOfSum(value, link);
        bool longFactor = link.Operand > 9;
        int whole = longFactor ? link.Operand : value, other = longFactor ? value : link.Operand;
        int[] pieces = [.. new[] { whole - whole % 10, whole % 10 }.Where(piece => piece > 0)];
        var parts = pieces.Select(piece => longFactor ? $"{other}*{piece}={other * piece}" : $"{piece}*{other}={piece * other}");
        return pieces.Length < 2 ? parts : parts.Append($"{pieces[0] * other}+{pieces[1] * other}={whole * other}");
    }

    static IEnumerable<string> PartsOfSum(int value, ChainLink link)
    {
        foreach (int piece in new[] { link.Operand - link.Operand % 10, link.Operand % 10 })
        {
            if (piece == 0)
                continue;
            int next = new ChainLink(link.Operator, piece).Apply(value);
            yield return $"{value}{link.Operator}{piece}={next}";
            value = next;
        }
    }
}
