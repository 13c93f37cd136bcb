// Straight lines through the space of the variables, and points on them: one or two in every piece between two kinks, near
// and far beyond the outermost.

using R1Sharp.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>A line: every variable is a start plus t times a step; with one variable it is the variable's own axis.</summary>
sealed class SampleLine
{
    const int MostLines = 6, StepParts = 64, PointParts = 1 << 20, LargestStart = 1_000_000;

    readonly List<string> _names;
    readonly Rational[] _start, _step;
    readonly int _number;

    SampleLine(List<string> names, Rational[] start, Rational[] step, int number) => (_names, _start, _step, _number) = (names, start, step, number);

    /// <summary>The variable on the line.</summary>
    public string Parameter => _names.Count == 1 ? _names[0] : "\\t";

    /// <summary>The lines for these variables: all signs of their steps occur, and starts near 0 and near the marks.</summary>
    public static IEnumerable<SampleLine> Through(List<string> names, double[] marks)
    {
        if (names.Count == 1)
        {
            yield return new SampleLine(names, [Rational.Zero], [Rational.One], 0);
            yield break;
        }
        for (int i = 0; i < (names.Count == 2 ? MostLines - 2 : MostLines); i++)
        {
            var random = new RandomStream(0, RandomPurpose.Evaluation, 4, i);
            Rational[] start = new Rational[names.Count], step = new Rational[names.Count];
            for (int n = 0; n < start.Length; n++)
            {
                start[n] = new Rational(random.NextInt(2 * StepParts) - StepParts, StepParts);
                if (i >= 2 && marks.Length > 0)
                    start[n] += (Rational)(int)Math.Min(marks[(i + n) % marks.Length], LargestStart) / 2;
                // Line 0 goes up in all variables; with two of them the lines turn in turns.
                bool down = n > 0 && i > 0 && (names.Count == 2 ? i % 2 == 1 : random.NextBool(0.5));
                var size = new Rational(StepParts / 2 + random.NextInt(2 * StepParts), StepParts);
                step[n] = down ? -size : size;
            }
            yield return new SampleLine(names, start, step, i + 1);
        }
    }

    /// <summary>A formula on the line.</summary>
    public Expression On(Expression e) => _names.Count == 1 ? e : e.Rewrite(n => n.Kind == ExpressionKind.Symbol && _names.IndexOf(n.Name) is >= 0 and var index
        ? Expression.Sum(Expression.Number(_start[index]), Expression.Product(Expression.Number(_step[index]), Expression.Symbol(Parameter))) : null);

    /// <summary>The variables at a place on the line.</summary>
    public Dictionary<string, Rational> At(Rational t)
    {
        var at = new Dictionary<string, Rational>();
        for (int i = 0; i < _names.Count; i++)
            at[_names[i]] = _start[i] + t * _step[i];
        return at;
    }

    /// <summary>Random places in every piece of the line that the cuts leave; others in every round.</summary>
    public IEnumerable<Rational> Points(List<Rational> cuts, int round)
    {
        var random = new RandomStream(0, RandomPurpose.Evaluation, 5, 8 * _number + round);
        // A part of one, at random between the bounds.
        Rational Part(double low, double high) => new((int)((low + (high - low) * random.NextDouble()) * PointParts) * 2 + 1, 2 * PointParts);
        bool many = _names.Count == 1;
        if (cuts.Count == 0)
            cuts = [Rational.Zero];
        for (int i = 0; i <= cuts.Count; i++)
        {
            if (i > 0 && i < cuts.Count)
            {
                var width = cuts[i] - cuts[i - 1];
                yield return cuts[i - 1] + width * Part(many ? 0.02 : 0.3, many ? 0.3 : 0.7);
                if (many)
                    yield return cuts[i] - width * Part(0.02, 0.4);
                continue;
            }
            var end = i == 0 ? cuts[0] : cuts[^1];
            var unit = i == 0 ? Rational.Zero - 1 : Rational.One;
            yield return end + unit * Part(0.2, 1.2);
            yield return end + unit * 4 * Part(0.5, 2);
            if (!many)
                continue;
            yield return end + unit * Part(0.01, 0.1);
            yield return end + unit * (1 + (end.Sign < 0 ? -end : end)) * 100 * Part(0.5, 2);
        }
    }
}
