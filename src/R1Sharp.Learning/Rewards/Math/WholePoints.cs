// Where formulas of whole numbers are compared: at all small numbers in a row, behind every number that stands in them, and
// where functions jump also around squares, powers and the numbers in the formulas.

using System.Numerics;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>A point.</summary>
/// <param name="At">Values of the variables.</param>
/// <param name="IsBeyond">Whether the whole numbers lie behind every number in the formulas.</param>
readonly record struct WholePoint(Dictionary<string, PreciseComplex> At, bool IsBeyond);

/// <summary>Whole numbers to try.</summary>
static class WholePoints
{
    const int First = 2, LastInRow = 25, LastInRowOfJumps = 50, LargestConstant = 100_000, LargestBeyond = 2000, MostConstants = 6;
    const int RandomPoints = 24, RandomPointsOfJumps = 60, BeyondPoints = 8;

    /// <summary>The points, one after the other.</summary>
    /// <param name="a">A formula.</param>
    /// <param name="b">The other.</param>
    /// <param name="names">All variables.</param>
    /// <param name="letters">Those that stand for whole numbers; the others get real values.</param>
    /// <param name="jumps">Whether a function in the formulas jumps.</param>
    public static IEnumerable<WholePoint> For(Expression a, Expression b, List<string> names, HashSet<string> letters, bool jumps)
    {
        string[] whole = [.. names.Where(letters.Contains)];
        int beyond = Beyond(a, b);
        if (whole.Length == 1)
        {
            foreach (int value in Line(a, b, jumps).Distinct())
                yield return new WholePoint(Filled(names, letters, value, [(whole[0], value)]), value > beyond);
            for (int i = 1; i <= BeyondPoints && beyond <= LargestBeyond; i++)
                yield return new WholePoint(Filled(names, letters, i, [(whole[0], Math.Max(beyond, LastInRow) + i)]), true);
            yield break;
        }
        for (int trial = 0; trial < (jumps ? RandomPointsOfJumps : RandomPoints); trial++)
            yield return new WholePoint(Filled(names, letters, trial, Several(whole, trial, 0, jumps)), beyond == 0);
        for (int trial = 0; trial < BeyondPoints && beyond is > 0 and <= LargestBeyond; trial++)
            yield return new WholePoint(Filled(names, letters, trial, Several(whole, trial, beyond, jumps)), true);
    }

    static IEnumerable<int> Line(Expression a, Expression b, bool jumps)
    {
        foreach (int value in Enumerable.Range(First, (jumps ? LastInRowOfJumps : LastInRow) - First + 1))
            yield return value;
        if (!jumps)
            yield break;
        int[] places = [64, 81, 100, 121, 125, 128, 256, 512, 1000, 1024, .. Constants(a).Concat(Constants(b)).Distinct().Take(MostConstants)
            .SelectMany(c => (int[])[c, 2 * c, 3 * c])];
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
                found.AddRange(((BigInteger[])[BigInteger.Abs(e.Value.Numerator), e.Value.Denominator]).Where(c => c > First && c <= LargestConstant)
                    .Select(c => (int)c));
            return false;
        });
        return found;
    }

    // The sum of the sizes of all numbers in the formulas and of their constant parts: 3 · 10 counts 43.
    static int Beyond(Expression a, Expression b)
    {
        double sum = 0;
        var none = new Dictionary<string, double>();
        bool Note(Expression e)
        {
            double value = e.Kind is ExpressionKind.Symbol or ExpressionKind.Constant || !e.IsConstant ? 0
                : Math.Abs(QuickEvaluator.Value(e, none, new Fuel(long.MaxValue)));
            sum += double.IsNaN(value) ? LargestBeyond : value < 1 ? 0 : value;
            return false;
        }
        a.Any(Note);
        b.Any(Note);
        return (int)Math.Min(sum, LargestBeyond + 1);
    }

    // In every order of size: a binomial is 0 where the lower number is the larger one. All equal, too.
    static (string, int)[] Several(string[] whole, int trial, int beyond, bool jumps)
    {
        var random = new RandomStream(0, RandomPurpose.Evaluation, 2, trial);
        int same = random.NextInt(4 + trial);
        return [.. whole.Select((name, index) =>
        {
            int rank = trial % 4 < 2 ? whole.Length - 1 - index : trial % 4 == 2 ? index : 0;
            int spread = trial % 8 == 7 ? same : random.NextInt(4 + (jumps ? 4 : 1) * trial);
            return (name, First + 5 * rank + spread + beyond * (rank + (trial % 2)) + (beyond > 0 ? 1 : 0));
        })];
    }

    static Dictionary<string, PreciseComplex> Filled(List<string> names, HashSet<string> letters, int trial, (string Name, int Value)[] whole)
    {
        var random = new RandomStream(0, RandomPurpose.Evaluation, 7, trial);
        var at = new Dictionary<string, PreciseComplex>();
        foreach (string name in names)
            at[name] = PreciseComplex.Real(letters.Contains(name) ? new PreciseReal(whole.First(w => w.Name == name).Value, 0)
                : new PreciseReal(random.NextUInt() | 1L << 32, -33));
        return at;
    }
}
