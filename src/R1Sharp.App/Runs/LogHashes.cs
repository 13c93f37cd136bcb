// What the logs of a stage hold, as one number each, so that a run that goes on can tell whether they are still what it wrote.

using System.Security.Cryptography;

namespace R1Sharp.App.Runs;

/// <summary>SHA-256 of every log up to its last line, kept up to date as lines are added.</summary>
sealed class LogHashes
{
    readonly Dictionary<string, IncrementalHash> _hashes = new(StringComparer.Ordinal);

    /// <summary>Takes in what was added to a log.</summary>
    public void Add(string file, ReadOnlySpan<byte> added)
    {
        if (!_hashes.TryGetValue(file, out var hash))
            _hashes[file] = hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(added);
    }

    /// <summary>The hash of a log, as lower-case hexadecimal digits; that of nothing where nothing was added.</summary>
    public string Of(string file) => Convert.ToHexStringLower(_hashes.TryGetValue(file, out var hash) ? hash.GetCurrentHash() : SHA256.HashData([]));

    /// <summary>Begins anew with the first bytes of a log that exists.</summary>
    public void Read(string file, long length)
    {
        Forget(file);
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] chunk = new byte[1 << 16];
        for (long left = length; left > 0;)
        {
            int read = stream.Read(chunk, 0, (int)Math.Min(chunk.Length, left));
            if (read == 0)
                return;
            Add(file, chunk.AsSpan(0, read));
            left -= read;
        }
    }

    /// <summary>Begins anew with nothing.</summary>
    public void Forget(string file)
    {
        if (_hashes.Remove(file, out var hash))
            hash.Dispose();
    }
}
