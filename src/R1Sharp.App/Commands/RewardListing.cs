// What `r1 reward list` prints.

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Catalog;

namespace R1Sharp.App.Commands;

/// <summary>Writes the catalog of rewards.</summary>
static class RewardListing
{
    /// <summary>The catalog as text, a paragraph each.</summary>
    public static string Text()
    {
        var text = new StringBuilder();
        foreach (var reward in RewardCatalog.Descriptions)
        {
            text.Append(CultureInfo.InvariantCulture, $"{reward.Name}  ({reward.Scores})\n");
            Line("formula", reward.Formula);
            Line("source", reward.Source);
            if (reward.Departures.Length > 0)
                Line("departs", reward.Departures);
            foreach (var parameter in reward.Parameters)
                Line(parameter.Name, $"{parameter.Allowed}, default {Shown(parameter.Default)}: {parameter.Meaning}");
            text.Append('\n');
        }
        return text.Append("A C# class of your own is a reward too: docs/rewards.md.").ToString();

        void Line(string title, string content) => text.Append(CultureInfo.InvariantCulture, $"    {title,-18} {content}\n");
    }

    /// <summary>The catalog as a list of objects.</summary>
    public static string Json() => new JsonArray([.. RewardCatalog.Descriptions.Select(reward => (JsonNode)new JsonObject
    {
        ["name"] = reward.Name,
        ["kind"] = reward.Kind.ToString().ToLowerInvariant(),
        ["scores"] = reward.Scores,
        ["formula"] = reward.Formula,
        ["source"] = reward.Source,
        ["departures"] = reward.Departures,
        ["parameters"] = new JsonArray([.. reward.Parameters.Select(Parameter)]),
    })]).ToJsonString(RunJson.Page);

    static JsonNode Parameter(RewardParameter parameter) => new JsonObject
    {
        ["name"] = parameter.Name,
        ["allowed"] = parameter.Allowed,
        ["minimum"] = Number(parameter.Range?.Minimum),
        ["maximum"] = Number(parameter.Range?.Maximum),
        ["choices"] = parameter.Choices.Count == 0 ? null : new JsonArray([.. parameter.Choices.Select(c => (JsonNode)c)]),
        ["default"] = parameter.Default switch { bool truth => truth, string word => word, null => null, var number => Number(number) },
        ["meaning"] = parameter.Meaning,
    };

    static JsonNode? Number(object? value) => value is int or double ? JsonValue.Create(Convert.ToDouble(value, CultureInfo.InvariantCulture)) : null;

    static string Shown(object? value) => value switch
    {
        null => "none",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
