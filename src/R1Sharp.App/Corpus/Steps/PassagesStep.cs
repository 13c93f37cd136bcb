// Passages that stand in a corpus more than once: every run of n tokens or bytes that stood before is cut out, the first stays. Map: how large the parts' texts
// are. Then, block by block (as many parts as fit, in order), a table of all runs finds the copies. Map: the texts without them. Copies of what stands in
// another block are not seen: a block as large as the corpus sees all.

using System.Globalization;
using System.Text;
using System.Text.Json;
using R1Sharp.App.Corpus.Documents;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Corpus.Steps;

/// <summary>How passages are found.</summary>
/// <param name="Length">Tokens or bytes of a run.</param>
/// <param name="Tokenizer">Cuts texts into tokens; null compares bytes.</param>
/// <param name="BlockBytes">Bytes of text that are compared at once; memory is some 3.5 times that, of tokens less.</param>
/// <param name="MarksOnly">Whether copies are marked and stay.</param>
sealed record PassageOptions(int Length, Tokenizer? Tokenizer, long BlockBytes, bool MarksOnly);

/// <summary>Cuts out copied passages.</summary>
static class PassagesStep
{
    const string Sizes = "sizes", Ranges = "ranges", SizeEnding = ".txt", Ending = ".bin";

    /// <summary>Writes the corpus without copied passages.</summary>
    public static StepCounts Run(CorpusRequest request, PassageOptions options)
    {
        var (parts, reader) = (request.Parts(), new DocumentReader(request.TextColumn));
        var folder = request.Open(parts);
        if (!folder.IsDone)
        {
            folder.Map(Sizes, parts.Count, SizeEnding, (i, aside) => File.WriteAllText(aside,
                reader.Read(parts[i], i).Sum(d => d.Bytes + 1).ToString(CultureInfo.InvariantCulture)));
            long[] sizes = [.. parts.Select((_, i) => long.Parse(File.ReadAllText(folder.Part(Sizes, i, SizeEnding)), CultureInfo.InvariantCulture))];
            int[] blockOf = Blocks(sizes, options.BlockBytes, parts);
            // A block takes most of the memory: one at a time, by all threads.
            folder.OneByOne().Map(Ranges, blockOf[^1] + 1, Ending, (block, aside) =>
            {
                int[] own = [.. Enumerable.Range(0, parts.Count).Where(i => blockOf[i] == block)];
                PassageBlock.Write(aside, own.SelectMany(i => Placed(reader, parts[i], i)), own.Sum(i => sizes[i]), options, folder.Threads);
            });
            var counts = DocumentMap.Run(folder, parts, reader,
                () => new PassageCutter(part => folder.Part(Ranges, blockOf[part], Ending), options.MarksOnly).Of);
            new Provenance(request.Step, request.Command, request.Settings(parts), counts, Provenance.Of(request.Source)).Write(folder, Sizes, Ranges);
        }
        return DocumentsStep.Finished(folder);
    }

    static IEnumerable<PlacedDocument> Placed(DocumentReader reader, InputPart part, int number) =>
        reader.Read(part, number).Select((document, index) => new PlacedDocument(document, number, index));

    // The block of each part.
    static int[] Blocks(long[] bytes, long most, IReadOnlyList<InputPart> parts)
    {
        int[] blockOf = new int[bytes.Length];
        long filled = 0;
        for (int i = 0, block = 0; i < bytes.Length; i++)
        {
            if (bytes[i] > most)
                throw new UserErrorException(string.Create(CultureInfo.InvariantCulture,
                    $"{parts[i].Files[0]}: the part has {bytes[i] / 1e6:N0} MB of text, more than a block ({most / 1e6:N0} MB); cut it into smaller ones "
                        + $"first (data documents --part-mb), or give a larger --block-mb."));
            if (filled + bytes[i] > most)
                (block, filled) = (block + 1, 0);
            filled += bytes[i];
            blockOf[i] = block;
        }
        return blockOf;
    }
}

/// <summary>Cuts the ranges of one part's documents out of their texts.</summary>
/// <param name="rangesOf">The file that holds the ranges of a part's block.</param>
/// <param name="marksOnly">Whether they stay.</param>
sealed class PassageCutter(Func<int, string> rangesOf, bool marksOnly)
{
    Dictionary<long, List<(int From, int To)>>? _ranges;

    /// <summary>A document without its ranges; they stand in its column "removed", as UTF-8 bytes of the text as it was.</summary>
    public Fate Of(PlacedDocument placed)
    {
        _ranges ??= PassageBlock.Read(rangesOf(placed.Part), placed.Part);
        if (!_ranges.TryGetValue(placed.Number, out var ranges))
            return Fate.Kept;
        byte[] text = Encoding.UTF8.GetBytes(placed.Document.Text);
        string left = Without(text, ranges);
        return new(string.IsNullOrWhiteSpace(left) && !marksOnly ? "all copied" : StepCounts.Kept, marksOnly || string.IsNullOrWhiteSpace(left) ? null : left,
            json => Mark(json, ranges));
    }

    static string Without(byte[] text, List<(int From, int To)> ranges)
    {
        var left = new StringBuilder(text.Length);
        int at = 0;
        foreach (var (from, to) in ranges)
        {
            left.Append(Encoding.UTF8.GetString(text, at, from - at));
            at = to;
        }
        return left.Append(Encoding.UTF8.GetString(text, at, text.Length - at)).ToString();
    }

    static void Mark(Utf8JsonWriter json, List<(int From, int To)> ranges)
    {
        json.WriteStartArray("removed");
        foreach (var (from, to) in ranges)
        {
            json.WriteStartArray();
            json.WriteNumberValue(from);
            json.WriteNumberValue(to);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }
}
