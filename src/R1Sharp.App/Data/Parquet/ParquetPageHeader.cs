// The header that stands before every page of a column. https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift

using Parquet.Meta;

namespace R1Sharp.App.Data.Parquet;

/// <summary>What a page's header says.</summary>
sealed record ParquetPageHeader
{
    /// <summary>Bytes of the header.</summary>
    public required int Length { get; init; }

    /// <summary>What the page holds.</summary>
    public PageType Type { get; private set; }

    /// <summary>Bytes of the page once decompressed.</summary>
    public int Size { get; private set; }

    /// <summary>Bytes of the page in the file.</summary>
    public int StoredSize { get; private set; }

    /// <summary>Values with those that are null, or of a dictionary.</summary>
    public int ValueCount { get; private set; }

    /// <summary>How the values are written.</summary>
    public Encoding Encoding { get; private set; }

    /// <summary>How the definition levels of a page of version 1 are written.</summary>
    public Encoding LevelEncoding { get; private set; } = Encoding.RLE;

    /// <summary>Bytes of the definition levels of a page of version 2.</summary>
    public int DefinitionLength { get; private set; }

    /// <summary>Bytes of the repetition levels of a page of version 2.</summary>
    public int RepetitionLength { get; private set; }

    /// <summary>Whether the values are compressed by the column's codec.</summary>
    public bool IsCompressed { get; private set; } = true;

    /// <summary>Reads a header; null where the bytes end before it does.</summary>
    public static ParquetPageHeader? Read(ReadOnlySpan<byte> bytes)
    {
        var fields = new ThriftFields(bytes);
        var header = new ParquetPageHeader { Length = 0 };
        for (int number = 0; fields.Next(ref number, out int type);)
            switch (number)
            {
                case 1:
                    header.Type = (PageType)fields.Number();
                    break;
                case 2:
                    header.Size = (int)fields.Number();
                    break;
                case 3:
                    header.StoredSize = (int)fields.Number();
                    break;
                case 5 or 7:
                    header.ReadPage(ref fields);
                    break;
                case 8:
                    header.ReadPageOfVersion2(ref fields);
                    break;
                default:
                    fields.Skip(type);
                    break;
            }
        return fields.IsCut ? null : header with { Length = fields.Position };
    }

    // Data pages have four numbers that are used, dictionaries the first two of them.
    void ReadPage(ref ThriftFields fields)
    {
        for (int number = 0; fields.Next(ref number, out int type);)
            if (number == 1)
                ValueCount = (int)fields.Number();
            else if (number == 2)
                Encoding = (Encoding)fields.Number();
            else if (number == 3 && Type == PageType.DATA_PAGE)
                LevelEncoding = (Encoding)fields.Number();
            else
                fields.Skip(type);
    }

    void ReadPageOfVersion2(ref ThriftFields fields)
    {
        for (int number = 0; fields.Next(ref number, out int type);)
            if (number == 1)
                ValueCount = (int)fields.Number();
            else if (number == 4)
                Encoding = (Encoding)fields.Number();
            else if (number == 5)
                DefinitionLength = (int)fields.Number();
            else if (number == 6)
                RepetitionLength = (int)fields.Number();
            else if (number == 7)
                IsCompressed = ThriftFields.IsTrue(type);
            else
                fields.Skip(type);
    }
}
