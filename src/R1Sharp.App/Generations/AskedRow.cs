// The rows of data as what a model is asked, each with a key that stays the same from run to run.

using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Data.Shapes;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Generations;

/// <summary>A row that is asked.</summary>
/// <param name="Index">Its place in the data, 0-based: with the seed it decides what an engine samples.</param>
/// <param name="Id">Names it to people: data:12.</param>
/// <param name="Key">What it is known by in the file of the answers: a hash of its contents, with a number where rows are alike.</param>
/// <param name="Row">The row.</param>
/// <param name="Messages">What is said before the answer.</param>
/// <param name="Tools">Descriptions of the tools that the conversation has, a JSON array; null for none.</param>
sealed record AskedRow(long Index, string Id, string Key, JsonLine Row, IReadOnlyList<ChatMessage> Messages, JsonElement? Tools = null);

/// <summary>Reads rows.</summary>
sealed class AskedRows
{
    const int KeyBytes = 8;

    /// <summary>Characters of the key of a row that is unlike all before it.</summary>
    public const int KeyLength = 2 * KeyBytes;

    readonly Func<IEnumerable<JsonLine>> _rows;
    readonly Func<JsonLine, int, string> _idOf;
    readonly Func<JsonLine, Func<JsonLine, AskedMessage>> _askedBy;
    readonly RowKeys _alike = new();

    AskedRows(Func<IEnumerable<JsonLine>> rows, Func<JsonLine, int, string> idOf, Func<JsonLine, Func<JsonLine, AskedMessage>> askedBy) =>
        (_rows, _idOf, _askedBy) = (rows, idOf, askedBy);

    /// <summary>The rows of data.</summary>
    /// <param name="data">The data.</param>
    /// <param name="options">What its columns are called; what is left out is found.</param>
    public static AskedRows Of(Dataset data, ProblemFileOptions options) => new(
        () => data.Rows().Take(options.MaxProblems ?? int.MaxValue), data.IdOf, first => ProblemFile.Asker(first, options));

    /// <summary>One question.</summary>
    public static AskedRows Of(string question)
    {
        var row = new JsonLine("--prompt", 1, JsonSerializer.SerializeToElement(new { prompt = question }));
        return new(() => [row], (_, _) => "prompt", _ => _ => new([], question));
    }

    /// <summary>Problems, each known by its id and all that is said to the model.</summary>
    public static AskedRows Of(IReadOnlyList<Problem> problems) => new(
        () => problems.Select((p, i) => new JsonLine("--task", i + 1, ProblemPrompt.Row(p))), (_, i) => problems[i].Id,
        _ => row => ProblemPrompt.Asked(problems[row.Line - 1]));

    /// <summary>The rows one by one, without those that were answered before.</summary>
    /// <param name="isAnswered">Whether a key was.</param>
    /// <exception cref="UserErrorException">A row is broken or asks nothing; the message says where.</exception>
    public IEnumerable<AskedRow> Missing(Func<string, bool> isAnswered)
    {
        Func<JsonLine, AskedMessage>? askedBy = null;
        _alike.Clear();
        int index = -1;
        foreach (var row in _rows())
        {
            string key = KeyOf(row);
            index++;
            if (isAnswered(key))
                continue;
            var asked = (askedBy ??= _askedBy(row))(row);
            yield return new(index, _idOf(row, index), key, row, asked.Messages, asked.Tools);
        }
    }

    /// <summary>Reads the first row, so that a mistake in what the columns are called is found before any work.</summary>
    /// <param name="prefix">Stands before the names of the columns that are added; null where none are.</param>
    /// <exception cref="UserErrorException">There are no rows, or it asks nothing, or has such a column.</exception>
    public void RequireFirst(string? prefix)
    {
        var first = _rows().First();
        _askedBy(first)(first);
        if (prefix is not null)
            AnsweredRow.RequireFree(first, prefix);
    }

    string KeyOf(JsonLine row)
    {
        byte[] hash = SHA256.HashData(JsonMarshal.GetRawUtf8Value(row.Value));
        int times = _alike.Add(BitConverter.ToUInt64(hash));
        string key = Convert.ToHexStringLower(hash.AsSpan(0, KeyBytes));
        return times == 1 ? key : string.Create(CultureInfo.InvariantCulture, $"{key}-{times}");
    }
}
