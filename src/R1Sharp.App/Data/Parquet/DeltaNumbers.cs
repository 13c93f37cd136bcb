// DELTA_BINARY_PACKED: whole numbers as packed differences. https://parquet.apache.org/docs/file-format/data-pages/encodings/

namespace R1Sharp.App.Data.Parquet;

/// <summary>Reads packed differences.</summary>
/// <param name="bytes">Where they stand.</param>
/// <param name="start">The first byte.</param>
/// <param name="end">The byte behind the last that may belong to them.</param>
sealed class DeltaNumbers(byte[] bytes, int start, int end)
{
    /// <summary>The byte behind the last that was read.</summary>
    public int Position { get; private set; } = start;

    /// <summary>All numbers.</summary>
    /// <param name="most">So many there may be.</param>
    /// <exception cref="InvalidDataException">The bytes end, or are no such numbers.</exception>
    public long[] All(int most)
    {
        long blockSize = Variable(), miniBlocks = Variable(), count = Variable(), value = Signed();
        if (count < 0 || count > most || miniBlocks is < 1 or > 1024 || blockSize < miniBlocks || blockSize > int.MaxValue)
            throw new InvalidDataException("a page of packed numbers does not begin as such a page does");
        long[] numbers = new long[count];
        if (count == 0)
            return numbers;
        numbers[0] = value;
        for (int filled = 1; filled < count;)
            filled = Block(numbers, filled, (int)miniBlocks, (int)(blockSize / miniBlocks));
        return numbers;
    }

    int Block(long[] numbers, int filled, int miniBlocks, int size)
    {
        long least = Signed();
        int widths = Position;
        Position += miniBlocks;
        for (int block = 0; block < miniBlocks && filled < numbers.Length; block++)
        {
            int width = widths + block < end ? bytes[widths + block] : throw Ends();
            if (width > 64 || Position + (long)size * width / 8 > end)
                throw Ends();
            for (int i = 0; i < size && filled < numbers.Length; i++, filled++)
                numbers[filled] = numbers[filled - 1] + least + (long)Bits(8L * Position + (long)i * width, width);
            Position += size * width / 8;
        }
        return filled;
    }

    ulong Bits(long bit, int width)
    {
        ulong value = 0;
        for (int done = 0; done < width;)
        {
            int shift = (int)(bit & 7), taken = Math.Min(8 - shift, width - done);
            value |= (ulong)(bytes[bit >> 3] >> shift & ((1 << taken) - 1)) << done;
            (bit, done) = (bit + taken, done + taken);
        }
        return value;
    }

    long Signed() => Variable() is var bits ? (long)((ulong)bits >> 1) ^ -(bits & 1) : 0;

    long Variable()
    {
        ulong bits = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int part = Position < end ? bytes[Position++] : throw Ends();
            bits |= (ulong)(part & 127) << shift;
            if (part < 128)
                break;
        }
        return (long)bits;
    }

    static InvalidDataException Ends() => new("a page ends before its values do");
}
