// What test-time compute buys: points of accuracy over thinking tokens, in curves of one method each.

namespace R1Sharp.Learning.Training.Evaluation.Scaling;

/// <summary>A model measured with one amount of thinking.</summary>
/// <param name="Label">The amount asked for, e.g. "2 waits".</param>
/// <param name="Tokens">Thinking tokens spent on a problem, all its samples together: what methods are compared by.</param>
/// <param name="Accuracy">Share of right answers, 0 to 1.</param>
/// <param name="Interval">Its 95 % confidence interval.</param>
sealed record ScalingPoint(string Label, double Tokens, double Accuracy, ConfidenceInterval Interval)
{
    /// <summary>The fewest tokens asked for; null asked for none.</summary>
    public double? LeastTokens { get; init; }

    /// <summary>The most tokens allowed; null allowed any number.</summary>
    public double? MostTokens { get; init; }

    /// <summary>Whether as many tokens were spent as were asked for.</summary>
    public bool IsWithin => !(Tokens < LeastTokens) && !(Tokens > MostTokens);
}

/// <summary>One method with several amounts of thinking.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Points">In the order of what was asked for.</param>
sealed record ScalingCurve(string Method, IReadOnlyList<ScalingPoint> Points)
{
    /// <summary>s1's three numbers.</summary>
    public S1Measures Measures => S1Measures.Of(Points);
}
