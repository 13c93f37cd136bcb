// What r1 data show says.

using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Data.Shapes;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Commands;

/// <summary>Describes data.</summary>
static class DatasetText
{
    const int LookedAt = 100, MostKinds = 3;

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
        string[] shapes = [.. RowShapes.ToLearn(first[0]).Select(shape => SettingsText.Write(shape)), .. RowShapes.Countdown(first[0])
            ? (string[])["countdown"] : []];
        yield return $"shape    {(shapes.Length > 0 ? string.Join(", else ", shapes) : "none that is known; name the columns")}";
    }

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
