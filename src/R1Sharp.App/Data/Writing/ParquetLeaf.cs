// One column of values, kept until its row group is written.

using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace R1Sharp.App.Data.Writing;

/// <summary>Collects a column.</summary>
abstract class ParquetLeaf
{
    /// <summary>Definition levels of the entries.</summary>
    protected List<int> Definitions { get; } = [];

    /// <summary>Repetition levels of the entries.</summary>
    protected List<int> Repetitions { get; } = [];

    /// <summary>Characters of the texts that are kept.</summary>
    public virtual long Characters => 0;

    /// <summary>Adds an entry.</summary>
    /// <param name="value">The value; null where there is none.</param>
    /// <param name="repetition">From which level on the entry continues a list.</param>
    /// <param name="definition">How much of the path is there above the value.</param>
    public void Add(JsonElement? value, int repetition, int definition)
    {
        Repetitions.Add(repetition);
        Definitions.Add(value is null ? definition : definition + 1);
        if (value is { } there)
            Keep(there);
    }

    /// <summary>Writes the column to a row group and forgets it.</summary>
    public abstract void WriteTo(ParquetRowGroupWriter group);

    /// <summary>The type in which Parquet.Net wants the values.</summary>
    public static Type TypeOf(RowKind kind) => kind switch
    {
        RowKind.Truth => typeof(bool),
        RowKind.Whole => typeof(long),
        RowKind.Number => typeof(double),
        _ => typeof(ReadOnlyMemory<char>),
    };

    /// <summary>A column.</summary>
    public static ParquetLeaf Of(DataField field, RowKind kind) => kind switch
    {
        RowKind.Truth => new Leaf<bool>(field, value => value.GetBoolean()),
        RowKind.Whole => new Leaf<long>(field, value => value.GetInt64()),
        RowKind.Number => new Leaf<double>(field, value => value.GetDouble()),
        _ => new TextLeaf(field),
    };

    /// <summary>Keeps a value.</summary>
    protected abstract void Keep(JsonElement value);

    class Leaf<T>(DataField field, Func<JsonElement, T> read) : ParquetLeaf where T : struct
    {
        readonly List<T> _values = [];

        public override void WriteTo(ParquetRowGroupWriter group)
        {
            group.WriteAllPartsAsync<T>(field, _values.ToArray(), Definitions.ToArray(), field.MaxRepetitionLevel > 0 ? Repetitions.ToArray() : null,
                CancellationToken.None).GetAwaiter().GetResult();
            _values.Clear();
            Definitions.Clear();
            Repetitions.Clear();
        }

        protected override void Keep(JsonElement value) => _values.Add(read(value));
    }

    // A value that is no text stands as JSON in a column of texts.
    sealed class TextLeaf(DataField field)
        : Leaf<ReadOnlyMemory<char>>(field, value => (value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()).AsMemory())
    {
        long _characters;

        public override long Characters => _characters;

        public override void WriteTo(ParquetRowGroupWriter group)
        {
            base.WriteTo(group);
            _characters = 0;
        }

        protected override void Keep(JsonElement value)
        {
            _characters += value.ValueKind == JsonValueKind.String ? value.GetString()!.Length : 0;
            base.Keep(value);
        }
    }
}
