// What every loss over pairs of completions has in common: it sees the log-probabilities of two whole completions and says
// the loss, what it takes each completion to be worth, and the loss's derivatives.

namespace R1Sharp.Learning.Training.Preferences;

/// <summary>What a loss knows of a pair: log-probabilities in nats, summed over the completions' tokens, the end token included.</summary>
/// <param name="Chosen">log π(y_w | x).</param>
/// <param name="ChosenTokens">|y_w|, at least 1.</param>
/// <param name="Rejected">log π(y_l | x).</param>
/// <param name="RejectedTokens">|y_l|, at least 1.</param>
/// <param name="ReferenceChosen">log π_ref(y_w | x); 0 where the loss has no reference.</param>
/// <param name="ReferenceRejected">log π_ref(y_l | x); 0 where the loss has no reference.</param>
public readonly record struct PairLogProbs(
    double Chosen, int ChosenTokens, double Rejected, int RejectedTokens, double ReferenceChosen = 0, double ReferenceRejected = 0);

/// <summary>The loss of a pair.</summary>
/// <param name="Loss">L.</param>
/// <param name="ChosenReward">The implicit reward of the chosen completion: what the loss takes it to be worth.</param>
/// <param name="RejectedReward">That of the rejected one.</param>
/// <param name="DChosen">∂L/∂log π(y_w), and so ∂L/∂log π of each of its tokens.</param>
/// <param name="DRejected">∂L/∂log π(y_l), and so ∂L/∂log π of each of its tokens.</param>
public readonly record struct PairLoss(double Loss, double ChosenReward, double RejectedReward, double DChosen, double DRejected);

/// <summary>A loss over pairs: a pure function.</summary>
public interface IPreferenceLoss
{
    /// <summary>Whether it needs the log-probabilities of a reference.</summary>
    bool NeedsReference { get; }

    /// <summary>The loss of one pair.</summary>
    PairLoss Of(PairLogProbs pair);
}
