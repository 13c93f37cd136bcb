// Mutated files: whatever a file holds, it is read or refused in one sentence, in memory of its own size class.
// R1SHARP_FUZZ=100000 runs as many mutations (otherwise 3,000); R1SHARP_FUZZ_SEED=N begins elsewhere.

using System.Globalization;
using System.Text;
using R1Sharp.Learning;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Model.SafeTensors;

public sealed class SafeTensorsFuzzTests(ITestOutputHelper output) : IDisposable
{
    static readonly string[] Interesting = ["0", "-1", "1", "1.0", "1e2", "4", "7", "8", "255", "2147483648", "4294967296", "9223372036854775807", "18446744073709551616", "\"\"", "[]", "{}", "null", "\"F32\"", "\"BF16\"", "\"a\"", "\"__metadata__\"", "\\ud800", "\\u0000", "\u00e9", "{\"a\":", "[[[[[[[["];

    readonly string _folder = Directory.CreateTempSubdirectory("r1-fuzz").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Mutated_files_are_read_or_refused()
    {
        int count = Setting("R1SHARP_FUZZ", 3000), read = 0;
        var refusals = new SortedDictionary<string, int>(StringComparer.Ordinal);
        string path = Path.Combine(_folder, "x.safetensors");
        double worst = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] bytes = Mutation(i);
            File.WriteAllBytes(path, bytes);
            long before = GC.GetAllocatedBytesForCurrentThread();
            string? refusal = TryRead(path);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            worst = Math.Max(worst, allocated / (double)(bytes.Length + 1000));
            Assert.True(allocated < 200_000 + 64L * bytes.Length, $"Mutation {i} of {bytes.Length} bytes took {allocated} bytes.");
            if (refusal is null)
                read++;
            else
                refusals[Kind(refusal)] = refusals.GetValueOrDefault(Kind(refusal)) + 1;
        }
        output.WriteLine($"{count} mutations: {read} read, {count - read} refused; at most {worst:0} bytes of memory a byte.");
        foreach (var (kind, times) in refusals)
            output.WriteLine($"{times,7} {kind}");
        Assert.True(read > count / 100, $"Only {read} of {count} were sound: the mutations do not reach beyond the header.");
        Assert.True(refusals.Count >= 12, $"Only {refusals.Count} kinds of damage were met.");
    }

    [Fact]
    public void Mutated_indexes_are_read_or_refused()
    {
        int count = Setting("R1SHARP_FUZZ", 3000) / 10;
        File.WriteAllBytes(Path.Combine(_folder, "x.safetensors"), FileBytes.Of("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4));
        byte[] index = Encoding.UTF8.GetBytes("""{"metadata":{"total_size":4},"weight_map":{"a":"x.safetensors"}}""");
        for (int i = 0; i < count; i++)
        {
            var random = new RandomStream((ulong)Setting("R1SHARP_FUZZ_SEED", 1), RandomPurpose.Test, i, 1);
            File.WriteAllBytes(Path.Combine(_folder, "model.safetensors.index.json"), Mutate([.. index], ref random));
            Guarded(() => SafeTensorsFolder.Open(_folder).Dispose());
        }
    }

    /// <summary>Opens a file and reads all that can be read; the sentence where it is refused.</summary>
    static string? TryRead(string path) => Guarded(() =>
    {
        using var file = SafeTensorsFile.Open(path);
        long covered = 0;
        foreach (var tensor in file.Header.Tensors)
        {
            covered += tensor.ByteCount;
            if (tensor.Type.Weight is not null)
                Assert.Equal(tensor.Length, file.Values(tensor).Length);
        }
        Assert.Equal(file.Length, file.Header.DataStart + covered);
    });

    static string? Guarded(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (UserErrorException error)
        {
            Assert.DoesNotContain('\n', error.Message);
            Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
            Assert.True(error.Message.Length < 1000, error.Message);
            return error.Message;
        }
    }

    static byte[] Mutation(int index)
    {
        var random = new RandomStream((ulong)Setting("R1SHARP_FUZZ_SEED", 1), RandomPurpose.Test, index);
        byte[] bytes = Seed(random.NextInt(4), ref random);
        for (int rounds = 1 + random.NextInt(3); rounds > 0; rounds--)
            bytes = Mutate(bytes, ref random);
        // Half of the time the length before the header follows the mutation, so that what lies deeper is met.
        if (random.NextBool(0.5) && bytes.AsSpan().LastIndexOf((byte)'}') is > 8 and int end)
            BitConverter.TryWriteBytes(bytes, (long)(end - 7));
        return bytes;
    }

    static byte[] Seed(int kind, ref RandomStream random)
    {
        string[] types = ["F32", "F16", "BF16", "U8", "I64"];
        int[] sizes = [4, 2, 2, 1, 8];
        var header = new StringBuilder(kind == 0 ? """{"__metadata__":{"format":"pt"}""" : "{");
        int end = 0;
        for (int i = 0; i <= kind; i++)
        {
            // Now and then a tensor begins inside the one before, which no change of single bytes is likely to bring about.
            int type = random.NextInt(types.Length), rows = random.NextInt(4), columns = random.NextInt(1, 9), from = Math.Max(0, end - (random.NextBool(0.02) ? 1 : 0));
            end = from + rows * columns * sizes[type];
            header.Append(CultureInfo.InvariantCulture, $$"""{{(header.Length > 1 ? "," : "")}}"t{{i}}":{"dtype":"{{types[type]}}","shape":[{{rows}},{{columns}}],"data_offsets":[{{from}},{{end}}]}""");
        }
        return FileBytes.Of(header.Append('}').Append(' ', random.NextInt(8)).ToString(), end);
    }

    static byte[] Mutate(byte[] bytes, ref RandomStream random)
    {
        if (bytes.Length == 0)
            return bytes;
        int at = random.NextInt(bytes.Length), length = Math.Min(random.NextInt(1, 12), bytes.Length - at);
        switch (random.NextInt(11))
        {
            case 0: bytes[at] ^= (byte)(1 << random.NextInt(8)); return bytes;
            case 1: bytes[at] = (byte)random.NextUInt(); return bytes;
            case 2: return bytes[..at];
            case 3: return [.. bytes[..at], .. bytes[(at + length)..]];
            case 4: return [.. bytes[..(at + length)], .. bytes[at..]];
            case 5: return [.. bytes[..at], .. Encoding.UTF8.GetBytes(random.Pick<string>(Interesting)), .. bytes[at..]];
            case 6: return [.. bytes, .. new byte[length]];
            case 7: return ReplaceNumber(bytes, at, random.Pick<string>(Interesting));
            case 8: return ReplaceNumber(bytes, at, random.NextInt(33).ToString(CultureInfo.InvariantCulture));
            case 9: return ReplaceNumber(bytes, at, random.NextInt(3).ToString(CultureInfo.InvariantCulture));
            default: bytes[^length] ^= 0x55; return bytes;
        }
    }

    /// <summary>Puts another token in the place of the next number.</summary>
    static byte[] ReplaceNumber(byte[] bytes, int at, string token)
    {
        while (at < bytes.Length && !char.IsAsciiDigit((char)bytes[at]))
            at++;
        int end = at;
        while (end < bytes.Length && char.IsAsciiDigit((char)bytes[end]))
            end++;
        return [.. bytes[..at], .. Encoding.UTF8.GetBytes(token), .. bytes[end..]];
    }

    static string Kind(string message)
    {
        string[] kinds = ["truncated or no safetensors", "too few", "at most", "not UTF-8", "not the {", "JSON is broken", "twice", "unknown dtype", "unknown key", "has no ",
            "not a string", "not an object", "not a list", "not a whole number from", "numbers, not 2", "backwards", "reaches to", "overflows", "needs", "overlap", "hole", "JSON's end"];
        return kinds.FirstOrDefault(k => message.Contains(k, StringComparison.Ordinal)) ?? message[(message.LastIndexOf('/') + 1)..];
    }

    static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
