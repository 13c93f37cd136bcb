// Rows by their number, in any order, with little memory: they are written once to a temporary file, and of each row 8 bytes stay in memory.

using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;
using R1Sharp.Numerics;

namespace R1Sharp.App.Data;

/// <summary>The rows of data as a list that is on the disk.</summary>
sealed class SpooledRows : IDisposable
{
    readonly FileStream _file;
    readonly List<long> _ends = [0];
    readonly Lock _lock = new();
    readonly string _name;

    /// <summary>Reads all rows once.</summary>
    /// <param name="data">The data.</param>
    /// <exception cref="UserErrorException">A row is broken, or there is none.</exception>
    public SpooledRows(Dataset data)
    {
        _name = data.Name;
        _file = TemporaryStream.Create();
        try
        {
            foreach (var row in data.Rows())
                Append(System.Text.Encoding.UTF8.GetBytes(row.Value.GetRawText()));
            _file.Flush();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>How many rows there are.</summary>
    public int Count => _ends.Count - 1;

    /// <summary>A row by its place, 0-based; may be called from any thread.</summary>
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
            return new JsonLine(_name, index + 1, System.Text.Json.JsonElement.Parse(bytes));
        }
    }

    /// <summary>The rows in an order that the seed decides.</summary>
    public IEnumerable<JsonLine> Shuffled(ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        new RandomStream(seed, RandomPurpose.Shuffle, 0, 5).Shuffle(order.AsSpan());
        return order.Select(index => this[index]);
    }

    /// <summary>Deletes the temporary file.</summary>
    public void Dispose() => _file.Dispose();

    void Append(byte[] row)
    {
        _file.Write(row);
        _ends.Add(_ends[^1] + row.Length);
    }
}
