// Rows by their number, in any order, with little memory: they are written once to a temporary file, and of each row 12 bytes stay in memory.

using System.Runtime.InteropServices;
using System.Text.Json;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;
using R1Sharp.Numerics;

namespace R1Sharp.App.Data;

/// <summary>The rows of data as a list that is on the disk. The file has no name, and ends with the list.</summary>
sealed class SpooledRows : IDisposable
{
    readonly FileStream _file = TemporaryStream.Create();
    readonly List<long> _ends = [0];
    readonly List<int> _lines = [];
    readonly Lock _lock = new();
    string _path = "";

    /// <summary>No rows yet.</summary>
    public SpooledRows()
    {
    }

    /// <summary>Reads all rows once.</summary>
    /// <param name="data">The data.</param>
    /// <exception cref="UserErrorException">A row is broken, or there is none.</exception>
    public SpooledRows(Dataset data)
    {
        try
        {
            foreach (var row in data.Rows())
                Add(row);
            EndOfRows();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How many rows there are.</summary>
    public int Count => _lines.Count;

    /// <summary>A row by its place, 0-based; may be called from any thread once all rows are there.</summary>
    public JsonLine this[int index]
    {
        get
        {
            byte[] bytes = new byte[_ends[index + 1] - _ends[index]];
            lock (_lock)
            {
                _file.Position = _ends[index];
                _file.ReadExactly(bytes);
            }
            return new JsonLine(_path, _lines[index], JsonElement.Parse(bytes));
        }
    }

    /// <summary>Adds a row.</summary>
    public void Add(JsonLine row)
    {
        var bytes = JsonMarshal.GetRawUtf8Value(row.Value);
        _file.Write(bytes);
        _ends.Add(_ends[^1] + bytes.Length);
        _lines.Add(row.Line);
        _path = row.Path;
    }

    /// <summary>Says that no more are added.</summary>
    public void EndOfRows() => _file.Flush();

    /// <summary>The rows in an order that the seed decides.</summary>
    public IEnumerable<JsonLine> Shuffled(ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        new RandomStream(seed, RandomPurpose.Shuffle, 0, 5).Shuffle(order.AsSpan());
        return order.Select(index => this[index]);
    }

    /// <summary>Gives the file back.</summary>
    public void Dispose() => _file.Dispose();
}
