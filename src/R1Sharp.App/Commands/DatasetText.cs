// What r1 data show says.

using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Data.Shapes;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Commands;

/// <summary>Describes data.</summary>
static class DatasetText
{
    const int LookedAt = 100, MostKinds = 3, MostShown = 60;

    /// <summary>Lines of text.</summary>
    public static IEnumerable<string> Of(Dataset data)
    {
        List<JsonLine> first = [.. data.Rows().Take(LookedAt)];
        foreach (string file in data.Files)
            yield return $"file     {file}";
        yield return string.Create(CultureInfo.InvariantCulture, $"rows     {data.Count():N0}");
        foreach (string column in first.SelectMany(row => row.Columns).Distinct())
        {
            var kinds = first.Select(row => row.Column(column)).OfType<JsonElement>().Select(Kind).Distinct().DefaultIfEmpty("null");
            yield return $"column   {column}: {string.Join(" or ", kinds.Take(MostKinds))}";
        }
        string[] shapes =
        [
            .. RowShapes.ToLearn(first[0]).Select(shape => SettingsText.Write(shape)),
            .. LabelledSteps.IsIn(first[0]) ? ["labelled steps"] : Array.Empty<string>(),
            .. RowShapes.Countdown(first[0]) ? ["countdown"] : Array.Empty<string>(),
        ];
        string asked = Asked(first[0], data, out bool isProblem);
        string none = isProblem ? "none to learn from" : "none that is known; name the columns";
        yield return $"shape    {(shapes.Length > 0 ? string.Join(", else ", shapes) : none)}";
        if (isProblem || shapes.Length == 0)
            yield return $"problem  {asked}";
    }

    // How the first row is asked, or why it cannot be.
    static string Asked(JsonLine row, Dataset data, out bool isProblem)
    {
        try
        {
            var problem = ProblemFile.Read(row, data);
            isProblem = true;
            return $"\"{Short(problem.Question)}\", answer {(problem.Answer.Length > 0 ? Short(problem.Answer) : "checked by its instructions")}"
                + (problem.Before.Count > 0 ? $", behind {problem.Before.Count} {(problem.Before.Count == 1 ? "message" : "messages")}" : "");
        }
        catch (UserErrorException e)
        {
            isProblem = false;
            return $"none: {e.Message}";
        }
    }

    static string Short(string text) => text.ReplaceLineEndings(" ") is { Length: > MostShown } whole ? whole[..MostShown] + "…" : text.ReplaceLineEndings(" ");

    static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "text",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Array => value.GetArrayLength() > 0 ? $"list of {Kind(value[0])}" : "list",
        JsonValueKind.Object => $"{{{string.Join(", ", value.EnumerateObject().Select(p => p.Name))}}}",
        _ => "null",
    };
}
