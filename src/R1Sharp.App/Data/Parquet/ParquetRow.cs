// Puts a row together from the entries of its columns: Dremel's record assembly (Melnik et al., 2010), written straight as JSON.

using R1Sharp.App.Data.Rows;

namespace R1Sharp.App.Data.Parquet;

/// <summary>Writes the rows of one row group in order.</summary>
/// <param name="top">The top columns that are wanted.</param>
/// <param name="cursors">A cursor for every column of values, by its index; null where it is not wanted. All stand at the row's first entry.</param>
sealed class ParquetRow(IReadOnlyList<ParquetColumn> top, ParquetCursor?[] cursors)
{
    /// <summary>The column whose entry is being read, for messages.</summary>
    public string Reading { get; private set; } = "";

    /// <summary>Writes the next row.</summary>
    public void Write(RowWriter row)
    {
        row.BeginObject();
        foreach (var column in top)
        {
            Reading = column.Path;
            if (First(column).IsAtEnd)
                throw new InvalidDataException("it ends before the rows do that the file says it has");
            Field(row, column);
        }
        row.EndObject();
    }

    void Field(RowWriter row, ParquetColumn column)
    {
        row.Name(column.Name);
        if (column.IsRepeated)
            Repeated(row, column, column);
        else
            Node(row, column);
    }

    void Node(RowWriter row, ParquetColumn node)
    {
        if (First(node).Definition < node.Definition)
        {
            row.Null();
            Missing(node);
            return;
        }
        switch (node.Kind)
        {
            case ParquetKind.Value:
                Value(row, node);
                break;
            case ParquetKind.List:
                Repeated(row, node.Children[0], node.Element);
                break;
            case ParquetKind.Map:
                Pairs(row, node.Children[0]);
                break;
            default:
                row.BeginObject();
                foreach (var child in node.Children)
                    Field(row, child);
                row.EndObject();
                break;
        }
    }

    void Value(RowWriter row, ParquetColumn column)
    {
        Reading = column.Path;
        var cursor = cursors[column.Index]!;
        ParquetScalar.Write(row, column, cursor.Value);
        cursor.Next();
    }

    // The elements follow as long as the entries continue this list.
    void Repeated(RowWriter row, ParquetColumn repeated, ParquetColumn element)
    {
        row.BeginArray();
        if (First(repeated).Definition < repeated.Definition)
            Missing(repeated);
        else
            do
                Node(row, element);
            while (First(repeated).Repetition == repeated.Repetition);
        row.EndArray();
    }

    void Pairs(RowWriter row, ParquetColumn pair)
    {
        row.BeginObject();
        if (First(pair).Definition < pair.Definition)
            Missing(pair);
        else
            do
            {
                var key = pair.Children[0];
                Reading = key.Path;
                row.Name(RowWriter.Told(text => ParquetScalar.Write(text, key, cursors[key.Index]!.Value)));
                cursors[key.Index]!.Next();
                Node(row, pair.Children[1]);
            }
            while (First(pair).Repetition == pair.Repetition);
        row.EndObject();
    }

    void Missing(ParquetColumn node)
    {
        foreach (var leaf in node.Leaves)
            cursors[leaf.Index]!.Next();
    }

    // The leftmost column of a node shares with the others all that lies above it.
    ParquetCursor First(ParquetColumn node) => cursors[node.Leaves[0].Index]!;
}
