// The frozen policy that the divergence is measured against, and when it is replaced.

using R1Sharp.Learning.Model;

namespace R1Sharp.Learning.Training;

/// <summary>Keeps the reference of a trainer; none where the divergence has no weight.</summary>
sealed class ReferenceKeeper : IDisposable
{
    readonly IPolicy _policy;
    readonly int? _syncSteps;

    /// <param name="policy">The network being trained; as it is now it becomes the reference.</param>
    /// <param name="klWeight">Weight of the divergence.</param>
    /// <param name="syncSteps">Steps after which the reference becomes a copy of the policy; null keeps it.</param>
    /// <exception cref="UserErrorException">There is nothing to replace.</exception>
    public ReferenceKeeper(IPolicy policy, double klWeight, int? syncSteps)
    {
        if (klWeight == 0 && syncSteps is { } steps)
            throw new UserErrorException($"refSyncSteps is {steps} but klWeight is 0, so there is no reference to refresh; set refSyncSteps to null or give klWeight a value.");
        (_policy, _syncSteps) = (policy, syncSteps);
        Reference = klWeight > 0 ? policy.Freeze() : null;
    }

    /// <summary>The reference; null where none is kept.</summary>
    public IReferencePolicy? Reference { get; private set; }

    /// <summary>Whether the policy was updated since the reference was taken.</summary>
    public bool IsOlder { get; private set; }

    /// <summary>The reference's log-probabilities; null where none is kept.</summary>
    public float[][]? LogProbs(IReadOnlyList<TokenSequence> sequences, double temperature) => Reference?.LogProbs(sequences, temperature);

    /// <summary>Ends a step: takes note of whether the policy was updated, and replaces the reference where that is due.</summary>
    public void EndStep(int stepIndex, bool wasUpdated)
    {
        IsOlder |= wasUpdated;
        if (Reference is null || _syncSteps is not { } steps || (stepIndex + 1) % steps != 0)
            return;
        Replace(_policy.Freeze(), isOlder: false);
    }

    /// <summary>Takes another reference, e.g. a saved one.</summary>
    public void Replace(IReferencePolicy? reference, bool isOlder)
    {
        (Reference as IDisposable)?.Dispose();
        (Reference, IsOlder) = (reference, isOlder);
    }

    /// <summary>Frees the reference.</summary>
    public void Dispose() => Replace(null, isOlder: false);
}
