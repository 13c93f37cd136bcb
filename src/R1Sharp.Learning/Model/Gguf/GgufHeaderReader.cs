// Reads the head of a GGUF file, and refuses whatever a damaged or hostile file says before any memory is taken for it.

using System.Buffers.Binary;
using System.Text;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>One tensor of a GGUF file.</summary>
/// <param name="Name">E.g. "blk.0.attn_q.weight".</param>
/// <param name="Shape">Its dimensions as Hugging Face orders them: the length of a row last.</param>
/// <param name="Type">How its numbers are stored.</param>
/// <param name="Offset">First byte, counted from the beginning of the tensors' bytes.</param>
sealed record GgufTensor(string Name, long[] Shape, GgufTensorType Type, long Offset)
{
    /// <summary>Number of numbers.</summary>
    public long Count => Shape.Aggregate(1L, (product, length) => product * length);

    /// <summary>Bytes in the file.</summary>
    public long ByteCount => Type.ByteCount(Count);
}

/// <summary>
/// A position in a file's head. Each length and count is compared with the bytes that are left before anything is
/// allocated, so that reading takes memory in proportion to the file, whatever it claims.
/// </summary>
/// <param name="path">For messages.</param>
/// <param name="stream">The file from its beginning.</param>
sealed class GgufHeaderReader(string path, Stream stream)
{
    const int SmallestEntry = 8 + 4 + 1, SmallestTensor = 8 + 4 + 4 + 8, LongestKey = 65_535, LongestName = 64, MostDimensions = 4, LongestText = 1 << 30,
        LongestList = 1 << 28;

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly long _length = stream.Length;
    readonly byte[] _number = new byte[8];

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    long Left => _length - Position;

    /// <summary>Checks magic and version, and returns the counts of tensors and of metadata entries.</summary>
    public (long Tensors, long Entries) ReadCounts()
    {
        if (_length < 24) throw new UserErrorException($"{path} has {_length} bytes, too few for a GGUF file: it is truncated or something else.");
        if (ReadUInt32() != 0x46554747) throw new UserErrorException($"{path} does not begin with GGUF: it is not a GGUF file.");
        uint version = ReadUInt32();
        if (version is not (2 or 3))
            throw new UserErrorException((version & 0xFFFF) == 0
                ? $"{path} is a GGUF file with the bytes of a big-endian machine: convert it for little-endian machines."
                : $"{path} is GGUF version {version}; versions 2 and 3 can be read.");
        return (ReadCount(SmallestTensor, "tensors"), ReadCount(SmallestEntry, "metadata entries"));
    }

    /// <summary>One key with its value.</summary>
    public (string Key, object Value) ReadEntry()
    {
        string key = ReadText("a metadata key", LongestKey);
        return (key, ReadValue((GgufValueType)ReadUInt32(), key));
    }

