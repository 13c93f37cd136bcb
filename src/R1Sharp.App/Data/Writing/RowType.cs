// What type a column has, found from the values that stand in it.

using System.Text.Json;
using R1Sharp.App.Data.Rows;

namespace R1Sharp.App.Data.Writing;

/// <summary>Kinds of columns.</summary>
enum RowKind
{
    /// <summary>Nothing but null was seen.</summary>
    Unknown,

    /// <summary>True and false.</summary>
    Truth,

    /// <summary>Whole numbers of 64 bits.</summary>
    Whole,

    /// <summary>Other numbers.</summary>
    Number,

    /// <summary>Texts.</summary>
    Text,

    /// <summary>Lists of one type.</summary>
    List,

    /// <summary>Objects with fields.</summary>
    Group,

    /// <summary>Values of several types, each written as JSON.</summary>
    Mixed,
}

/// <summary>The type of a column or of a part of one.</summary>
/// <param name="name">Its name.</param>
sealed class RowType(string name)
{
    // An object with more names than this is a map of values and no group of columns.
    const int MostFields = 200;

    readonly List<RowType> _fields = [];

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>What it holds.</summary>
    public RowKind Kind { get; private set; }

    /// <summary>The type of a list's elements.</summary>
    public RowType? Element { get; private set; }

    /// <summary>The fields of an object, in the order in which they were seen.</summary>
    public IReadOnlyList<RowType> Fields => _fields;

    /// <summary>What is written: a column of nulls, an object without fields and values of several types are texts.</summary>
    public RowKind Written => Kind is RowKind.Unknown or RowKind.Mixed || (Kind == RowKind.Group && _fields.Count == 0) ? RowKind.Text : Kind;

    /// <summary>What a table of columns calls it.</summary>
    public string Description => Written switch
    {
        RowKind.Truth => "true or false",
        RowKind.Whole => "whole number",
        RowKind.Number => "number",
        RowKind.List => $"list of {Element?.Description ?? "text"}",
        RowKind.Group => $"{{{string.Join(", ", _fields.Select(f => f.Name))}}}",
        _ => Kind == RowKind.Mixed ? "JSON" : "text",
    };

    /// <summary>The type of rows.</summary>
    public static RowType Of(IEnumerable<JsonLine> rows)
    {
        var type = new RowType("row");
        foreach (var row in rows)
            type.See(row.Value);
        return type;
    }

    /// <summary>Takes a value into account.</summary>
    public void See(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                Be(RowKind.Truth);
                break;
            case JsonValueKind.Number:
                Be(value.TryGetInt64(out _) ? RowKind.Whole : RowKind.Number);
                break;
            case JsonValueKind.String:
                Be(RowKind.Text);
                break;
            case JsonValueKind.Array:
                Be(RowKind.List);
                Element ??= new RowType("element");
                foreach (var element in value.EnumerateArray())
                    Element.See(element);
                break;
            case JsonValueKind.Object:
                Be(RowKind.Group);
                SeeFields(value);
                break;
        }
    }

    void SeeFields(JsonElement value)
    {
        foreach (var property in value.EnumerateObject())
        {
            if (_fields.Count > MostFields)
                Kind = RowKind.Mixed;
            if (Kind == RowKind.Mixed)
                return;
            FieldOf(property.Name).See(property.Value);
        }
    }

    void Be(RowKind kind) => Kind = Kind == RowKind.Unknown || Kind == kind ? kind
        : (Kind, kind) is (RowKind.Whole, RowKind.Number) or (RowKind.Number, RowKind.Whole) ? RowKind.Number : RowKind.Mixed;

    RowType FieldOf(string field)
    {
        int at = _fields.FindIndex(f => f.Name == field);
        if (at >= 0)
            return _fields[at];
        _fields.Add(new RowType(field));
        return _fields[^1];
    }
}
