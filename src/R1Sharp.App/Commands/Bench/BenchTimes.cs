// Seconds of several runs of the same work.

using System.Diagnostics;

namespace R1Sharp.App.Commands.Bench;

/// <summary>Wall-clock seconds of runs.</summary>
sealed class BenchTimes
{
    readonly double[] _sorted;

    BenchTimes(IEnumerable<double> seconds) => _sorted = [.. seconds.Order()];

    /// <summary>The middle run; of an even number the mean of the middle two.</summary>
    public double Median => Middle(_sorted);

    /// <summary>The shortest run.</summary>
    public double Best => _sorted[0];

    /// <summary>Number of runs.</summary>
    public int Count => _sorted.Length;

    /// <summary>The middle number; of an even count the mean of the middle two.</summary>
    public static double MedianOf(IEnumerable<double> values) => Middle([.. values.Order()]);

    static double Middle(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    /// <summary>The shortest of some runs of whatever work, in seconds, for an engine that has no clock.</summary>
    public static Func<Action, double> BestOf(int runs) => work => Measure(work, runs).Best;

    /// <summary>Times some runs, after others that only warm up.</summary>
    public static BenchTimes Measure(Action work, int runs, int warmups = 1) => OfSamples(() =>
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }, runs, warmups);

    /// <summary>The same for work that says itself how many seconds count.</summary>
    public static BenchTimes OfSamples(Func<double> work, int runs, int warmups = 1)
    {
        for (int i = 0; i < warmups; i++)
            work();
        return new BenchTimes(Enumerable.Range(0, runs).Select(_ => work()).ToArray());
    }

    /// <summary>Times two works in turns, after one run of each that only warms up.</summary>
    public static (BenchTimes One, BenchTimes Other) InTurns(Action one, Action other, int runs)
    {
        double[] ones = new double[runs], others = new double[runs];
        for (int run = -1; run < runs; run++)
        {
            double first = Measure(one, 1, warmups: 0).Best, second = Measure(other, 1, warmups: 0).Best;
            if (run >= 0)
                (ones[run], others[run]) = (first, second);
        }
        return (new(ones), new(others));
    }
}
