// A reward that is a function.

namespace R1Sharp.Learning.Rewards;

/// <summary>A reward of a few lines, without a class of its own.</summary>
/// <param name="name">Short name in lower case; metrics are reported under it.</param>
/// <param name="score">The more the better; null where there is nothing to say. Called from several threads; must depend on its argument alone.</param>
/// <param name="reason">Why it gives what it gives, in a few words; null says nothing.</param>
public sealed class FunctionReward(string name, Func<RewardInput, double?> score, Func<RewardInput, string>? reason = null) : IReward
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input) => new(score(input), reason?.Invoke(input) ?? "");
}
