// The frozen policy that the divergence is measured against, and when it is replaced.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>Keeps the reference of a trainer; none where the divergence has no weight. The policy as it is now is the first.</summary>
/// <param name="policy">The network being trained.</param>
/// <param name="options">β, the steps after which the reference is replaced, and by what; the temperature of the loss.</param>
sealed class ReferenceKeeper(IPolicy policy, GrpoOptions options) : IDisposable
{
    /// <summary>The reference; null where none is kept.</summary>
    public IReferencePolicy? Reference { get; private set; } = options.KlWeight > 0 ? policy.Freeze() : null;

    /// <summary>Whether the policy was updated since the reference was taken.</summary>
    public bool IsOlder { get; private set; }

    /// <summary>The reference's log-probabilities; null where none is kept.</summary>
    public float[][]? LogProbs(IReadOnlyList<TokenSequence> sequences) => Reference?.LogProbs(sequences, options.Temperature);

    /// <summary>Takes note of whether a step updated the policy.</summary>
    public void NoteUpdates(bool wasUpdated) => IsOlder |= wasUpdated;

    /// <summary>Ends a step: replaces the reference where that is due.</summary>
    public void Refresh(int stepIndex)
    {
        if (Reference is null || options.RefSyncSteps is not { } steps || (stepIndex + 1) % steps != 0)
            return;
        bool isCopy = options.RefSyncAlpha == 1;
        Replace(isCopy ? policy.Freeze() : policy.Blend(Reference, options.RefSyncAlpha), IsOlder && !isCopy);
    }

    /// <summary>Takes another reference, e.g. a saved one.</summary>
    public void Replace(IReferencePolicy? reference, bool isOlder)
    {
        Reference?.Dispose();
        (Reference, IsOlder) = (reference, isOlder);
    }

    /// <summary>Frees the reference.</summary>
    public void Dispose() => Replace(null, isOlder: false);
}
