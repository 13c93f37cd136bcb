// JSON Lines as a file of rows.

using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;

namespace R1Sharp.App.Data.Files;

/// <summary>One object a line; empty lines are passed over.</summary>
/// <param name="path">The file.</param>
sealed class JsonLinesFile(string path) : RowFile(path)
{
    const string Example = "each line is one object like {\"problem\":\"…\",\"answer\":\"…\"}";

    /// <inheritdoc/>
    public override IEnumerable<JsonLine> Rows(long skip)
    {
        using var stream = TextStreams.Open(Path);
        foreach (var (number, text) in RawLines.Of(stream))
            if (skip > 0)
                skip--;
            else
                yield return new JsonLine(Path, number, JsonText.Object(text, out var fault) ?? throw Broken(Path, number, fault!));
    }

    /// <inheritdoc/>
    public override long Count()
    {
        using var stream = TextStreams.Open(Path);
        return RawLines.Of(stream).LongCount();
    }

    /// <summary>The exception that says what is wrong with a line.</summary>
    internal static UserErrorException Broken(string file, long line, JsonFault fault) =>
        new($"{file}:{line}{(fault.Byte is { } at ? $":{at}" : "")}: "
            + $"{fault.Sentence}{(fault.Sentence.StartsWith("this line is not UTF-8", StringComparison.Ordinal) ? "" : $"; {Example}")}.");
}
