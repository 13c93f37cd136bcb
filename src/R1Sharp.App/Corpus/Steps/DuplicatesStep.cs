// Documents that stand in a corpus more than once, exactly or nearly. Map: the keys of each part's documents, sorted. Merge, band by band: documents with
// the same key are pairs. Reduce: pairs become clusters. Map: of each cluster the first document stays.

using R1Sharp.App.Corpus.Documents;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.Learning.Corpus;
using R1Sharp.Learning.Corpus.Duplicates;

namespace R1Sharp.App.Corpus.Steps;

/// <summary>Removes duplicates.</summary>
static class DuplicatesStep
{
    const string Keys = "keys", Pairs = "pairs", Ending = ".bin";

    /// <summary>Writes the corpus without documents whose text stood before, letter by letter.</summary>
    public static StepCounts RunExact(CorpusRequest request) => Run(request, 1, () => (text, keys) =>
    {
        keys[0] = HashMix.Of(text);
        return true;
    }, "exact");

    /// <summary>Writes the corpus without near duplicates.</summary>
    public static StepCounts RunMinHash(CorpusRequest request, MinHashOptions options) =>
        Run(request, options.Bands, () => new MinHash(options).Keys, "near");

    delegate bool KeysOf(ReadOnlySpan<char> text, Span<UInt128> keys);

    static StepCounts Run(CorpusRequest request, int bands, Func<KeysOf> keysOf, string kind)
    {
        var (parts, reader) = (request.Parts(), new DocumentReader(request.TextColumn));
        var folder = request.Open(parts);
        if (!folder.IsDone)
        {
            folder.Map(Keys, parts.Count, Ending, (i, aside) => WriteKeys(aside, reader.Read(parts[i], i), i, bands, keysOf()));
            string[] files = [.. Enumerable.Range(0, parts.Count).Select(i => folder.Part(Keys, i, Ending))];
            folder.Map(Pairs, bands, Ending, (band, aside) => WritePairs(aside, SortedKeyMerge.Of(files, band)));
            string removed = folder.Place(Pairs, "removed" + Ending);
            folder.Reduce(removed, aside => WriteRemoved(aside, Enumerable.Range(0, bands).Select(band => folder.Part(Pairs, band, Ending))));
            var gone = LongPairs.Read(removed).ToDictionary(p => p.First, p => p.Second);
            var counts = DocumentMap.Run(folder, parts, reader, () => placed => gone.TryGetValue(placed.Number, out long kept)
                ? new($"{kind} duplicate",
                    Notes: json => json.WriteString("same_as", FormattableString.Invariant($"{kept >> 32:d5}-{kept & uint.MaxValue:d6}")))
                : Fate.Kept);
            new Provenance(request.Step, request.Command, request.Settings(parts), counts, Provenance.Of(request.Source)).Write(folder, Keys, Pairs);
        }
        return DocumentsStep.Finished(folder);
    }

    static void WriteKeys(string path, IEnumerable<CorpusDocument> documents, int part, int bands, KeysOf keysOf)
    {
        using var writer = new SortedKeyWriter(path, bands);
        var keys = new UInt128[bands];
        int index = 0;
        foreach (var document in documents)
        {
            if (keysOf(document.Text, keys))
                writer.Add(keys, new PlacedDocument(document, part, index).Number);
            index++;
        }
    }

    // Equal keys lie side by side, the first document first.
    static void WritePairs(string path, IEnumerable<KeyRecord> records)
    {
        using var writer = new LongPairs.Writer(path);
        KeyRecord? first = null;
        foreach (var record in records)
            if (first is { } known && known.Key == record.Key)
                writer.Add(known.Document, record.Document);
            else
                first = record;
    }

    static void WriteRemoved(string path, IEnumerable<string> files)
    {
        var clusters = new DocumentClusters();
        foreach (var (first, second) in files.SelectMany(LongPairs.Read))
            clusters.Join(first, second);
        using var writer = new LongPairs.Writer(path);
        foreach (var (document, kept) in clusters.Removed())
            writer.Add(document, kept);
    }
}

/// <summary>Files of pairs of numbers.</summary>
static class LongPairs
{
    /// <summary>The pairs of a file.</summary>
    public static IEnumerable<(long First, long Second)> Read(string path)
    {
        using var reader = new BinaryReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16));
        for (long left = reader.BaseStream.Length / 16; left > 0; left--)
            yield return (reader.ReadInt64(), reader.ReadInt64());
    }

    /// <summary>Writes them.</summary>
    /// <param name="path">The file.</param>
    public sealed class Writer(string path) : IDisposable
    {
        readonly BinaryWriter _writer = new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16));

        /// <summary>A pair.</summary>
        public void Add(long first, long second)
        {
            _writer.Write(first);
            _writer.Write(second);
        }

        /// <inheritdoc/>
        public void Dispose() => _writer.Dispose();
    }
}
