// Rewards by the names that recipes and commands call them.

using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Answers;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Learning.Rewards.Instructions;
using R1Sharp.Learning.Rewards.Judges;
using R1Sharp.Learning.Rewards.Style;
using R1Sharp.Learning.Settings;

namespace R1Sharp.Learning.Rewards.Catalog;

/// <summary>Every built-in reward.</summary>
public static class RewardCatalog
{
    static readonly SortedDictionary<string, RewardDescription> s_entries = Entries(
    [
        AccuracyReward.Description, FormatReward.Description, ThinkFormatReward.Description, TagCountReward.Description,
        CodeFormatReward.Description, ReasoningStepsReward.Description, CosineScaledReward.Description, LengthReward.Description,
        RepetitionPenaltyReward.Description, SoftOverlongReward.Description, LanguageConsistencyReward.Description,
        StopReward.Description, MultipleChoiceReward.Description, ExactMatchReward.Description, NumericReward.Description,
        ListReward.SetDescription, ListReward.ListDescription, CountdownReward.Description, KnightsReward.Description,
        F1Reward.Description, IfevalReward.Description, CodeReward.Description, ProgramAnswerReward.Description, JudgeReward.Description,
        JudgedReward.Description, CoinReward.Description,
    ]);

    // Names that recipes of the first version used.
    static readonly Dictionary<string, string> s_formerNames = new()
    {
        ["language"] = "language_consistency",
        ["overlong"] = "soft_overlong",
        ["max_tokens"] = "max_completion_len",
        ["cache_tokens"] = "soft_punish_cache",
    };

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => [.. s_entries.Keys];

    /// <summary>All rewards, in alphabetical order.</summary>
    internal static IReadOnlyList<RewardDescription> Descriptions => [.. s_entries.Values];

    /// <summary>The reward of this name.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    internal static RewardDescription Find(string name) => s_entries.GetValueOrDefault(s_formerNames.GetValueOrDefault(name, name))
        ?? throw new UserErrorException($"There is no reward '{name}'; did you mean '{NearestName.AtAll(name, Names)}'? 'r1 reward list' shows them all.");

    /// <summary>Makes the reward of this name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="parameters">Values by parameter name; null means defaults for all.</param>
    /// <param name="host">What the reward may need of the program around it; null gives it nothing.</param>
    /// <exception cref="UserErrorException">The name or a parameter is unknown, or a value does not fit.</exception>
    public static IReward Create(string name, IReadOnlyDictionary<string, object?>? parameters = null, RewardHost? host = null)
    {
        var entry = Find(name);
        return entry.Make(entry.Name == name || parameters is null ? parameters ?? RewardParameters.None
            : parameters.ToDictionary(p => s_formerNames.GetValueOrDefault(p.Key, p.Key), p => p.Value), host ?? RewardHost.None);
    }

    static SortedDictionary<string, RewardDescription> Entries(IEnumerable<RewardDescription> all) =>
        new(all.ToDictionary(entry => entry.Name), StringComparer.Ordinal);
}
