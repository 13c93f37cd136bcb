// Two evaluations of the same problems side by side: what `r1 evaluate --compare` says.

using System.Globalization;
using System.Text.Json.Nodes;
using System.Text;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Commands;

/// <summary>The differences between an evaluation and another one.</summary>
/// <param name="Other">What it is compared with, as the user named it.</param>
/// <param name="Overall">Over all problems that both hold.</param>
/// <param name="ByFamily">By the problems' family, where there are several.</param>
sealed record EvaluationComparison(string Other, PairedComparison Overall, IReadOnlyList<(string Family, PairedComparison Difference)> ByFamily)
{
    /// <summary>Compares pass@1, problem by problem.</summary>
    /// <exception cref="R1Sharp.Learning.UserErrorException">The two have no problem in common.</exception>
    public static EvaluationComparison Of(string name, EvaluationResult other, EvaluationResult result)
    {
        var families = result.ByFamily.Keys.Where(other.ByFamily.ContainsKey).ToList();
        return new(name, PairedComparison.Of(other.Problems, result.Problems), families.Count < 2 ? []
            : [.. families.Select(family => (family, PairedComparison.Of(Only(other, family), Only(result, family))))]);
    }

    /// <summary>A line for all problems and one for each family.</summary>
    public string Text()
    {
        var text = new StringBuilder($"pass@1 against {Other}: {Overall}");
        foreach (var (family, difference) in ByFamily)
            text.Append(CultureInfo.InvariantCulture, $"\n  {family}: {difference}");
        return text.ToString();
    }

    /// <summary>The same as an object.</summary>
    public JsonObject Json()
    {
        var json = Object(Overall);
        json["with"] = Other;
        json["families"] = new JsonObject(ByFamily.Select(f => KeyValuePair.Create(f.Family, (JsonNode?)Object(f.Difference))));
        return json;
    }

    static JsonObject Object(PairedComparison difference) => new()
    {
        ["problems"] = difference.Problems,
        ["difference"] = Math.Round(difference.Difference, 6),
        ["low"] = Math.Round(difference.Interval.Low, 6),
        ["high"] = Math.Round(difference.Interval.High, 6),
        ["p_value"] = Math.Round(difference.PValue, 6),
        ["significant"] = difference.IsSignificant,
        ["verdict"] = difference.ToString(),
    };

    static IReadOnlyList<ProblemEvaluation> Only(EvaluationResult result, string family) => [.. result.Problems.Where(p => p.Problem.Family == family)];
}
