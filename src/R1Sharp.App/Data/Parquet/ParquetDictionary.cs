// The distinct values of a column, to which its pages refer by number.

namespace R1Sharp.App.Data.Parquet;

/// <summary>A column's dictionary.</summary>
sealed class ParquetDictionary
{
    readonly byte[] _bytes;
    readonly int[] _ends;

    /// <param name="column">The column.</param>
    /// <param name="page">The values in the PLAIN encoding.</param>
    /// <param name="length">The page's bytes.</param>
    /// <param name="count">How many values there are.</param>
    public ParquetDictionary(ParquetColumn column, byte[] page, int length, int count)
    {
        var values = ParquetValues.Plain(column, page, 0, length);
        _bytes = new byte[length];
        _ends = new int[Math.Min(count, length + 1)];
        int end = 0;
        for (int i = 0; i < _ends.Length; i++)
        {
            var value = values.Next();
            value.CopyTo(_bytes.AsSpan(end));
            _ends[i] = end += value.Length;
        }
    }

    /// <summary>A value by its number.</summary>
    /// <exception cref="InvalidDataException">There is no such value.</exception>
    public ReadOnlySpan<byte> this[int index] => (uint)index < (uint)_ends.Length ? _bytes.AsSpan((index == 0 ? 0 : _ends[index - 1]).._ends[index])
        : throw new InvalidDataException("a page refers to a value that its dictionary does not have");
}
