using System.Globalization;
using Xunit;

namespace R1Sharp.Tests.Data.Files;

/// <summary>Parquet files of other writers: Arrow's C++ library (every encoding, both versions of pages, several pages a column) and DuckDB (nested columns).</summary>
public sealed class ParquetFileTests : IDisposable
{
    readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("arrow-cpp-v1.parquet")]
    [InlineData("arrow-cpp-v2.parquet")]
    public void Every_encoding_is_read(string name)
    {
        string[] rows = DataFolder.Rows(DataFolder.Fixture(name));
        Assert.Equal(300, rows.Length);
        for (int i = 0; i < rows.Length; i++)
            Assert.Equal(Expected(i), rows[i]);
    }

    static string Expected(int i) => string.Create(CultureInfo.InvariantCulture,
        $"{{\"plain\":\"text {i} é\",\"delta_length\":{(i % 5 == 0 ? "null" : $"\"{new string('x', i % 40)}\"")},\"delta_text\":\"https://example.org/page/{i / 10:000}/{i}\"," +
        $"\"delta_long\":{(long)i * i * i * (i % 2 == 0 ? 1 : -1) * 1_000_003},\"delta_int\":{(i % 7 == 3 ? "null" : i * 3 - 100)},\"split_double\":{i / 8.0 - 3},\"split_float\":{i / 4f}," +
        $"\"dictionary\":\"{(i % 3 == 0 ? "red" : i % 3 == 1 ? "green" : "blue")}\",\"truth\":{(i % 4 == 0 ? "null" : i % 2 == 0 ? "true" : "false")}," +
        $"\"list\":[{string.Join(",", Enumerable.Range(0, i % 6 == 0 ? 0 : i % 4).Select(k => k == 2 ? "null" : $"\"{i}.{k}\""))}],\"time\":\"{new DateTime(2024, 1, 1).AddMilliseconds(i * 1500.0):yyyy-MM-ddTHH:mm:ss.FFF}\"}}");

    [Fact]
    public void Lists_and_objects_are_put_together()
    {
        string[] rows = DataFolder.Rows(DataFolder.Fixture("duckdb.parquet"));
        Assert.Equal(60, rows.Length);
        Assert.Equal("""{"id":5,"messages":[{"role":"user","content":"say \"5"},{"role":"assistant","content":"w5\nw5\nw5\n"}],"score":7.5,"nested":{"a":5,"b":[["5",null],[]]},"day":"2024-01-06","price":0.05,"counts":{"k5":5},"empty":[]}""", rows[5]);
        Assert.Contains("\"score\":null,\"nested\":{\"a\":3", rows[3]);
        Assert.Contains("\"nested\":null,\"day\":\"2024-01-13\"", rows[12]);
    }

    [Theory]
    [InlineData("train[:2]", 0, 2)]
    [InlineData("train[150:152]", 150, 2)]
    [InlineData("train[-3:]", 297, 3)]
    [InlineData("train[10%:11%]", 30, 3)]
    [InlineData("train[290:]", 290, 10)]
    public void Parts_of_a_split_are_the_rows_they_name(string split, int first, int count) =>
        Assert.Equal(Enumerable.Range(first, count).Select(Expected), DataFolder.Rows(DataFolder.Fixture("arrow-cpp-v1.parquet"), split: split));

    [Fact]
    public void A_file_cut_in_half_is_one_sentence()
    {
        byte[] whole = File.ReadAllBytes(DataFolder.Fixture("duckdb.parquet"));
        File.WriteAllBytes(_folder["x.parquet"], whole[..(whole.Length / 2)]);
        Assert.Equal("D/x.parquet: this Parquet file is cut off: its end, where its columns are listed, is missing; copy it again.", _folder.Error(_folder["x.parquet"]));
    }

    [Theory]
    [InlineData("arrow-cpp-v1.parquet")]
    [InlineData("arrow-cpp-v2.parquet")]
    [InlineData("duckdb.parquet")]
    public void Bytes_that_are_wrong_are_a_sentence_and_never_a_fault(string name)
    {
        byte[] whole = File.ReadAllBytes(DataFolder.Fixture(name));
        for (int seed = 0; seed < 60; seed++)
        {
            byte[] broken = [.. whole];
            for (int at = seed * whole.Length / 60, i = 0; i < 6 && at + i < whole.Length; i++)
                broken[at + i] ^= (byte)(0x55 + 31 * seed);
            File.WriteAllBytes(_folder["x.parquet"], broken);
            try
            {
                R1Sharp.App.Data.Dataset.Open(_folder["x.parquet"]).Stream().Count();
            }
            catch (R1Sharp.Learning.UserErrorException e)
            {
                Assert.Contains("x.parquet", e.Message);
                Assert.DoesNotContain("Exception", e.Message);
            }
        }
    }
}
