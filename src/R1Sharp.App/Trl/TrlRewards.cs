// The names of Open-R1's and TRL's rewards, with their parameters, as rewards of a recipe.

using R1Sharp.App.Foreign;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Trl;

/// <summary>Translates rewards.</summary>
static class TrlRewards
{
    /// <summary>The names that are known, as they are there; scripts and assemblies stand for themselves.</summary>
    public static IReadOnlyList<string> Names { get; } = ["accuracy", "format", "tag_count", "reasoning_steps", "cosine", "repetition_penalty", "length",
        "code", "binary_code", "ioi_code", "cf_code", "code_format", "soft_overlong_punishment"];

    /// <summary>The rewards in a recipe's form.</summary>
    /// <exception cref="UserErrorException">A name is unknown, or the weights are not as many.</exception>
    public static List<YamlMap> Of(TrlSettings settings, List<string> remarks)
    {
        var names = settings.List("reward_funcs");
        var weights = settings.List("reward_weights");
        if (weights.Count > 0 && weights.Count != names.Count)
            throw settings.Error("reward_weights", $"there are {names.Count} reward_funcs and {weights.Count} reward_weights: give one weight for each.");
        return [.. names.Select((name, i) => Reward(name, weights.Count > 0 ? weights[i] : null, settings, remarks))];
    }

    static YamlMap Reward(string name, string? weight, TrlSettings settings, List<string> remarks)
    {
        var reward = new YamlMap { { "name", Own(name, settings) }, { "weight", weight is null ? null : settings.NumberOf("reward_weights", weight) } };
        reward.AddRange(Parameters(name, settings, remarks));
        return reward;
    }

    static string Own(string name, TrlSettings settings) => name switch
    {
        "accuracy" or "format" or "tag_count" or "reasoning_steps" or "repetition_penalty" or "code" or "code_format" => name,
        "accuracy_reward" => "accuracy",
        "think_format_reward" => "think_format",
        "cosine" or "get_cosine_scaled_reward" => "cosine_scaled",
        "length" => "len",
        "binary_code" or "ioi_code" or "cf_code" => "code",
        "soft_overlong_punishment" or "get_soft_overlong_punishment" => "soft_overlong",
        _ when name.EndsWith(".csx", StringComparison.Ordinal) || name.Contains(".dll", StringComparison.Ordinal) => name,
        _ => throw settings.Error("reward_funcs", $"there is no reward '{name}'{NearestName.Hint(name, Names)}"),
    };

    static YamlMap Parameters(string name, TrlSettings settings, List<string> remarks) => name switch
    {
        "format" => new() { { "newlines", true } },
        "cosine" => Cosine(settings, remarks),
        "repetition_penalty" => new() { { "ngram_size", settings.Whole("repetition_n_grams") }, { "max_penalty", settings.Number("repetition_max_penalty") } },
        "binary_code" => new() { { "scoring", "all" } },
        "ioi_code" => new() { { "scoring", "subtasks" } },
        "cf_code" => new() { { "scoring", CodeforcesScoring(settings) } },
        "code_format" => new() { { "language", settings.Text("code_language") } },
        "soft_overlong_punishment" =>
            new() { { "max_completion_len", settings.Whole("max_completion_len") }, { "soft_punish_cache", settings.Whole("soft_punish_cache") } },
        _ => [],
    };

    static YamlMap Cosine(TrlSettings settings, List<string> remarks)
    {
        double least = settings.Number("cosine_min_value_wrong")!.Value, most = settings.Number("cosine_max_value_wrong")!.Value;
        bool isInverted = least > most || settings.Number("cosine_min_value_correct") > settings.Number("cosine_max_value_correct");
        if (isInverted)
            remarks.Add(FormattableString.Invariant(
                $"cosine: as Open-R1's script has it, the shortest wrong completion is paid {least} and the longest {most}."));
        return new()
        {
            { "min_value_wrong", least },
            { "max_value_wrong", most },
            { "min_value_correct", settings.Number("cosine_min_value_correct") },
            { "max_value_correct", settings.Number("cosine_max_value_correct") },
            { "max_len", settings.Whole("cosine_max_len") },
            { "may_be_inverted", isInverted ? true : null },
        };
    }

    static string CodeforcesScoring(TrlSettings settings) => settings.Text("code_eval_scoring_mode") switch
    {
        "pass_fail" => "all",
        "partial" or "weighted_sum" => "fraction",
        var other => throw settings.Error("code_eval_scoring_mode",
            $"'code_eval_scoring_mode' needs one of pass_fail, partial, weighted_sum, but this is '{other}'."),
    };
}
