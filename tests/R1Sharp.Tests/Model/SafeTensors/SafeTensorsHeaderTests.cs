using System.Text;
using R1Sharp.Learning.Model.SafeTensors;
using Xunit;

namespace R1Sharp.Tests.Model.SafeTensors;

/// <summary>Every way in which a file can be wrong is refused in a sentence that names the thing and the byte.</summary>
public sealed class SafeTensorsHeaderTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("r1-safetensors").FullName;

    string File => Path.Combine(_folder, "x.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, 1)]
    [InlineData("""{"__metadata__":{"k":"v"},"a":{"shape":[2],"data_offsets":[0,8],"dtype":"F32"},"b":{"dtype":"BF16","shape":[],"data_offsets":[8,10]}}   """, 10, 2)]
    [InlineData("""{"late":{"dtype":"U8","shape":[3],"data_offsets":[4,7]},"early":{"dtype":"F16","shape":[2,1],"data_offsets":[0,4]}}""", 7, 2)]
    [InlineData("""{"empty":{"dtype":"F32","shape":[0,5],"data_offsets":[4,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"none":{"dtype":"I64","shape":[0],"data_offsets":[0,0]}}""", 4, 3)]
    [InlineData("""{"four":{"dtype":"F4","shape":[4],"data_offsets":[0,2]}}""", 2, 1)]
    [InlineData("{}", 0, 0)]
    public void What_the_format_allows_is_read(string header, int bytes, int tensors)
    {
        System.IO.File.WriteAllBytes(File, FileBytes.Of(header, bytes));
        using var file = SafeTensorsFile.Open(File);
        Assert.Equal(tensors, file.Header.Tensors.Count);
        Assert.Equal(file.Length, file.Header.DataStart + bytes);
    }

    [Theory]
    [InlineData("belong to no tensor", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12)]
    [InlineData("before tensor \"b\"", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12)]
    [InlineData("bytes from byte 71 to the end belong to no tensor", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}     """, 8)]
    [InlineData("overlap", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8)]
    [InlineData("tensor \"b\" begins at byte 119, inside tensor \"a\"", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8)]
    [InlineData("run backwards", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4)]
    [InlineData("truncated", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7)]
    [InlineData("reaches to data byte 8", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7)]
    [InlineData("needs 12 bytes, but data_offsets give it 8", """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8)]
    [InlineData("overflows", """{"a":{"dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,0]}}""", 0)]
    [InlineData("overflows", """{"a":{"dtype":"F32","shape":[9223372036854775807,2,0],"data_offsets":[0,0]}}""", 0)]
    [InlineData("whole number of bytes", """{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}}""", 2)]
    [InlineData("-1, which is not a whole number", """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("-0, which is not a whole number", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[-0,4]}}""", 4)]
    [InlineData("1.0, which is not a whole number", """{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}""", 4)]
    [InlineData("1e0, which is not a whole number", """{"a":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}""", 4)]
    [InlineData("not a whole number", """{"a":{"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,4]}}""", 4)]
    [InlineData("not a whole number", """{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 4)]
    [InlineData("unknown dtype \"Q9\"", """{"a":{"dtype":"Q9","shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("dtype of tensor \"a\" is not a string (byte 22)", """{"a":{"dtype":4,"shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("tensor \"a\" has no dtype", """{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("tensor \"a\" has no shape", """{"a":{"dtype":"F32","data_offsets":[0,4]}}""", 4)]
    [InlineData("tensor \"a\" has no data_offsets", """{"a":{"dtype":"F32","shape":[1]}}""", 0)]
    [InlineData("holds 3 numbers, not 2", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,2,4]}}""", 4)]
    [InlineData("unknown key \"strides\"", """{"a":{"dtype":"F32","shape":[1],"strides":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("holds the key \"a\" twice", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2)]
    [InlineData("holds the key \"a\" twice", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\u0061":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2)]
    [InlineData("tensor \"a\" holds the key \"shape\" twice", """{"a":{"dtype":"U8","shape":[1],"shape":[1],"data_offsets":[0,1]}}""", 1)]
    [InlineData("__metadata__ holds the key \"k\" twice", """{"__metadata__":{"k":"1","k":"2"}}""", 0)]
    [InlineData("the header holds the key \"__metadata__\" twice", """{"__metadata__":{},"__metadata__":{}}""", 0)]
    [InlineData("__metadata__ \"k\" is not a string", """{"__metadata__":{"k":1}}""", 0)]
    [InlineData("__metadata__ is not an object", """{"__metadata__":"k"}""", 0)]
    [InlineData("tensor \"a\" is not an object", """{"a":[]}""", 0)]
    [InlineData("JSON is broken near byte", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", 4)]
    [InlineData("JSON is broken near byte", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}},""", 4)]
    [InlineData("JSON is broken near byte", """{"a":{"dtype":"F32",/* */"shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("JSON is broken near byte", """{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("byte 8 is not the {", """ {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("byte 8 is not the {", "[]", 0)]
    [InlineData("byte 8 is not the {", "", 0)]
    public void What_it_does_not_allow_is_refused(string expected, string header, int bytes)
    {
        System.IO.File.WriteAllBytes(File, FileBytes.Of(header, bytes));
        string message = FileBytes.Refusal(() => FileBytes.Open(File));
        Assert.StartsWith(File, message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_is_not_utf8_is_refused_at_its_byte()
    {
        byte[] header = Encoding.UTF8.GetBytes("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""");
        header[2] = 0xFF;
        System.IO.File.WriteAllBytes(File, FileBytes.Of(header, 4));
        Assert.Contains("byte 10 is not UTF-8", FileBytes.Refusal(() => FileBytes.Open(File)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100_000_001, "at most 100000000")]
    [InlineData(1000, "header of 1000 bytes but has only 58 more")]
    [InlineData(ulong.MaxValue, "header of 18446744073709551615 bytes")]
    public void A_header_that_is_too_long_is_refused_unread(ulong announced, string expected)
    {
        System.IO.File.WriteAllBytes(File, FileBytes.Of("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, announced));
        if (announced == 100_000_001)
            using (var stream = System.IO.File.OpenWrite(File))
                stream.SetLength(100_000_100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(expected, FileBytes.Refusal(() => FileBytes.Open(File)), StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }

    [Theory, InlineData(0), InlineData(7)]
    public void A_file_of_less_than_eight_bytes_is_refused(int bytes)
    {
        System.IO.File.WriteAllBytes(File, new byte[bytes]);
        Assert.Contains("truncated", FileBytes.Refusal(() => FileBytes.Open(File)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_strangers_name_cannot_break_the_sentence()
    {
        System.IO.File.WriteAllBytes(File, FileBytes.Of("{\"x\\n\\u001b[2J" + new string('y', 5000) + "\":{\"dtype\":\"Q9\"}}", 0));
        Assert.DoesNotContain('\u001b', FileBytes.Refusal(() => FileBytes.Open(File)));
    }

    [Fact]
    public void Types_that_are_no_weights_are_listed_but_not_read_as_weights()
    {
        System.IO.File.WriteAllBytes(File, FileBytes.Of("""{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", 8));
        using var file = SafeTensorsFile.Open(File);
        var tensor = file.Header.Find("a")!;
        Assert.Equal((1, 64), (tensor.Length, tensor.Type.Bits));
        Assert.Contains("tensor \"a\" is I64", FileBytes.Refusal(() => file.Values(tensor)), StringComparison.Ordinal);
    }
}
