// Rows → a Parquet file: every value goes to its column with the levels that say what of lists and objects is there (Dremel, Melnik et al. 2010).
// The files are Parquet.Net's; zstd, groups of a thousand rows as Hugging Face has them, so that readers need little memory.

using System.IO.Compression;
using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace R1Sharp.App.Data.Writing;

/// <summary>Writes one file.</summary>
sealed class ParquetRows : IDisposable
{
    const int GroupRows = 1000;
    const long GroupCharacters = 1 << 25;

    readonly Node _root;
    readonly List<ParquetLeaf> _leaves = [];
    readonly FileStream _file;
    readonly ParquetWriter _writer;
    int _groupRows;

    /// <param name="path">The file, which is made anew.</param>
    /// <param name="type">The type of the rows.</param>
    public ParquetRows(string path, RowType type)
    {
        Field[] fields = [.. type.Fields.Select(FieldOf)];
        var schema = new ParquetSchema(fields);
        var columns = new Queue<DataField>(schema.DataFields);
        _root = new Node(type, 0, 0, [.. type.Fields.Select(f => NodeOf(f, 0, 0, columns))]);
        _file = new FileStream(path, FileMode.Create);
        _writer = ParquetWriter.CreateAsync(schema, _file,
            new ParquetOptions { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = CompressionLevel.Fastest }).GetAwaiter().GetResult();
    }

    /// <summary>Bytes that are written.</summary>
    public long Bytes => _file.Position;

    /// <summary>Adds a row.</summary>
    public void Add(JsonElement row)
    {
        foreach (var node in _root.Children)
            Shred(node, Field(row, node.Type.Name), 0, 0);
        if (++_groupRows == GroupRows || _leaves.Sum(leaf => leaf.Characters) >= GroupCharacters)
            EndGroup();
    }

    /// <summary>Ends the file.</summary>
    public void Dispose()
    {
        if (_groupRows > 0)
            EndGroup();
        _writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _file.Dispose();
    }

    void EndGroup()
    {
        using var group = _writer.CreateRowGroup();
        foreach (var leaf in _leaves)
            leaf.WriteTo(group);
        _groupRows = 0;
    }

    static Field FieldOf(RowType type) => type.Written switch
    {
        RowKind.List => new ListField(type.Name, Renamed(type.Element, "element")),
        RowKind.Group => new StructField(type.Name, [.. type.Fields.Select(FieldOf)]),
        var kind => new DataField(type.Name, ParquetLeaf.TypeOf(kind), isNullable: true),
    };

    static Field Renamed(RowType? element, string name) => element is null ? new DataField(name, ParquetLeaf.TypeOf(RowKind.Text), isNullable: true)
        : FieldOf(element);

    // Every node may be missing, and a list may be empty besides.
    Node NodeOf(RowType type, int definition, int repetition, Queue<DataField> columns)
    {
        switch (type.Written)
        {
            case RowKind.List:
                return new(type, definition, repetition + 1, [NodeOf(type.Element ?? new RowType("element"), definition + 2, repetition + 1, columns)]);
            case RowKind.Group:
                return new(type, definition, repetition, [.. type.Fields.Select(f => NodeOf(f, definition + 1, repetition, columns))]);
            default:
                _leaves.Add(ParquetLeaf.Of(columns.Dequeue(), type.Written));
                return new(type, definition, repetition, []) { Leaf = _leaves[^1] };
        }
    }

    static void Shred(Node node, JsonElement? value, int repetition, int definition)
    {
        if (node.Leaf is { } leaf)
            leaf.Add(value, repetition, definition);
        else if (value is not { } there)
            Missing(node, repetition, definition);
        else if (node.Type.Written == RowKind.Group)
            foreach (var child in node.Children)
                Shred(child, Field(there, child.Type.Name), repetition, definition + 1);
        else if (there.GetArrayLength() == 0)
            Missing(node, repetition, definition + 1);
        else
            foreach (var element in there.EnumerateArray())
            {
                Shred(node.Children[0], element.ValueKind == JsonValueKind.Null ? null : element, repetition, definition + 2);
                repetition = node.Repetition;
            }
    }

    static void Missing(Node node, int repetition, int definition)
    {
        node.Leaf?.Add(null, repetition, definition);
        foreach (var child in node.Children)
            Missing(child, repetition, definition);
    }

    static JsonElement? Field(JsonElement row, string name) => row.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A part of a row.</summary>
    /// <param name="Type">Its type.</param>
    /// <param name="Definition">The level of what is above it.</param>
    /// <param name="Repetition">The level of a list's further elements.</param>
    /// <param name="Children">Its parts.</param>
    sealed record Node(RowType Type, int Definition, int Repetition, IReadOnlyList<Node> Children)
    {
        public ParquetLeaf? Leaf { get; init; }
    }
}
