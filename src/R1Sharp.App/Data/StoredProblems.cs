// Problems of data as a list: in memory while they are few, else as their rows in a temporary file, so that there may be more than memory holds.

using System.Collections;
using System.Runtime.InteropServices;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.App.Data;

/// <summary>Problems by their number; may be read from any thread. Of each that lies in the file 12 bytes are in memory.</summary>
sealed class StoredProblems : IReadOnlyList<Problem>, IDisposable
{
    // A problem takes some five times the bytes of its row, of which it holds the columns too.
    const long MostBytesInMemory = 16_000_000;

    readonly List<Problem> _first = [];
    readonly Func<JsonLine, int, Problem> _read;
    readonly SpooledRows? _rest;

    /// <summary>Reads all rows once.</summary>
    /// <param name="rows">The rows; they are gone through once.</param>
    /// <param name="read">The problem of a row and its place among all.</param>
    /// <param name="mostBytesInMemory">UTF-8 of the rows of the first ones, which are kept as problems.</param>
    /// <exception cref="UserErrorException">A row is broken.</exception>
    public StoredProblems(IEnumerable<JsonLine> rows, Func<JsonLine, int, Problem> read, long mostBytesInMemory = MostBytesInMemory)
    {
        _read = read;
        long bytes = 0;
        int count = 0;
        foreach (var row in rows)
        {
            var problem = read(row, count++);
            if (_rest is null && (bytes += JsonMarshal.GetRawUtf8Value(row.Value).Length) <= mostBytesInMemory)
                _first.Add(problem);
            else
                (_rest ??= new()).Add(row);
        }
        _rest?.EndOfRows();
    }

    /// <inheritdoc/>
    public int Count => _first.Count + (_rest?.Count ?? 0);

    /// <inheritdoc/>
    public Problem this[int index] => index < _first.Count ? _first[index]
        : _read((_rest ?? throw new ArgumentOutOfRangeException(nameof(index)))[index - _first.Count], index);

    /// <inheritdoc/>
    public IEnumerator<Problem> GetEnumerator() => Enumerable.Range(0, Count).Select(i => this[i]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Gives the file back.</summary>
    public void Dispose() => _rest?.Dispose();
}
