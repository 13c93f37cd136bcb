// A GGUF file, opened and checked: its metadata, its tensors, and their numbers.

using System.Numerics;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>
/// A GGUF file of version 2 or 3 (the format of llama.cpp: github.com/ggml-org/ggml, docs/gguf.md) whose head has been
/// read and whose tensors have been found to lie inside it without overlap.
/// </summary>
sealed class GgufFile : IDisposable
{
    const int DefaultAlignment = 32, NumbersAtOnce = 1 << 16;

    readonly FileStream _stream;
    readonly string _path;
    readonly long _dataStart;

    // Further parts, and whose each of their tensors is.
    readonly List<GgufFile> _parts = [];
    readonly Dictionary<string, GgufFile> _ownerOfTensor = new(StringComparer.Ordinal);
    readonly Dictionary<string, GgufTensor> _tensors;

    GgufFile(string path, FileStream stream)
    {
        (_path, _stream) = (path, stream);
        var head = new GgufHeaderReader(path, new BufferedStream(stream, 1 << 16));
        var (tensorCount, entryCount) = head.ReadCounts();
        Metadata = new GgufMetadata(path);
        for (long i = 0; i < entryCount; i++)
        {
            var (key, value) = head.ReadEntry();
            Metadata.Add(key, value);
        }
        var tensors = new List<GgufTensor>();
        for (long i = 0; i < tensorCount; i++) tensors.Add(head.ReadTensor());
        int alignment = ReadAlignment();
        _dataStart = (head.Position + alignment - 1) / alignment * alignment;
        _tensors = Check(tensors, alignment);
    }

    /// <summary>The metadata.</summary>
    public GgufMetadata Metadata { get; }

    /// <summary>The tensors by name, those of further parts included.</summary>
    public IReadOnlyDictionary<string, GgufTensor> Tensors => _tensors;

    /// <summary>Whether a file begins as GGUF files do.</summary>
    public static bool HasMagic(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            Span<byte> magic = stackalloc byte[4];
            return stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic.SequenceEqual("GGUF"u8);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Opens and checks a file.</summary>
    /// <exception cref="UserErrorException">It is missing, damaged, or holds what cannot be read; the message says what and where.</exception>
    public static GgufFile Open(string path)
    {
        if (!File.Exists(path)) throw new UserErrorException($"{path} does not exist: give the path of a GGUF file.");
        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return new GgufFile(path, stream);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            stream?.Dispose();
            throw new UserErrorException($"{path} cannot be read: {error.Message}", error);
        }
        catch (UserErrorException)
        {
            stream?.Dispose();
            throw;
        }
    }

    /// <summary>Takes in a further part of the same model; it is closed with this file.</summary>
    /// <exception cref="UserErrorException">A tensor is in both.</exception>
    internal void Add(GgufFile part)
    {
        _parts.Add(part);
        foreach (var (name, tensor) in part._tensors)
        {
            if (!_tensors.TryAdd(name, tensor)) throw new UserErrorException($"{part._path} holds the tensor {name}, which another part holds too.");
            _ownerOfTensor[name] = part;
        }
    }

    /// <summary>Numbers of a tensor from one on.</summary>
    public void Read(GgufTensor tensor, long first, Span<float> to)
    {
        if (_ownerOfTensor.TryGetValue(tensor.Name, out var owner))
        {
            owner.Read(tensor, first, to);
            return;
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + to.Length, tensor.Count, nameof(first));
        int block = tensor.Type.BlockLength();
        long start = first / block * block, end = (first + to.Length + block - 1) / block * block;
        float[] numbers = new float[(int)Math.Min(end - start, NumbersAtOnce)];
        byte[] bytes = new byte[tensor.Type.ByteCount(numbers.Length)];
        for (; start < end; start += numbers.Length)
        {
            int count = (int)Math.Min(numbers.Length, end - start);
            var encoded = bytes.AsSpan(0, (int)tensor.Type.ByteCount(count));
            Fill(encoded, _dataStart + tensor.Offset + tensor.Type.ByteCount(start));
            GgufTensorCodec.Decode(tensor.Type, encoded, numbers.AsSpan(0, count));
            int skipped = (int)Math.Max(0, first - start);
            var wanted = to[(int)(start + skipped - first)..];
            numbers.AsSpan(skipped, Math.Min(count - skipped, wanted.Length)).CopyTo(wanted);
        }
    }

    /// <summary>Bytes of a tensor from one on, as they are stored.</summary>
    internal void ReadBytes(GgufTensor tensor, long first, Span<byte> to)
    {
        if (_ownerOfTensor.TryGetValue(tensor.Name, out var owner))
        {
            owner.ReadBytes(tensor, first, to);
            return;
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + to.Length, tensor.ByteCount, nameof(first));
        Fill(to, _dataStart + tensor.Offset + first);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _parts.ForEach(part => part.Dispose());
    }

    void Fill(Span<byte> bytes, long position)
    {
        for (int done = 0; done < bytes.Length;)
        {
            int read = RandomAccess.Read(_stream.SafeFileHandle, bytes[done..], position + done);
            done += read > 0 ? read : throw new UserErrorException($"{_path} ended at byte {position + done} while it was read: it was changed.");
        }
    }

    int ReadAlignment()
    {
        int alignment = Metadata.Integer("general.alignment") ?? DefaultAlignment;
        return alignment >= 8 && BitOperations.IsPow2(alignment) ? alignment
            : throw Metadata.Wrong("general.alignment", $"is {alignment}, but must be a power of two from 8");
    }

    Dictionary<string, GgufTensor> Check(List<GgufTensor> tensors, int alignment)
    {
        var byName = new Dictionary<string, GgufTensor>(StringComparer.Ordinal);
        long end = 0;
        GgufTensor? before = null;
        foreach (var tensor in tensors.OrderBy(t => t.Offset))
        {
            if (!byName.TryAdd(tensor.Name, tensor)) throw new UserErrorException($"{_path}: tensor {tensor.Name} occurs twice, so that the file is damaged.");
            if (tensor.Offset % alignment != 0)
                throw new UserErrorException(
                    $"{_path}: tensor {tensor.Name} begins at byte {tensor.Offset} of the data, which is no multiple of the alignment {alignment}.");
            if (tensor.Offset < end)
                throw new UserErrorException(
                    $"{_path}: tensor {tensor.Name} begins at byte {tensor.Offset} of the data, but {before!.Name} reaches to byte {end}: they overlap.");
            (before, end) = (tensor, tensor.Offset + tensor.ByteCount);
            if (_dataStart + end > _stream.Length)
                throw new UserErrorException(
                    $"{_path} ends at byte {_stream.Length}, but tensor {tensor.Name} reaches to byte {_dataStart + end}: the file is truncated.");
        }
        return byName;
    }
}
