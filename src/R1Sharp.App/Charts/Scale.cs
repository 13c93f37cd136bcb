// From values to pixels, and where the ticks of an axis stand.

namespace R1Sharp.App.Charts;

/// <summary>A linear or logarithmic mapping of values to pixels, with round ticks.</summary>
sealed class Scale
{
    readonly double _from, _to;

    Scale(double min, double max, bool log, double from, double to)
    {
        (Min, Max, IsLog, _from, _to) = (min, max, log, from, to);
    }

    /// <summary>The value at the first pixel.</summary>
    public double Min { get; }

    /// <summary>The value at the last pixel.</summary>
    public double Max { get; }

    /// <summary>Whether equal ratios, rather than equal differences, are equally far apart.</summary>
    public bool IsLog { get; }

    /// <summary>
    /// A scale that holds all values. Where the axis leaves its ends open and <paramref name="round"/> is set, it ends on
    /// round numbers; values that all agree get room on both sides.
    /// </summary>
    /// <param name="axis">Ends that are fixed, and whether it is logarithmic.</param>
    /// <param name="values">What has to fit; NaN, infinities and, on a logarithmic axis, values ≤ 0 are ignored.</param>
    /// <param name="from">Pixel of the smallest value.</param>
    /// <param name="to">Pixel of the largest value.</param>
    /// <param name="round">Whether open ends go out to a round number.</param>
    public static Scale Fit(Axis axis, IEnumerable<double> values, double from, double to, bool round)
    {
        double min = double.PositiveInfinity, max = double.NegativeInfinity;
        foreach (double v in values)
            if (double.IsFinite(v) && (!axis.Log || v > 0))
                (min, max) = (Math.Min(min, v), Math.Max(max, v));
        if (min > max)
            (min, max) = axis.Log ? (1, 10) : (0, 1);
        (min, max) = (axis.Min ?? min, axis.Max ?? max);
        if (!(max > min))
            (min, max) = Widened(min, max, axis);
        if (round)
            (min, max) = Rounded(axis, min, max);
        return new Scale(min, max, axis.Log, from, to);
    }

    /// <summary>The pixel of a value.</summary>
    public double At(double value)
    {
        double share = IsLog
            ? (Math.Log(value) - Math.Log(Min)) / (Math.Log(Max) - Math.Log(Min))
            : (value - Min) / (Max - Min);
        return _from + share * (_to - _from);
    }

    /// <summary>Whether a value can be drawn on this scale.</summary>
    public bool Holds(double value) => double.IsFinite(value) && (!IsLog || value > 0);

    /// <summary>Round values inside the scale, ascending, about <paramref name="wanted"/> of them.</summary>
    public IReadOnlyList<double> Ticks(int wanted)
    {
        var ticks = IsLog ? LogTicks(wanted) : [];
        return ticks.Count >= 2 ? ticks : LinearTicks(Min, Max, wanted);
    }

    /// <summary>The distance of linear ticks: 1, 2, 2.5 or 5 times a power of ten, the finest that gives at most about the wanted number.</summary>
    public static double TickStep(double span, int wanted)
    {
        double rough = span / Math.Max(1, wanted);
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        foreach (double factor in (ReadOnlySpan<double>)[1, 2, 2.5, 5])
            if (rough <= factor * power * 1.0001)
                return factor * power;
        return 10 * power;
    }

    static List<double> LinearTicks(double min, double max, int wanted)
    {
        double step = TickStep(max - min, wanted);
        double first = Math.Ceiling(min / step - 1e-6), last = Math.Floor(max / step + 1e-6);
        var ticks = new List<double>();
        for (double i = first; i <= last; i++)
            ticks.Add(i == 0 ? 0 : Math.Round(i * step, 12));
        return ticks;
    }

    List<double> LogTicks(int wanted)
    {
        double decades = Math.Log10(Max / Min);
        double[] factors = decades * 3 <= wanted ? [1, 2, 5] : [1];
        int stride = (int)Math.Max(1, Math.Ceiling(decades / Math.Max(1, wanted)));
        var ticks = new List<double>();
        for (int power = (int)Math.Floor(Math.Log10(Min)); power <= (int)Math.Ceiling(Math.Log10(Max)); power++)
            foreach (double factor in factors)
            {
                double tick = factor * Math.Pow(10, power);
                if (power % stride == 0 && tick >= Min * 0.9999 && tick <= Max * 1.0001)
                    ticks.Add(tick);
            }
        return ticks;
    }

    static (double Min, double Max) Widened(double min, double max, Axis axis)
    {
        if (axis.Log)
            return axis.Min is null ? (min / 2, max * 2) : (min, min * 10);
        double half = min == 0 ? 1 : Math.Abs(min) * 0.1;
        return axis.Min is null && axis.Max is null ? (min - half, min + half)
            : axis.Min is not null ? (min, min + (min == 0 ? 1 : 2 * half)) : (max - 2 * half, max);
    }

    static (double Min, double Max) Rounded(Axis axis, double min, double max)
    {
        if (axis.Log)
            return (min, max);
        double step = TickStep(max - min, 5);
        return (axis.Min ?? Math.Floor(min / step + 1e-9) * step, axis.Max ?? Math.Ceiling(max / step - 1e-9) * step);
    }
}
