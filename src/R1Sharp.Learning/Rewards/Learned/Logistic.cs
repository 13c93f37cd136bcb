// The logistic function and its logarithm, without overflow.

namespace R1Sharp.Learning.Rewards.Learned;

/// <summary>σ and −log σ.</summary>
static class Logistic
{
    /// <summary>σ(x) = 1 / (1 + e^−x).</summary>
    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>−log σ(x) = log(1 + e^−x), computed as max(0, −x) + log(1 + e^−|x|).</summary>
    public static double NegativeLogSigmoid(double x) => Math.Max(0, -x) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
