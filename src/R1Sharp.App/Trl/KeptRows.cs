// The rows of data that a filter kept, with their columns as they were.

using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Recipes;

namespace R1Sharp.App.Trl;

/// <summary>Rows of data beside what a filter found out of them; both are in one order.</summary>
static class KeptRows
{
    static readonly string[] s_found = ["pass_rate", "pass_rate_generations", "pass_rate_rewards"];

    /// <summary>The rows that were kept.</summary>
    public static IEnumerable<JsonLine> Of(IReadOnlyList<DataSource> sources, string kept)
    {
        using var found = JsonLines.Stream(kept).GetEnumerator();
        if (!found.MoveNext())
            yield break;
        foreach (var data in sources.Select(Dataset.Open))
        {
            int index = 0;
            foreach (var row in data.Rows())
            {
                if (data.IdOf(row, index++) != found.Current.Column("problem")?.GetString())
                    continue;
                yield return Joined(row, found.Current);
                if (!found.MoveNext())
                    yield break;
            }
        }
        throw found.Current.Error("the data has no such row any more: it has changed since it was filtered.");
    }

    static JsonLine Joined(JsonLine row, JsonLine found)
    {
        var writer = new RowWriter();
        writer.BeginObject();
        foreach (var column in row.Value.EnumerateObject().Where(c => !s_found.Contains(c.Name)))
        {
            writer.Name(column.Name);
            writer.Raw(column.Value);
        }
        foreach (string name in s_found)
        {
            writer.Name(name);
            writer.Raw(found.Needed(name));
        }
        writer.EndObject();
        return writer.Line(row.Path, row.Line);
    }
}
