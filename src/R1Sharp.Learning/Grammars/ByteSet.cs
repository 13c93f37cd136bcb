// Sets of bytes.

namespace R1Sharp.Learning.Grammars;

/// <summary>A set of bytes, as 256 bits.</summary>
readonly record struct ByteSet(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>The bytes from one to another, both included.</summary>
    public static ByteSet Range(int from, int to)
    {
        var set = default(ByteSet);
        for (int i = from; i <= to; i++)
            set = set.With((byte)i);
        return set;
    }

    /// <summary>Some bytes.</summary>
    public static ByteSet Of(ReadOnlySpan<byte> bytes)
    {
        var set = default(ByteSet);
        foreach (byte one in bytes)
            set = set.With(one);
        return set;
    }

    /// <summary>Whether none is in it.</summary>
    public bool IsEmpty => this == default;

    /// <summary>Whether a byte is in it.</summary>
    public bool Has(byte value) => (Word(value >> 6) >> (value & 63) & 1) != 0;

    /// <summary>The set with one more.</summary>
    public ByteSet With(byte value)
    {
        ulong bit = 1UL << (value & 63);
        return (value >> 6) switch
        {
            0 => this with { A = A | bit },
            1 => this with { B = B | bit },
            2 => this with { C = C | bit },
            _ => this with { D = D | bit },
        };
    }

    /// <summary>What is in either.</summary>
    public static ByteSet operator |(ByteSet x, ByteSet y) => new(x.A | y.A, x.B | y.B, x.C | y.C, x.D | y.D);

    /// <summary>What is in the first alone.</summary>
    public static ByteSet operator -(ByteSet x, ByteSet y) => new(x.A & ~y.A, x.B & ~y.B, x.C & ~y.C, x.D & ~y.D);

    ulong Word(int index) => index switch { 0 => A, 1 => B, 2 => C, _ => D };
}
