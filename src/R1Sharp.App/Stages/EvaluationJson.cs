// An evaluation as metrics.jsonl, summary.json and "r1 evaluate --json" write it.

using System.Globalization;
using System.Text.Json.Nodes;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Stages;

/// <summary>Writes evaluations as JSON.</summary>
static class EvaluationJson
{
    /// <summary>Everything: by family, level within the family, and language, with confidence intervals.</summary>
    public static JsonObject Numbers(EvaluationResult result)
    {
        var json = SteeringJson.Added(Sampled(result), result.Options);
        if (result.LeftOut.Count > 0)
            json["left_out"] = result.LeftOut.Count;
        return json;
    }

    /// <summary>Adds the mean reward of all completions, and of each part over those that it applies to.</summary>
    public static void AddRewards(JsonObject numbers, EvaluationResult result)
    {
        List<Rollout> samples = [.. result.Problems.SelectMany(p => p.Samples)];
        numbers["reward"] = Number(samples.Average(s => s.Reward));
        var parts = new JsonObject();
        foreach (string name in samples.SelectMany(s => s.RewardParts.Keys).Distinct())
            parts[name] = Number(samples.Select(s => s.RewardParts.GetValueOrDefault(name).Value).Average());
        numbers["reward_parts"] = parts;
    }

    static JsonObject Sampled(EvaluationResult result) => new()
    {
        ["sample_count"] = result.Options.SampleCount,
        ["temperature"] = result.Options.Temperature,
        ["top_p"] = result.Options.TopP,
        ["families"] = Slices(result.ByFamily),
        ["levels"] = Slices(result.ByFamilyAndLevel),
        ["languages"] = Slices(result.ByLanguage),
    };

    /// <summary>What summary.json says of each family.</summary>
    public static JsonObject Summary(EvaluationResult result)
    {
        var families = new JsonObject();
        foreach (var (family, metrics) in result.ByFamily)
            families[family] = Headline(metrics);
        return families;
    }

    static JsonObject Slices(IReadOnlyDictionary<string, EvaluationMetrics> slices)
    {
        var json = new JsonObject();
        foreach (var (name, metrics) in slices)
            json[name] = All(metrics);
        return json;
    }

    static JsonObject All(EvaluationMetrics metrics)
    {
        var json = Headline(metrics);
        (json["pass_at_1_low"], json["pass_at_1_high"]) = (Number(metrics.PassAtOneInterval.Low), Number(metrics.PassAtOneInterval.High));
        int n = metrics.ConsensusAt.Keys.Max();
        (json[$"cons_at_{n}_low"], json[$"cons_at_{n}_high"]) = (Number(metrics.ConsensusInterval.Low), Number(metrics.ConsensusInterval.High));
        foreach (int k in metrics.PassAt.Keys)
            (json[Key("pass", k)], json[Key("cons", k)]) = (Number(metrics.PassAt[k]), Number(metrics.ConsensusAt[k]));
        (json["mean_thinking_tokens"], json["mean_forced_tokens"]) = (Number(metrics.MeanThinkingTokens), Number(metrics.MeanForcedTokens));
        json["truncated"] = Number(metrics.TruncatedShare);
        json["problems"] = metrics.ProblemCount;
        json["ungraded"] = metrics.UngradedCount;
        json["undecided"] = metrics.UndecidedCount;
        return json;
    }

    static JsonObject Headline(EvaluationMetrics metrics)
    {
        int n = metrics.PassAt.Keys.Max();
        return new JsonObject
        {
            ["pass_at_1"] = Number(metrics.PassAtOne),
            [Key("cons", n)] = Number(metrics.ConsensusAt[n]),
            [Key("pass", n)] = Number(metrics.PassAt[n]),
            ["format"] = Number(metrics.Format),
            ["mean_completion_tokens"] = Number(metrics.MeanCompletionTokens),
            ["self_checks"] = Number(metrics.SelfChecks),
            ["language_purity"] = Number(metrics.LanguagePurity),
        };
    }

    static string Key(string what, int k) => string.Create(CultureInfo.InvariantCulture, $"{what}_at_{k}");

    static JsonNode? Number(double? value) => value is { } v && double.IsFinite(v) ? JsonValue.Create(Math.Round(v, 6)) : null;
}
