// .json files of rows: a list of objects, of which one at a time is in memory; objects one after the other, as JSON Lines are; or one object around a list.

using System.Text.Json;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;

namespace R1Sharp.App.Data.Files;

/// <summary>A JSON file.</summary>
/// <param name="path">The file.</param>
sealed class JsonFile(string path) : RowFile(path)
{
    /// <inheritdoc/>
    public override IEnumerable<JsonLine> Rows(long skip)
    {
        using var stream = TextStreams.Open(Path);
        using var values = new JsonSplitter(Path).Of(stream).GetEnumerator();
        if (!values.MoveNext())
            yield break;
        var first = Row(1, values.Current);
        bool hasMore = values.MoveNext();
        if (!hasMore && Wrapped(first) is { } wrapped)
        {
            foreach (var line in wrapped.Skip((int)Math.Min(skip, int.MaxValue)))
                yield return line;
            yield break;
        }
        if (skip == 0)
            yield return first;
        for (int number = 2; hasMore; hasMore = values.MoveNext(), number++)
            if (number > skip)
                yield return Row(number, values.Current);
    }

    JsonLine Row(int number, byte[] value) => new(Path, number, JsonText.Object(value, out var fault) ?? throw new UserErrorException(
        $"{Path}:{number}: {fault!.Sentence.Replace("this line", "this element", StringComparison.Ordinal)}"
            + $"{(fault.Byte is { } at ? $" (byte {at} of it)" : "")}; the file holds a list of objects, or one object a line."));

    // {"data": [{…}, {…}]}: the only list of objects in a single object.
    IEnumerable<JsonLine>? Wrapped(JsonLine only)
    {
        JsonElement[] lists = [.. only.Value.EnumerateObject().Select(p => p.Value)
            .Where(v => v.ValueKind == JsonValueKind.Array && v.GetArrayLength() > 0 && v.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Object))];
        bool isAround = lists.Length == 1
            && only.Value.EnumerateObject().All(p => p.Value.ValueKind != JsonValueKind.String || p.Name is "version" or "name" or "description");
        return isAround ? lists[0].EnumerateArray().Select((value, i) => new JsonLine(Path, i + 1, value)) : null;
    }
}
