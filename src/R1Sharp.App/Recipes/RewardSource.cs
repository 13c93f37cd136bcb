// Where a reward comes from by its name: the catalog, or a file of the user's own.

using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Catalog;
using R1Sharp.Learning.Rewards.Learned;

namespace R1Sharp.App.Recipes;

/// <summary>Makes rewards, built-in or not.</summary>
static class RewardSource
{
    /// <summary>The reward that is a trained model's score; recipes name the stage that trained it.</summary>
    public const string Learned = "learned";

    /// <summary>How a trained model's scores are used.</summary>
    /// <exception cref="UserErrorException">A parameter is unknown or does not fit.</exception>
    public static LearnedRewardOptions LearnedOptions(IReadOnlyDictionary<string, object?> parameters)
    {
        var options = new LearnedRewardOptions();
        RewardParameters.Fill(Learned, options, parameters);
        return options;
    }

    /// <summary>Says what is wrong with a reward's name or parameters, by throwing; where all is well, nothing.</summary>
    /// <exception cref="UserErrorException">There is no such reward, it does not compile, or a parameter is wrong.</exception>
    public static void Check(string name, IReadOnlyDictionary<string, object?> parameters)
    {
        if (name == Learned)
            LearnedOptions(parameters);
        else
            Create(name, parameters);
    }

    /// <summary>Makes the reward of a name.</summary>
    /// <param name="name">A name of the catalog, my.csx, my.dll or my.dll#Class.</param>
    /// <param name="parameters">Values by parameter name.</param>
    /// <param name="host">What a built-in reward may need of the program; null gives it nothing.</param>
    /// <exception cref="UserErrorException">There is no such reward, it does not compile, or a parameter is wrong.</exception>
    public static IReward Create(string name, IReadOnlyDictionary<string, object?> parameters, RewardHost? host = null) =>
        ScriptRewards.IsFile(name) ? ScriptRewards.Create(name, parameters) : RewardCatalog.Create(name, parameters, host);

    /// <summary>The file that holds a reward of the user's own; null for one of the catalog.</summary>
    public static string? FileOf(string name) => ScriptRewards.IsFile(name) ? name.Split('#')[0] : null;

    /// <summary>The parameters that a reward knows.</summary>
    /// <exception cref="UserErrorException">There is no such reward, or it does not compile.</exception>
    public static IReadOnlyList<RewardParameter> Parameters(string name) => name == Learned ? RewardParameter.Of(new LearnedRewardOptions())
        : ScriptRewards.IsFile(name)
        ? RewardParameter.Of(ScriptRewards.Create(name, RewardParameters.None))
        : RewardCatalog.Find(name).Parameters;
}
