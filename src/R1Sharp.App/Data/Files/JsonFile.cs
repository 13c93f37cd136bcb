// .json files of rows: a list of objects, of which one at a time is in memory; objects one after the other, as JSON Lines are; or one object around a list.
// A row that is a list is a conversation, or has its members as the columns 0, 1, …, as pandas has it.

using System.Text;
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
        var splitter = new JsonSplitter(Path);
        using var values = splitter.Of(stream).GetEnumerator();
        if (!values.MoveNext())
            yield break;
        var first = Row(1, values.Current);
        bool hasMore = values.MoveNext();
        if (!hasMore && !splitter.IsList && Wrapped(first) is { } wrapped)
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

    JsonLine Row(int number, byte[] value)
    {
        bool isList = value.Length > 0 && value[0] == (byte)'[';
        return new(Path, number, JsonText.Object(isList ? Named(value) : value, out var fault) ?? throw new UserErrorException(
            $"{Path}:{number}: {fault!.Sentence.Replace("this line", "this element", StringComparison.Ordinal)}"
                + $"{(fault.Byte is { } at ? $" (byte {at - (isList ? Around.Length : 0)} of it)" : "")}; the file holds a list of objects, or one "
                + "object a line."));
    }

    static ReadOnlySpan<byte> Around => "{\"conversations\":"u8;

    // The list in an object, which is read as strictly as any.
    static byte[] Named(byte[] list)
    {
        byte[] asked = [.. Around, .. list, (byte)'}'];
        if (JsonText.Object([.. asked], out _) is not { } row || !row.GetProperty("conversations").EnumerateArray().Any())
            return asked;
        var members = row.GetProperty("conversations");
        var columns = members.EnumerateArray().Select((member, i) => FormattableString.Invariant($"\"{i}\":{member.GetRawText()}"));
        return IsConversation(members) ? asked : Encoding.UTF8.GetBytes($"{{{string.Join(',', columns)}}}");
    }

    static bool IsConversation(JsonElement members) => IsSaid(members, "role", "content") || IsSaid(members, "from", "value");

    static bool IsSaid(JsonElement members, string speaker, string text) => members.EnumerateArray().All(m => m.ValueKind == JsonValueKind.Object
        && m.TryGetProperty(speaker, out _) && m.TryGetProperty(text, out _));

    // {"data": [{…}, {…}]}: the only list of objects in a single object; a list of messages is a row's own.
    IEnumerable<JsonLine>? Wrapped(JsonLine only)
    {
        JsonElement[] lists = [.. only.Value.EnumerateObject().Select(p => p.Value)
            .Where(v => v.ValueKind == JsonValueKind.Array && v.GetArrayLength() > 0 && v.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Object))];
        bool isAround = lists.Length == 1 && !IsConversation(lists[0])
            && only.Value.EnumerateObject().All(p => p.Value.ValueKind != JsonValueKind.String || p.Name is "version" or "name" or "description");
        return isAround ? lists[0].EnumerateArray().Select((value, i) => new JsonLine(Path, i + 1, value)) : null;
    }
}
