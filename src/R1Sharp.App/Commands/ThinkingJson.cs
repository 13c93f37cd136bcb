// The measures of thinking as JSON.

using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Learning.Rewards.Thinking;

namespace R1Sharp.App.Commands;

/// <summary>Writes measures of thinking.</summary>
static class ThinkingJson
{
    static readonly JsonSerializerOptions s_names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>All measures by family, by family and level ("countdown/2"), and over all completions.</summary>
    public static JsonObject Of(IReadOnlyCollection<CompletionMeasures> all)
    {
        var slices = new JsonObject();
        foreach (var (name, of) in ThinkingTable.Slices(all))
            slices[name] = Numbers(ThinkingMeasures.Of(of));
        slices["all"] = Numbers(ThinkingMeasures.Of(all));
        return slices;
    }

    /// <summary>One set of measures.</summary>
    public static JsonNode Numbers(ThinkingMeasures measures) => JsonSerializer.SerializeToNode(measures, s_names)!;

    /// <summary>The measures of one completion.</summary>
    public static JsonObject Of(CompletionMeasures one) => new()
    {
        ["problem"] = one.Completion.Problem.Id,
        ["family"] = one.Completion.Problem.Family,
        ["level"] = one.Completion.Problem.Level,
        ["right"] = one.IsRight,
        ["tokens"] = one.TokenCount,
        ["thoughts"] = one.ThoughtCount,
        ["switches"] = one.SwitchCount,
        ["checks"] = one.CheckCount,
        ["corrections"] = one.CorrectionCount,
        ["answers_otherwise"] = one.AnswersOtherwise,
        ["reflection_words"] = one.ReflectionWordCount,
        ["repetition"] = one.Repetition,
        ["outcome_efficiency"] = one.OutcomeEfficiency,
        ["process_efficiency"] = one.ProcessEfficiency,
        ["underthinking"] = one.Underthinking,
        ["first_right_thought_token"] = one.FirstRightThoughtToken,
        ["solutions"] = new JsonArray([.. one.Solutions.Select(s => (JsonNode)new JsonObject
        {
            ["answer"] = s.Answer,
            ["right"] = s.IsRight,
            ["tokens"] = s.TokenCount,
            ["end_token"] = s.EndToken,
            ["new"] = s.IsNew,
        })]),
    };
}
