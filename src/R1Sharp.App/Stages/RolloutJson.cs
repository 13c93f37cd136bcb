// A completion as the run's rollout files hold it.

using System.Text.Json.Nodes;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.App.Stages;

/// <summary>Writes completions as JSON.</summary>
static class RolloutJson
{
    /// <summary>Everything that is known of a completion.</summary>
    public static JsonObject Of(Rollout rollout) => SteeringJson.Added(FromOutside(Sampled(rollout), rollout), rollout);

    static JsonObject FromOutside(JsonObject json, Rollout rollout)
    {
        if (rollout.Completion.WeightsStep is { } step)
            (json["weights_step"], json["masked"]) = (step, rollout.IsMasked);
        return json;
    }

    static JsonObject Sampled(Rollout rollout) => new()
    {
        ["problem"] = rollout.Problem.Id,
        ["family"] = rollout.Problem.Family,
        ["level"] = rollout.Problem.Level,
        ["language"] = rollout.Problem.Language,
        ["question"] = rollout.Problem.Question,
        ["gold"] = rollout.Problem.Answer,
        ["group"] = rollout.GroupIndex,
        ["sample"] = rollout.SampleIndex,
        ["prompt"] = rollout.Prompt,
        ["completion"] = rollout.Text,
        ["tokens"] = rollout.Completion.Tokens.Length,
        ["finish"] = rollout.Completion.Finish.ToString().ToLowerInvariant(),
        ["answer"] = rollout.Answer,
        ["right"] = rollout.Accuracy is { } accuracy ? accuracy >= 1 : null,
        ["reason"] = rollout.AccuracyReason,
        ["reward"] = Math.Round(rollout.Reward, 6),
        ["rewards"] = Parts(rollout),
        ["advantage"] = Math.Round(rollout.Advantage, 6),
        ["self_checks"] = rollout.SelfChecks,
    };

    static JsonObject Parts(Rollout rollout)
    {
        var parts = new JsonObject();
        foreach (var (name, score) in rollout.RewardParts)
            parts[name] = score.Value;
        return parts;
    }
}
