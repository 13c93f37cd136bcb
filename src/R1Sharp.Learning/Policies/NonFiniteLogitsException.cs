// What a network says whose numbers have left the range of floats: nothing that could be sampled from.

namespace R1Sharp.Learning.Policies;

/// <summary>The network's logits are infinite or no numbers.</summary>
sealed class NonFiniteLogitsException() : UserErrorException(
    "The model's logits are not finite: its weights are finite but too large for what is computed from them, so that they are damaged or come from a "
        + "training that had diverged; take an earlier or another copy")
{
    /// <summary>Whether this is what went wrong, on whatever thread.</summary>
    public static bool Is(Exception e) => e is NonFiniteLogitsException or AggregateException { InnerException: NonFiniteLogitsException };
}
