// The text of a row that stands for itself.

using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;

namespace R1Sharp.App.Data.Shapes;

/// <summary>Finds texts to be read as they are.</summary>
static class PlainText
{
    static readonly string[] s_columns = ["text", "content", "raw_content"];

    /// <summary>The text of a row.</summary>
    /// <exception cref="UserErrorException">No column is one by its usual names.</exception>
    public static string Of(JsonLine row) => s_columns.FirstOrDefault(name => row.Column(name) is not null) is { } column
        ? GoldAnswer.Text(row.Needed(column)) ?? throw row.Error($"the column '{column}' is neither a text nor a number.")
        : throw row.Error($"no column is a text by its usual names ({string.Join(", ", s_columns)}); say with a template what to take from "
            + $"{string.Join(", ", row.Columns)}.");
}
