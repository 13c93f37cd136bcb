// Thrift's compact protocol, as far as the headers of Parquet's pages need it: fields with numbers, of which those that are not asked for are passed over.
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md

namespace R1Sharp.App.Data.Parquet;

/// <summary>Reads a structure field by field.</summary>
/// <param name="bytes">The bytes that begin with it.</param>
ref struct ThriftFields(ReadOnlySpan<byte> bytes)
{
    const int True = 1, False = 2, Byte = 3, Double = 7, Binary = 8, List = 9, Set = 10, Map = 11, Struct = 12;

    readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The number of bytes read.</summary>
    public int Position { get; private set; }

    /// <summary>Whether the bytes ended within the structure; what was read then is worth nothing.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The next field of the structure.</summary>
    /// <param name="number">The field's number; before the first field 0.</param>
    /// <param name="type">Its type.</param>
    /// <returns>Whether there is one.</returns>
    public bool Next(ref int number, out int type)
    {
        int head = Raw();
        type = head & 15;
        if (head == 0 || IsCut)
            return false;
        number = head >> 4 is > 0 and var step ? number + step : (int)Number();
        return true;
    }

    /// <summary>A whole number of 16, 32 or 64 bits.</summary>
    public long Number()
    {
        ulong bits = Variable();
        return (long)(bits >> 1) ^ -(long)(bits & 1);
    }

    /// <summary>Whether a field of this type is true.</summary>
    public static bool IsTrue(int type) => type == True;

    /// <summary>Passes over a value.</summary>
    /// <param name="type">Its type.</param>
    public void Skip(int type)
    {
        switch (type)
        {
            case True or False:
                break;
            case Byte:
                Position++;
                break;
            case Double:
                Position += sizeof(double);
                break;
            case Binary:
                ulong length = Variable();
                Position += (int)Math.Min(length, int.MaxValue / 2);
                break;
            case List or Set:
                SkipList();
                break;
            case Map:
                SkipMap();
                break;
            case Struct:
                for (int number = 0; Next(ref number, out int inner);)
                    Skip(inner);
                break;
            default:
                Variable();
                break;
        }
        IsCut |= Position > _bytes.Length;
    }

    // Truth values in lists take a byte each.
    void SkipElement(int type) => Skip(type is True or False ? Byte : type);

    void SkipList()
    {
        int head = Raw(), count = head >> 4;
        if (count == 15)
            count = (int)Variable();
        for (int i = 0; i < count && !IsCut; i++)
            SkipElement(head & 15);
    }

    void SkipMap()
    {
        int count = (int)Variable();
        int types = count > 0 ? Raw() : 0;
        for (int i = 0; i < count && !IsCut; i++)
        {
            SkipElement(types >> 4);
            SkipElement(types & 15);
        }
    }

    int Raw()
    {
        if (Position < _bytes.Length)
            return _bytes[Position++];
        IsCut = true;
        return 0;
    }

    ulong Variable()
    {
        ulong bits = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int part = Raw();
            bits |= (ulong)(part & 127) << shift;
            if (part < 128)
                break;
        }
        return bits;
    }
}
