// The three numbers by which s1 judges a method of test-time scaling (Muennighoff et al., arXiv 2501.19393, section 3.2,
// equations 1 to 3), over the evaluations A of a method, where a is the thinking tokens of one and f(a) its accuracy:
//
//   Control     = 1/|A| Σ_{a ∈ A} 1(a_min ≤ a ≤ a_max)
//   Scaling     = 1/C(|A|, 2) Σ_{a, b ∈ A, b > a} (f(b) − f(a)) / (b − a)
//   Performance = max_{a ∈ A} f(a)
//
// Departures: evaluations that spent equally many tokens have no slope between them and make no pair. a_min and a_max are those
// of each evaluation; a method that is asked for nothing has full control.

namespace R1Sharp.Learning.Training.Evaluation.Scaling;

/// <summary>s1's three numbers.</summary>
/// <param name="Control">Share of evaluations that spent as many tokens as they were to, 0 to 1.</param>
/// <param name="Scaling">Mean slope over all pairs, accuracy (0 to 1) for each token; null where no two differ in tokens.</param>
/// <param name="Performance">The best accuracy, 0 to 1.</param>
sealed record S1Measures(double Control, double? Scaling, double Performance)
{
    /// <summary>The numbers of a method.</summary>
    /// <param name="points">At least one.</param>
    public static S1Measures Of(IReadOnlyList<ScalingPoint> points)
    {
        var pairs = points.SelectMany(a => points.Where(b => b.Tokens > a.Tokens), (a, b) => (b.Accuracy - a.Accuracy) / (b.Tokens - a.Tokens)).ToList();
        return new(points.Average(p => p.IsWithin ? 1.0 : 0), pairs.Count == 0 ? null : pairs.Average(), points.Max(p => p.Accuracy));
    }
}
