// The tree of a Parquet file's columns. https://github.com/apache/parquet-format/blob/master/LogicalTypes.md

using Parquet.Meta;
using Type = Parquet.Meta.Type;

namespace R1Sharp.App.Data.Parquet;

/// <summary>What a node of the tree is in a row.</summary>
enum ParquetKind
{
    /// <summary>A value.</summary>
    Value,

    /// <summary>An object with named fields.</summary>
    Group,

    /// <summary>A list; its one child repeats.</summary>
    List,

    /// <summary>An object whose names are values of the file; its one child repeats and has a key and a value.</summary>
    Map,
}

/// <summary>A node: a column where it is a value.</summary>
sealed class ParquetColumn
{
    readonly SchemaElement _element;

    ParquetColumn(SchemaElement element, string path, int definition, int repetition)
    {
        (_element, Path) = (element, path);
        Definition = definition + (element.RepetitionType is FieldRepetitionType.OPTIONAL or FieldRepetitionType.REPEATED ? 1 : 0);
        Repetition = repetition + (IsRepeated ? 1 : 0);
    }

    /// <summary>Its name among its parent's children.</summary>
    public string Name => _element.Name;

    /// <summary>The names from the root, with points between them.</summary>
    public string Path { get; }

    /// <summary>The definition level from which on it is there.</summary>
    public int Definition { get; }

    /// <summary>The repetition level of its next element where it repeats.</summary>
    public int Repetition { get; }

    /// <summary>Whether it stands any number of times in its parent.</summary>
    public bool IsRepeated => _element.RepetitionType == FieldRepetitionType.REPEATED;

    /// <summary>What is in it.</summary>
    public IReadOnlyList<ParquetColumn> Children { get; private set; } = [];

    /// <summary>All columns of values in it, in the order of the file.</summary>
    public IReadOnlyList<ParquetColumn> Leaves { get; private set; } = [];

    /// <summary>Its place among the columns of a row group, where it is a value.</summary>
    public int Index { get; private set; }

    /// <summary>The physical type of its values.</summary>
    public Type Type => _element.Type!.Value;

    /// <summary>What its values mean.</summary>
    public LogicalType? Logical => _element.LogicalType;

    /// <summary>The same in files of older writers.</summary>
    public ConvertedType? Converted => _element.ConvertedType;

    /// <summary>Decimals behind the point.</summary>
    public int Scale => _element.Scale ?? 0;

    /// <summary>Bytes of a value; 0 where they differ in length.</summary>
    public int Width => Type switch
    {
        Type.INT32 or Type.FLOAT => 4,
        Type.INT64 or Type.DOUBLE => 8,
        Type.INT96 => 12,
        Type.FIXED_LEN_BYTE_ARRAY => _element.TypeLength ?? 0,
        _ => 0,
    };

    /// <summary>What it is in a row.</summary>
    public ParquetKind Kind { get; private set; }

    /// <summary>The top columns of a file.</summary>
    /// <exception cref="InvalidDataException">The schema is no tree.</exception>
    public static IReadOnlyList<ParquetColumn> Of(IReadOnlyList<SchemaElement> schema)
    {
        int position = 0, leaves = 0;
        var root = Read(schema, ref position, ref leaves, null);
        return position == schema.Count ? root.Children : throw new InvalidDataException("the schema is broken");
    }

    static ParquetColumn Read(IReadOnlyList<SchemaElement> schema, ref int position, ref int leaves, ParquetColumn? parent)
    {
        var element = position < schema.Count ? schema[position++] : throw new InvalidDataException("the schema is broken");
        // The root's own repetition counts for nothing.
        var node = parent is null ? new ParquetColumn(new SchemaElement { Name = "" }, "", 0, 0)
            : new ParquetColumn(element, parent.Path.Length == 0 ? element.Name : $"{parent.Path}.{element.Name}", parent.Definition, parent.Repetition);
        var children = new List<ParquetColumn>();
        for (int i = 0; i < (element.NumChildren ?? 0); i++)
            children.Add(Read(schema, ref position, ref leaves, node));
        node.Children = children;
        if (children.Count == 0)
            (node.Index, node.Leaves) = (leaves++, [node]);
        else
            node.Leaves = [.. children.SelectMany(c => c.Leaves)];
        node.Kind = node.KindOf();
        return node;
    }

    ParquetKind KindOf()
    {
        if (Children is not [{ IsRepeated: true } only])
            return Children.Count == 0 && _element.Type is not null ? ParquetKind.Value : ParquetKind.Group;
        if (Logical?.MAP is not null || Converted is ConvertedType.MAP or ConvertedType.MAP_KEY_VALUE)
            return only.Children.Count == 2 ? ParquetKind.Map : ParquetKind.List;
        return Logical?.LIST is not null || Converted == ConvertedType.LIST ? ParquetKind.List : ParquetKind.Group;
    }

    /// <summary>
    /// What stands in a repeated child as an element of a list: the child's one child, or the child itself where it is a value or an
    /// object of several fields, as older writers have it.
    /// </summary>
    public ParquetColumn Element => Children is [{ Kind: not ParquetKind.Value, Children: [var element] } repeated] && repeated.Name != "array"
        && repeated.Name != $"{Name}_tuple" ? element : Children[0];
}
