// How well scores rank: the area under the receiver operating characteristic, the chance that a wanted document is above one that is not.

namespace R1Sharp.Learning.Corpus.Recall;

/// <summary>Measures rankings.</summary>
static class RankQuality
{
    /// <summary>The area; ties count half.</summary>
    /// <param name="scored">Scores with their labels, both labels among them.</param>
    public static double Area(IEnumerable<(float Score, bool IsWanted)> scored)
    {
        double area = 0, unwanted = 0, wanted = 0;
        foreach (var tie in scored.GroupBy(s => s.Score).OrderBy(g => g.Key))
        {
            int up = tie.Count(s => s.IsWanted), down = tie.Count() - up;
            area += up * (unwanted + down / 2.0);
            (wanted, unwanted) = (wanted + up, unwanted + down);
        }
        return area / (wanted * unwanted);
    }

    /// <summary>Spearman's rank correlation of two rows of numbers, ties having the mean of their ranks.</summary>
    public static double Correlation(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var (x, y) = (Ranks(a), Ranks(b));
        double middle = (a.Count - 1) / 2.0;
        double Sum(double[] p, double[] q) => p.Zip(q, (u, v) => (u - middle) * (v - middle)).Sum();
        return Sum(x, y) / Math.Sqrt(Sum(x, x) * Sum(y, y));
    }

    static double[] Ranks(IReadOnlyList<double> values) => [.. values.Select(v => values.Count(w => w < v) + (values.Count(w => w == v) - 1) / 2.0)];
}
