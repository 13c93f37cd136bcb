using System.Text;
using System.Text.Json.Nodes;
using R1Sharp.Learning.Model.SafeTensors;
using Xunit;

namespace R1Sharp.Tests.Model.SafeTensors;

/// <summary>Shards and their index must agree; which file has which tensor must never be a matter of luck.</summary>
public sealed class SafeTensorsFolderTests : IDisposable
{
    const string First = "model-00001-of-00003.safetensors", Second = "model-00002-of-00003.safetensors", Third = "model-00003-of-00003.safetensors";

    readonly string _folder = Directory.CreateTempSubdirectory("r1-shards").FullName;

    string Index => At("model.safetensors.index.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Tensors_are_dealt_to_shards_and_found_again()
    {
        Write(shardBytes: 40);
        Assert.Equal([First, Second, Third, "model.safetensors.index.json"], Names());
        var index = JsonNode.Parse(File.ReadAllText(Index))!;
        Assert.Equal(108, (int)index["metadata"]!["total_size"]!);
        Assert.Equal([First, First, Second, Third], "dacb".Select(n => (string)index["weight_map"]![n.ToString()]!));
        using var folder = SafeTensorsFolder.Open(_folder);
        foreach (var (name, size) in Tensors)
            Assert.Equal(Enumerable.Repeat((float)size, size), folder.Find(name)!.File.Values(folder.Find(name)!.Entry));
        Assert.Null(folder.Find("e"));
    }

    [Fact]
    public void The_same_tensors_give_the_same_bytes()
    {
        Write(shardBytes: 40);
        var before = Names().ToDictionary(n => n, n => File.ReadAllBytes(At(n)));
        using (var folder = SafeTensorsFolder.Open(_folder))
            SafeTensorsFolderWriter.Write(_folder, [.. Tensors.Select(t => TensorSource.Of(folder.Find(t.Name)!.File, folder.Find(t.Name)!.Entry))], [new("format", "pt")], 40);
        Assert.All(before, b => Assert.Equal(b.Value, File.ReadAllBytes(At(b.Key))));
        Assert.Equal(before.Count, Names().Length);
    }

    [Fact]
    public void What_was_there_before_goes()
    {
        Write(shardBytes: 40);
        Write(shardBytes: 1000);
        Assert.Equal(["model.safetensors"], Names());
        Write(shardBytes: 72);
        Assert.Equal(["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json"], Names());
    }

    [Fact]
    public void A_missing_or_extra_file_is_named()
    {
        Assert.Contains("model.safetensors does not exist", Refusal(), StringComparison.Ordinal);
        Write(shardBytes: 40);
        File.Copy(At(First), At("model-00004-of-00004.safetensors"));
        Assert.Contains("model-00004-of-00004.safetensors is a shard that", Refusal(), StringComparison.Ordinal);
        File.Move(At("model-00004-of-00004.safetensors"), At("model.safetensors"));
        Assert.Contains("holds both", Refusal(), StringComparison.Ordinal);
        File.Delete(At("model.safetensors"));
        File.Move(At(Second), At("hidden"));
        Assert.Contains($"{Second} does not exist", Refusal(), StringComparison.Ordinal);
        File.Delete(Index);
        Assert.Contains("holds shards but no", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_in_two_shards_is_named()
    {
        Write(shardBytes: 40);
        Rename(Second, "c", "a");
        Assert.Contains($"{Second} holds tensor \"a\", which {First} holds too", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Index_and_shards_must_name_the_same_tensors()
    {
        Write(shardBytes: 40);
        Rename(Second, "c", "e");
        Assert.Contains($"puts tensor \"c\" into {Second}, which does not hold it", Refusal(), StringComparison.Ordinal);
        EditIndex("\"c\"", "\"f\"");
        Assert.Contains("tensor \"f\"", Refusal(), StringComparison.Ordinal);
        EditIndex("\"f\"", "\"e\"");
        SafeTensorsFolder.Open(_folder).Dispose();
        EditIndex("\"a\": \"" + First, "\"a\": \"" + Second);
        Assert.Contains($"puts tensor \"a\" into {Second}, which does not hold it", Refusal(), StringComparison.Ordinal);
        var index = JsonNode.Parse(File.ReadAllText(Index))!;
        index["weight_map"]!.AsObject().Remove("a");
        File.WriteAllText(Index, index.ToJsonString());
        Assert.Contains($"{First} holds tensor \"a\", which model.safetensors.index.json does not name", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "no weight_map")]
    [InlineData("""{"weight_map":{}}""", "no weight_map")]
    [InlineData("""{"weight_map":{"a":1}}""", "is not a string")]
    [InlineData("""{"weight_map":{"a":"x.safetensors","a":"x.safetensors"}}""", "twice")]
    [InlineData("""{"metadata":{"n":[{"k":1,"k":2}]},"weight_map":{"a":"x.safetensors"}}""", "twice")]
    [InlineData("""{"weight_map":{"a":"../x.safetensors"}}""", "not the name of a safetensors file beside it")]
    [InlineData("""{"weight_map":{"a":"/etc/passwd"}}""", "not the name of a safetensors file beside it")]
    [InlineData("""{"weight_map":[]}""", "not an object")]
    [InlineData("""{"weight_map":{"a":"x.safetensors"}} x""", "broken near byte")]
    [InlineData("weight_map", "byte 0")]
    public void A_malformed_index_is_refused(string json, string expected)
    {
        File.WriteAllText(Index, json);
        Assert.Contains(expected, Refusal(), StringComparison.Ordinal);
    }

    static IEnumerable<(string Name, int Size)> Tensors => [("d", 4), ("a", 5), ("c", 10), ("b", 8)];

    void Write(long shardBytes) => SafeTensorsFolderWriter.Write(_folder,
        [.. Tensors.Select(t => TensorSource.OfValues(t.Name, WeightType.F32, [t.Size], (_, to) => to.Span.Fill(t.Size)))], [new("format", "pt")], shardBytes);

    string Refusal() => FileBytes.Refusal(() => SafeTensorsFolder.Open(_folder).Dispose());

    string At(string name) => Path.Combine(_folder, name);

    string[] Names() => [.. Directory.GetFiles(_folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    void Rename(string shard, string from, string to)
    {
        byte[] bytes = File.ReadAllBytes(At(shard));
        Encoding.ASCII.GetBytes($"\"{to}\":{{").CopyTo(bytes, bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes($"\"{from}\":{{")));
        File.WriteAllBytes(At(shard), bytes);
    }

    void EditIndex(string from, string to) => File.WriteAllText(Index, File.ReadAllText(Index).Replace(from, to, StringComparison.Ordinal));
}
