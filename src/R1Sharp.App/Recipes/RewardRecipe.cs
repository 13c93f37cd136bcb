// One part of the reward of a stage of reinforcement learning.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.App.Recipes;

/// <summary>One part of the reward.</summary>
public sealed record RewardRecipe : IChecked
{
    /// <summary>The reward's name, e.g. accuracy.</summary>
    public required string Name { get; init; }

    /// <summary>What its score is multiplied with.</summary>
    [Range(-1000.0, 1000.0)] public double Weight { get; init; } = 1;

    /// <summary>accuracy: whether a right answer in the wrong form counts as wrong; null takes the reward's default.</summary>
    public bool? RequireFormat { get; init; }

    /// <summary>overlong: tokens from which the penalty is full; null takes the reward's default.</summary>
    [Range(1, 1_000_000)] public int? MaxTokens { get; init; }

    /// <summary>overlong: tokens over which the penalty grows; null takes the reward's default.</summary>
    [Range(1, 1_000_000)] public int? CacheTokens { get; init; }

    /// <summary>The reward.</summary>
    /// <exception cref="UserErrorException">There is no such reward, or it does not know a number that is given.</exception>
    public IReward Create()
    {
        var given = new Dictionary<string, double>();
        if (RequireFormat is { } require)
            given["requireFormat"] = require ? 1 : 0;
        if (MaxTokens is { } most)
            given["maxTokens"] = most;
        if (CacheTokens is { } cache)
            given["cacheTokens"] = cache;
        return RewardCatalog.Create(Name, given);
    }

    /// <inheritdoc/>
    public string? Mistake()
    {
        try
        {
            Create();
            return null;
        }
        catch (UserErrorException e)
        {
            return e.Message;
        }
    }
}
