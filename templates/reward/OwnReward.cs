using R1Sharp.Learning.Rewards;

namespace OwnReward;

/// <summary>
/// Rewards short completions: 1 for an empty one, falling by 1 over Characters characters, 0 beyond. In a recipe:
/// rewards: [{name: bin/Release/net10.0/OwnReward.dll, characters: 100}]
/// </summary>
/// <remarks>It is called from several threads and must depend on its input alone, or training is not repeatable.</remarks>
public sealed class OwnReward : IReward
{
    /// <summary>Properties that can be set are parameters: recipes say "characters".</summary>
    public int Characters { get; set; } = 200;

    /// <summary>The name under which metrics are reported.</summary>
    public string Name => "own_reward";

    /// <summary>Scores one completion; a null score says that the reward does not apply to the problem.</summary>
    public RewardScore Score(RewardInput input)
    {
        int length = input.Completion.Length;
        return new(Math.Max(0, 1 - (double)length / Characters), $"{length} characters");
    }
}
