// How verl's reward managers grade rows, as rewards of a recipe.

using R1Sharp.App.Foreign;

namespace R1Sharp.App.Verl;

/// <summary>Translates rewards.</summary>
static class VerlRewards
{
    // Where the settings of DAPO's soft punishment have stood in verl's versions.
    static readonly string[] s_buffers =
    [
        "reward_model.overlong_buffer", "custom_reward_function.overlong_buffer", "reward_model.reward_kwargs.overlong_buffer_cfg",
        "reward.reward_kwargs.overlong_buffer_cfg",
    ];

    /// <summary>Whether long answers are punished.</summary>
    public static bool HasOverlongBuffer(VerlSettings settings) => Buffer(settings) is not null;

    /// <summary>The rewards in a recipe's form.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="data">The data, whose rows say how they are graded.</param>
    /// <param name="remarks">Takes what a reader should know.</param>
    public static List<YamlMap> Of(VerlSettings settings, VerlData data, List<string> remarks)
    {
        var rewards = new List<YamlMap>();
        bool paysMinusOne = data.Learned.Any(s => s.PaysMinusOne);
        if (data.Learned.Any(s => !s.IsProgram))
            rewards.Add(new() { { "name", "accuracy" }, { "weight", paysMinusOne ? 2 : null } });
        if (data.Learned.Any(s => s.IsProgram))
            rewards.Add(new() { { "name", "code" } });
        if (paysMinusOne)
            remarks.Add("verl pays 1 and -1 for answers to such rows: a right one counts twice here, which is the same against any baseline.");
        if (Buffer(settings) is { } buffer)
            rewards.Add(new()
            {
                { "name", "soft_overlong" },
                { "weight", settings.Number($"{buffer}.penalty_factor") },
                { "max_completion_len", settings.Whole("data.max_response_length") },
                { "soft_punish_cache", settings.Whole($"{buffer}.len") },
            });
        return rewards;
    }

    static string? Buffer(VerlSettings settings) => Array.Find(s_buffers, b => settings.Truth($"{b}.enable") == true);
}
