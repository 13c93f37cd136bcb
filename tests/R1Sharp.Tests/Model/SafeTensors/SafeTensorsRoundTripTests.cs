using System.Text;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Model.SafeTensors;

/// <summary>What is written is what the safetensors library writes; what is read and written again has the same bytes.</summary>
public sealed class SafeTensorsRoundTripTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("r1-safetensors").FullName;

    string File => Path.Combine(_folder, "x.safetensors");

    string Copy => Path.Combine(_folder, "copy.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The two files of the library's own tests (safetensors/src/tensor.rs).
    [Theory]
    [InlineData("attn.0", new long[] { 1, 2, 3 }, """{"attn.0":{"dtype":"F32","shape":[1,2,3],"data_offsets":[0,24]}}""", "")]
    [InlineData("attn0", new long[] { 1, 1, 2, 3 }, """{"attn0":{"dtype":"F32","shape":[1,1,2,3],"data_offsets":[0,24]}}""", "       ")]
    public void A_file_has_the_bytes_of_the_library(string name, long[] shape, string json, string padding)
    {
        SafeTensorsWriter.Write(File, [TensorSource.OfValues(name, WeightType.F32, shape, Counting)]);
        var expected = FileBytes.Of(json + padding, 24);
        for (int i = 0; i < 6; i++)
            BitConverter.TryWriteBytes(expected.AsSpan(expected.Length - 24 + 4 * i), (float)i);
        Assert.Equal(expected, System.IO.File.ReadAllBytes(File));
        Assert.False(System.IO.File.Exists(File + ".tmp"));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{ "late" : {"dtype":"U8","shape":[3],"data_offsets":[4,7]},  "__metadata__":{"z":"1","a":"\u00e9\n"},"early":{"data_offsets":[0,4],"dtype":"F16","shape":[2,1]}}      """, 7)]
    [InlineData("""{"empty":{"dtype":"F32","shape":[0,5],"data_offsets":[4,4]},"层":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"none":{"dtype":"I64","shape":[0],"data_offsets":[0,0]}}""", 4)]
    [InlineData("{}", 0)]
    public void A_file_read_and_written_again_has_the_same_bytes(string header, int bytes)
    {
        System.IO.File.WriteAllBytes(File, FileBytes.Of(header, bytes));
        using (var file = SafeTensorsFile.Open(File))
            SafeTensorsWriter.WriteLike(Copy, file.Header, file.Header.Tensors.Reverse().Select(t => TensorSource.Of(file, t)));
        Assert.Equal(System.IO.File.ReadAllBytes(File), System.IO.File.ReadAllBytes(Copy));
    }

    [Theory, InlineData(WeightType.F32), InlineData(WeightType.F16), InlineData(WeightType.BF16)]
    public void Values_read_and_written_again_have_the_same_bytes(WeightType type)
    {
        // Every pattern of sixteen bits, so NaNs and subnormals too; odd places; more than a piece.
        int count = 2_200_003;
        var source = TensorSource.OfBytes("all", ElementType.Of(type), [count], (first, to) =>
        {
            for (int i = 0; i < to.Length; i++)
                to.Span[i] = (byte)((first + i) / 2 * 40503 >> (int)((first + i) % 2 * 8));
        });
        var odd = TensorSource.OfBytes("odd", ElementType.Find("U8")!, [3], (_, to) => to.Span.Fill(7));
        SafeTensorsWriter.Write(File, [odd, source], [new("format", "pt"), new("\"\\\u0001", "é层\t")]);
        using var file = SafeTensorsFile.Open(File);
        SafeTensorsWriter.Write(Copy, [TensorSource.Of(file, file.Header.Find("odd")!),
            TensorSource.OfValues("all", type, [count], (first, to) => file.Read(file.Header.Find("all")!, first, to.Span))], file.Header.Metadata);
        Assert.True(System.IO.File.ReadAllBytes(File).AsSpan().SequenceEqual(System.IO.File.ReadAllBytes(Copy)));
        Assert.Equal("é层\t", file.Header.MetadataOf("\"\\\u0001"));
    }

    [Fact]
    public void A_part_of_a_tensor_is_what_the_whole_holds_there()
    {
        SafeTensorsWriter.Write(File, [TensorSource.OfValues("a", WeightType.F16, [1000], Counting), TensorSource.OfValues("b", WeightType.F32, [7], Counting)]);
        using var file = SafeTensorsFile.Open(File);
        var part = new float[13];
        file.Read(file.Header.Find("a")!, 501, part);
        Bits.Equal([.. Enumerable.Range(501, 13).Select(i => (float)i)], part);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(file.Header.Find("b")!, 1, new float[7]));
    }

    [Fact]
    public void A_source_that_fails_leaves_the_old_file_and_nothing_else()
    {
        SafeTensorsWriter.Write(File, [TensorSource.OfValues("a", WeightType.F32, [4], Counting)]);
        byte[] before = System.IO.File.ReadAllBytes(File);
        Assert.Throws<IOException>(() => SafeTensorsWriter.Write(File, [TensorSource.OfValues("a", WeightType.F32, [4], (_, _) => throw new IOException())]));
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
        Assert.Equal([File], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_foreign_header_is_not_written_over_other_tensors()
    {
        SafeTensorsWriter.Write(File, [TensorSource.OfValues("a", WeightType.F32, [4], Counting)]);
        using var file = SafeTensorsFile.Open(File);
        Assert.Throws<ArgumentException>(() => SafeTensorsWriter.WriteLike(Copy, file.Header, [TensorSource.OfValues("a", WeightType.F32, [2, 2], Counting)]));
        Assert.Equal("{\"a\":", Encoding.UTF8.GetString(System.IO.File.ReadAllBytes(File)[8..13]));
    }

    static void Counting(long first, Memory<float> to)
    {
        for (int i = 0; i < to.Length; i++)
            to.Span[i] = first + i;
    }
}
