// What tells weights apart, whoever wrote them and wherever they lie.

using System.Security.Cryptography;

namespace R1Sharp.Learning.Model.SafeTensors;

/// <summary>Names weights by their bytes.</summary>
static class WeightHash
{
    /// <summary>SHA-256 of a file, or of all .safetensors files of a folder one behind the other, in the order of their names.</summary>
    /// <param name="path">The file or the folder.</param>
    public static string Of(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] files = File.Exists(path) ? [path] : [.. Directory.GetFiles(path, "*.safetensors").Order(StringComparer.Ordinal)];
        byte[] buffer = new byte[1 << 20];
        foreach (string file in files)
        {
            using var stream = File.OpenRead(file);
            for (int read; (read = stream.Read(buffer)) > 0;)
                hash.AppendData(buffer, 0, read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
