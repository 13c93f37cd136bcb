// The rows of data as what a model is asked, each with a key that stays the same from run to run.

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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
sealed record AskedRow(long Index, string Id, string Key, JsonLine Row, IReadOnlyList<ChatMessage> Messages);

/// <summary>Reads rows.</summary>
sealed class AskedRows
{
    const int KeyBytes = 8;

    readonly Func<IEnumerable<JsonLine>> _rows;
    readonly Func<JsonLine, int, string> _idOf;
    readonly Func<JsonLine, Func<JsonLine, IReadOnlyList<ChatMessage>>> _askedBy;
    readonly Dictionary<ulong, int> _alike = [];

    AskedRows(Func<IEnumerable<JsonLine>> rows, Func<JsonLine, int, string> idOf, Func<JsonLine, Func<JsonLine, IReadOnlyList<ChatMessage>>> askedBy) =>
        (_rows, _idOf, _askedBy) = (rows, idOf, askedBy);

    /// <summary>The rows of data.</summary>
    /// <param name="data">The data.</param>
    /// <param name="options">What its columns are called; what is left out is found.</param>
    public static AskedRows Of(Dataset data, ProblemFileOptions options) => new(data.Rows, data.IdOf, first => AskedBy(first, options));

    /// <summary>One question.</summary>
    public static AskedRows Of(string question)
    {
        var row = new JsonLine("--prompt", 1, JsonSerializer.SerializeToElement(new { prompt = question }));
        return new(() => [row], (_, _) => "prompt", _ => _ => [new("user", question)]);
    }

    /// <summary>Problems, each known by its id and its question.</summary>
    public static AskedRows Of(IReadOnlyList<Problem> problems) => new(
        () => problems.Select((p, i) => new JsonLine("--task", i + 1, JsonSerializer.SerializeToElement(new { id = p.Id, question = p.Question }))),
        (_, i) => problems[i].Id, _ => row => [new("user", row.Needed("question").GetString())]);

    /// <summary>The rows one by one, without those that were answered before.</summary>
    /// <param name="isAnswered">Whether a key was.</param>
    /// <exception cref="UserErrorException">A row is broken or asks nothing; the message says where.</exception>
    public IEnumerable<AskedRow> Missing(Func<string, bool> isAnswered)
    {
        Func<JsonLine, IReadOnlyList<ChatMessage>>? asked = null;
        _alike.Clear();
        int index = -1;
        foreach (var row in _rows())
        {
            string key = KeyOf(row);
            index++;
            if (!isAnswered(key))
                yield return new(index, _idOf(row, index), key, row, (asked ??= _askedBy(row))(row));
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

    // The first row says what is asked: a whole conversation, or one question.
    static Func<JsonLine, IReadOnlyList<ChatMessage>> AskedBy(JsonLine first, ProblemFileOptions options)
    {
        if (options is { ProblemColumn: null, Question: null } && !ProblemFile.HasQuestion(first) && AskedMessage.IsIn(first))
            return AskedMessage.Conversation;
        var question = ProblemFile.Asker(first, options);
        return row => [new("user", question(row))];
    }

    string KeyOf(JsonLine row)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(row.Value.GetRawText()));
        ulong number = BitConverter.ToUInt64(hash);
        int times = _alike[number] = _alike.GetValueOrDefault(number) + 1;
        string key = Convert.ToHexStringLower(hash.AsSpan(0, KeyBytes));
        return times == 1 ? key : string.Create(CultureInfo.InvariantCulture, $"{key}-{times}");
    }
}
