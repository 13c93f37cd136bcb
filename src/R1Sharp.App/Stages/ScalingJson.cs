// A study of test-time scaling as JSON.

using System.Text.Json.Nodes;
using R1Sharp.Learning.Training.Evaluation.Scaling;

namespace R1Sharp.App.Stages;

/// <summary>Writes studies as JSON.</summary>
static class ScalingJson
{
    /// <summary>Each method with its points and s1's three numbers.</summary>
    public static JsonObject Of(IReadOnlyList<ScalingCurve> curves) => new() { ["methods"] = new JsonArray([.. curves.Select(Curve)]) };

    static JsonNode Curve(ScalingCurve curve) => new JsonObject
    {
        ["method"] = curve.Method,
        ["control"] = Number(curve.Measures.Control),
        ["scaling_per_token"] = Number(curve.Measures.Scaling),
        ["performance"] = Number(curve.Measures.Performance),
        ["points"] = new JsonArray([.. curve.Points.Select(Point)]),
    };

    static JsonNode Point(ScalingPoint point) => new JsonObject
    {
        ["asked"] = point.Label,
        ["thinking_tokens"] = Number(point.Tokens),
        ["accuracy"] = Number(point.Accuracy),
        ["low"] = Number(point.Interval.Low),
        ["high"] = Number(point.Interval.High),
        ["is_within"] = point.IsWithin,
    };

    static JsonNode? Number(double? value) => value is { } v ? JsonValue.Create(Math.Round(v, 8)) : null;
}
