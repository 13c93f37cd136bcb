// Where formulas of whole numbers are compared. Two formulas with floors or remainders can agree at most numbers and differ at
// a few: floor(sqrt(n - 1)) and floor(sqrt(n - 2)) differ at 2, 5, 10, 17 only. So the points are many, in a row, and
// around the places where such functions jump: squares, powers of two, multiples of the numbers in the formulas.

using R1Sharp.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Whole numbers to try.</summary>
static class WholePoints
{
    // Letters that stand for whole numbers where factorials, floors and the like are about.
    const string WholeLetters = "nmkjNMKlpqrd";

    // From the letters that are usually larger to those that are smaller.
    const string SizeOrder = "NMKnmdplqrkj";

    const int First = 2, LastInRow = 25, LastInRowOfJumps = 50, LargestConstant = 100_000, MostConstants = 6;
    const int RandomPoints = 24, RandomPointsOfJumps = 60;

    /// <summary>Whether all these letters usually stand for whole numbers.</summary>
    public static bool AreWhole(List<string> names) => names.All(name => WholeLetters.Contains(name[0]));

    /// <summary>Whether the outermost function jumps or repeats.</summary>
    public static bool Jumps(Expression e) => e.Kind == ExpressionKind.Function && e.Name is "floor" or "ceil" or "gcd" or "lcm" or "mod";

    /// <summary>Values for the variables, one point after the other.</summary>
    public static IEnumerable<Dictionary<string, PreciseComplex>> For(Expression a, Expression b, List<string> names)
    {
        bool jumps = a.Any(Jumps) || b.Any(Jumps);
        if (names.Count == 1)
            return Line(a, b, jumps).Distinct().Select(value => new Dictionary<string, PreciseComplex> { [names[0]] = Whole(value) });
        return Enumerable.Range(0, jumps ? RandomPointsOfJumps : RandomPoints).Select(trial => Random(names, trial, jumps));
    }

    static IEnumerable<int> Line(Expression a, Expression b, bool jumps)
    {
        foreach (int value in Enumerable.Range(First, (jumps ? LastInRowOfJumps : LastInRow) - First + 1))
            yield return value;
        if (!jumps)
            yield break;
        int[] places = [64, 81, 100, 121, 125, 128, 256, 512, 1000, 1024, .. Constants(a).Concat(Constants(b)).Distinct().Take(MostConstants).SelectMany(c => (int[])[c, 2 * c, 3 * c])];
        foreach (int place in places)
            for (int value = place - 1; value <= place + 1; value++)
                yield return value;
    }

    static List<int> Constants(Expression formula)
    {
        var found = new List<int>();
        formula.Any(e =>
        {
            if (e.IsNumber)
                found.AddRange(((System.Numerics.BigInteger[])[System.Numerics.BigInteger.Abs(e.Value.Numerator), e.Value.Denominator]).Where(c => c > First && c <= LargestConstant).Select(c => (int)c));
            return false;
        });
        return found;
    }

    // n is larger than k, as in binomials; where functions jump the numbers grow from point to point.
    static Dictionary<string, PreciseComplex> Random(List<string> names, int trial, bool jumps)
    {
        var random = new RandomStream(0, RandomPurpose.Evaluation, 2, trial);
        return names.ToDictionary(name => name, name =>
        {
            int rank = names.Count(other => SizeOrder.IndexOf(other[0]) > SizeOrder.IndexOf(name[0]));
            return Whole(First + 5 * rank + random.NextInt(4 + (jumps ? 4 : 1) * trial));
        });
    }

    static PreciseComplex Whole(int value) => PreciseComplex.Real(new PreciseReal(value, 0));
}
