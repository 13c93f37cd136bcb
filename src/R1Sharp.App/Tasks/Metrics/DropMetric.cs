// DROP: overlap of words with one of several gold answers.

using System.Text.Json;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>The mean F1, and the share of exact answers.</summary>
sealed class DropMetric : ITaskMetric
{
    /// <inheritdoc/>
    public IReward Grader { get; } = new DropGrader();

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Heavy => ["passage", "spans", "validated"];

    /// <summary>
    /// The gold answers as a list of lists of spans: DROP's own answer with those of its validation; the datasets library's answers_spans, which does
    /// not say where one annotator's answer ends, so that different spans are one answer of several, and numbers and dates are alternatives; or
    /// simple-evals' texts with | between alternatives.
    /// </summary>
    public string Gold(TaskRow row) => JsonSerializer.Serialize(Golds(row));

    /// <inheritdoc/>
    public string Shown(TaskRow row) => string.Join(", ", Golds(row)[0]);

    static string[][] Golds(TaskRow row)
    {
        string[][] golds = row.Value("spans") is { } spans ? Spans(row, spans)
            : row.Needed(TaskRow.Answer) is { ValueKind: JsonValueKind.Object } answer ? [.. Own(answer), .. Validated(row).SelectMany(Own)]
            : [.. row.NeededText(TaskRow.Answer).Split('|').Select(text => new[] { text.Trim() })];
        golds = [.. golds.Where(gold => gold.Length > 0 && gold.All(span => !string.IsNullOrWhiteSpace(span)))];
        return golds.Length > 0 ? golds : throw row.Line.Error("the row has no gold answer.");
    }

    /// <inheritdoc/>
    public IReadOnlyList<TaskFigure> Figures(TaskResult result)
    {
        var (f1, interval) = result.Mean(sample => sample.RewardParts["accuracy"].Value ?? 0);
        return [TaskFigure.Share("F1", f1, interval), TaskFigure.Share("exact match", result.Metrics.PassAtOne, result.Metrics.PassAtOneInterval)];
    }

    static string[][] Spans(TaskRow row, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("spans", out var list) || list.ValueKind != JsonValueKind.Array)
            throw row.Line.Error("the spans of the answer are not a list under 'spans'.");
        string[] texts = [.. list.EnumerateArray().Select(span => GoldAnswer.Text(span) ?? "").Distinct()];
        bool isSpans = value.TryGetProperty("types", out var types) && types.ValueKind == JsonValueKind.Array
            && types.EnumerateArray().All(type => GoldAnswer.Text(type) == "span");
        return isSpans ? [texts] : [.. texts.Select(text => new[] { text })];
    }

    // {"number": "3", "date": {"day": "", "month": "", "year": ""}, "spans": []}: exactly one of them is filled.
    static IEnumerable<string[]> Own(JsonElement answer)
    {
        if (Text(answer, "number") is { } number)
            yield return [number];
        else if (Listed(answer, "spans") is { Length: > 0 } spans)
            yield return spans;
        else if (answer.TryGetProperty("date", out var date) && date.ValueKind == JsonValueKind.Object
            && string.Join(' ', new[] { Text(date, "day"), Text(date, "month"), Text(date, "year") }.OfType<string>()) is { Length: > 0 } day)
            yield return [day];
    }

    // A list of answers, or, as tables hold it, an object of lists.
    static IEnumerable<JsonElement> Validated(TaskRow row)
    {
        if (row.Value("validated") is not { } value)
            return [];
        if (value.ValueKind == JsonValueKind.Array)
            return value.EnumerateArray();
        int count = value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().Select(p => p.Value.ValueKind == JsonValueKind.Array
            ? p.Value.GetArrayLength() : 0).DefaultIfEmpty().Max() : 0;
        return Enumerable.Range(0, count).Select(i => JsonSerializer.SerializeToElement(value.EnumerateObject()
            .Where(p => p.Value.ValueKind == JsonValueKind.Array && i < p.Value.GetArrayLength()).ToDictionary(p => p.Name, p => p.Value[i])));
    }

    static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var text) && GoldAnswer.Text(text) is { Length: > 0 } given ? given : null;

    static string[] Listed(JsonElement value, string name) => value.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Select(span => GoldAnswer.Text(span) ?? "")] : [];
}
