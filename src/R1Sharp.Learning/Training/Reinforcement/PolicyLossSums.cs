// What the loss of GRPO counts while it passes over the tokens.


namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>Sums over the target tokens of one or several completions, from which the report's means are made.</summary>
record struct PolicyLossSums
{
    /// <summary>The loss, already weighted.</summary>
    public double Loss { get; internal set; }

    /// <summary>Target tokens seen.</summary>
    public long Tokens { get; private set; }

    /// <summary>Sum of the entropies, in nats.</summary>
    public double Entropy { get; private set; }

    /// <summary>Sum of the divergences from the reference (k3), in nats.</summary>
    public double Kl { get; private set; }

    /// <summary>Tokens that were clipped because their ratio lies below 1 − ε_low; see <see cref="RatioClip"/>.</summary>
    public long ClippedLow { get; private set; }

    /// <summary>Tokens that were clipped because their ratio lies above 1 + ε_high, or above the dual clip's c.</summary>
    public long ClippedHigh { get; private set; }

    /// <summary>Sum of |ρ − 1|.</summary>
    public double RatioDeviation { get; private set; }

    /// <summary>The largest |ρ − 1|.</summary>
    public double MaxRatioDeviation { get; private set; }

    /// <summary>The largest |log π_θ − log π_old|.</summary>
    public double MaxLogDifference { get; private set; }

    /// <summary>Index of the first target whose log-probability or entropy is not a finite number; null when there is none.</summary>
    public int? FirstNotFinite { get; private set; }

    internal void AddToken(int index, float logProb, float entropy, double kl)
    {
        Tokens++;
        Entropy += entropy;
        Kl += kl;
        if (!float.IsFinite(logProb) || !float.IsFinite(entropy))
            FirstNotFinite ??= index;
    }

    internal void AddRatio(double logDifference, double ratio, ClippedSide clipped)
    {
        double deviation = Math.Abs(ratio - 1);
        MaxLogDifference = Math.Max(MaxLogDifference, Math.Abs(logDifference));
        RatioDeviation += deviation;
        MaxRatioDeviation = Math.Max(MaxRatioDeviation, deviation);
        ClippedLow += clipped == ClippedSide.Low ? 1 : 0;
        ClippedHigh += clipped == ClippedSide.High ? 1 : 0;
    }

    /// <summary>The sums over both; the index of a number that is not finite is kept only from the first.</summary>
    public static PolicyLossSums operator +(PolicyLossSums a, PolicyLossSums b) => new()
    {
        Loss = a.Loss + b.Loss,
        Tokens = a.Tokens + b.Tokens,
        Entropy = a.Entropy + b.Entropy,
        Kl = a.Kl + b.Kl,
        ClippedLow = a.ClippedLow + b.ClippedLow,
        ClippedHigh = a.ClippedHigh + b.ClippedHigh,
        RatioDeviation = a.RatioDeviation + b.RatioDeviation,
        MaxRatioDeviation = Math.Max(a.MaxRatioDeviation, b.MaxRatioDeviation),
        MaxLogDifference = Math.Max(a.MaxLogDifference, b.MaxLogDifference),
        FirstNotFinite = a.FirstNotFinite ?? b.FirstNotFinite,
    };
}