    /// <summary>One tensor's description.</summary>
    public GgufTensor ReadTensor()
    {
        string name = ReadText("a tensor's name", LongestName);
        uint dimensions = ReadUInt32();
        if (dimensions is 0 or > MostDimensions) throw Damaged($"tensor {name} has {dimensions} dimensions");
        var shape = new long[dimensions];
        long count = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            ulong length = ReadUInt64();
            // Nothing stores less than half a byte a number, so that more than twice as many numbers as bytes cannot be.
            if (length == 0
                || length > (ulong)(2 * _length / count)) throw Damaged($"tensor {name} has a dimension of {length}, which its {_length} bytes cannot hold");
            count *= shape[i] = (long)length;
        }
        return ReadPlace(name, shape);
    }

    GgufTensor ReadPlace(string name, long[] shape)
    {
        uint code = ReadUInt32();
        if (!GgufTensorTypes.IsKnown(code))
            throw new UserErrorException(
                $"{path}: tensor {name} is stored as {GgufTensorTypes.NameOf(code)}; {string.Join(", ", GgufTensorTypes.ReadNames)} can be read.");
        var type = (GgufTensorType)code;
        if (shape[^1] % type.BlockLength() != 0) throw Damaged(
            $"tensor {name} has rows of {shape[^1]} numbers, which {GgufTensorTypes.NameOf(code)} cannot store");
        ulong offset = ReadUInt64();
        return offset <= (ulong)_length ? new GgufTensor(name, shape, type, (long)offset)
            : throw Damaged($"tensor {name} begins at byte {offset}, beyond its end");
    }

    object ReadValue(GgufValueType type, string key) => type switch
    {
        GgufValueType.UInt8 => ReadBytes(1)[0],
        GgufValueType.Int8 => (sbyte)ReadBytes(1)[0],
        GgufValueType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(2)),
        GgufValueType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(ReadBytes(2)),
        GgufValueType.UInt32 => ReadUInt32(),
        GgufValueType.Int32 => (int)ReadUInt32(),
        GgufValueType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(ReadBytes(4)),
        GgufValueType.Bool => ReadBytes(1)[0] is var flag and (0 or 1) ? flag == 1 : throw Damaged($"{key} is neither true nor false"),
        GgufValueType.Text => ReadText(key, LongestText),
        GgufValueType.Array => ReadArray(key),
        GgufValueType.UInt64 => ReadUInt64(),
        GgufValueType.Int64 => (long)ReadUInt64(),
        GgufValueType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(ReadBytes(8)),
        _ => throw Damaged($"{key} has a value of type {(uint)type}, which does not exist"),
    };

    object ReadArray(string key)
    {
        var type = (GgufValueType)ReadUInt32();
        return type switch
        {
            GgufValueType.UInt8 => ReadArray<byte>(type, 1, key),
            GgufValueType.Int8 => ReadArray<sbyte>(type, 1, key),
            GgufValueType.UInt16 => ReadArray<ushort>(type, 2, key),
            GgufValueType.Int16 => ReadArray<short>(type, 2, key),
            GgufValueType.UInt32 => ReadArray<uint>(type, 4, key),
            GgufValueType.Int32 => ReadArray<int>(type, 4, key),
            GgufValueType.Float32 => ReadArray<float>(type, 4, key),
            GgufValueType.Bool => ReadArray<bool>(type, 1, key),
            GgufValueType.Text => ReadArray<string>(type, 8, key),
            GgufValueType.UInt64 => ReadArray<ulong>(type, 8, key),
            GgufValueType.Int64 => ReadArray<long>(type, 8, key),
            GgufValueType.Float64 => ReadArray<double>(type, 8, key),
            _ => throw Damaged($"{key} is a list of values of type {(uint)type}, which cannot be read"),
        };
    }

    T[] ReadArray<T>(GgufValueType type, int smallest, string key)
    {
        var values = new T[ReadCount(smallest, $"values of {key}")];
        for (int i = 0; i < values.Length; i++) values[i] = (T)ReadValue(type, key);
        return values;
    }

    string ReadText(string what, long longest)
    {
        ulong length = ReadUInt64();
        if (length > (ulong)longest || length > (ulong)Left) throw Damaged($"{what} is a text of {length} bytes");
        byte[] bytes = new byte[length];
        Fill(bytes);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Damaged($"{what} holds a text that is not UTF-8");
        }
    }

    long ReadCount(int smallest, string what)
    {
        ulong count = ReadUInt64();
        return count <= (ulong)Math.Min(Left / smallest, LongestList) ? (long)count
            : throw Damaged($"it announces {count} {what}, more than its {_length} bytes can hold");
    }

    uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(8));

    ReadOnlySpan<byte> ReadBytes(int count)
    {
        Fill(_number.AsSpan(0, count));
        return _number.AsSpan(0, count);
    }

    void Fill(Span<byte> bytes)
    {
        if (bytes.Length > Left) throw Damaged($"its head goes on beyond its last byte, {_length}");
        stream.ReadExactly(bytes);
        Position += bytes.Length;
    }

    UserErrorException Damaged(string what) => new($"{path} is damaged at byte {Position}: {what}.");
}
