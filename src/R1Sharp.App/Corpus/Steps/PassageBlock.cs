// One block of documents as one row of symbols, and its copied ranges as a file.

using System.Text;
using R1Sharp.Learning;
using R1Sharp.Learning.Corpus.Duplicates;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Corpus.Steps;

/// <summary>Finds the ranges of a block.</summary>
static class PassageBlock
{
    /// <summary>Stands between documents: no byte of UTF-8.</summary>
    const byte Separator = 0xFF;

    /// <summary>Writes the ranges: document, first byte, byte behind the last.</summary>
    /// <param name="path">The file.</param>
    /// <param name="documents">The block's documents.</param>
    /// <param name="size">Bytes of their texts, and one more for each.</param>
    /// <param name="options">What is compared.</param>
    /// <param name="threads">Threads; they change no byte.</param>
    public static void Write(string path, IEnumerable<Parts.PlacedDocument> documents, long size, PassageOptions options, int threads)
    {
        using var writer = new BinaryWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16));
        foreach (var (document, from, to) in options.Tokenizer is { } tokenizer ? OfTokens(documents, tokenizer, options.Length, threads)
            : OfBytes(documents, size, options.Length, threads))
        {
            writer.Write(document);
            writer.Write(from);
            writer.Write(to);
        }
    }

    /// <summary>The ranges of a part's documents.</summary>
    public static Dictionary<long, List<(int From, int To)>> Read(string path, int part)
    {
        var ranges = new Dictionary<long, List<(int, int)>>();
        using var reader = new BinaryReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16));
        for (long left = reader.BaseStream.Length / 16; left > 0; left--)
        {
            var (document, from, to) = (reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32());
            if (document >> 32 == part)
                (ranges.TryGetValue(document, out var known) ? known : ranges[document] = []).Add((from, to));
        }
        return ranges;
    }

    static IEnumerable<(long Document, int From, int To)> OfBytes(IEnumerable<Parts.PlacedDocument> documents, long size, int length, int threads)
    {
        var (all, ends, numbers) = (new byte[size], new List<int>(), new List<long>());
        int end = 0;
        foreach (var placed in documents)
        {
            end += Encoding.UTF8.GetBytes(placed.Document.Text, all.AsSpan(end));
            all[end++] = Separator;
            ends.Add(end);
            numbers.Add(placed.Number);
        }
        foreach (var (document, start, from, to) in Within(RepeatedRanges.Of(new ByteText(all, end), length, Separator, threads), ends))
        {
            // A range begins and ends with a character; half ones stay.
            int first = from, last = to;
            while (first < last && (all[first] & 0xC0) == 0x80)
                first++;
            while (last > first && last < end && (all[last] & 0xC0) == 0x80)
                last--;
            if (last > first)
                yield return (numbers[document], first - start, last - start);
        }
    }

    static IEnumerable<(long Document, int From, int To)> OfTokens(IEnumerable<Parts.PlacedDocument> documents, Tokenizer tokenizer, int length,
        int threads)
    {
        var (symbols, ends, numbers) = (new Chunks<int>(), new List<int>(), new List<long>());
        int separator = tokenizer.VocabularySize;
        foreach (var placed in documents)
        {
            int[] tokens = tokenizer.EncodeOrdinary(placed.Document.Text);
            if (tokens.Sum(tokenizer.ByteCount) != placed.Document.Bytes)
                throw new UserErrorException(
                    $"document {placed.Document.Id}: the tokenizer does not keep the text byte by byte, so passages cannot be cut by its tokens; compare "
                    + $"bytes instead (without --tokenizer).");
            symbols.Add(tokens);
            symbols.Add([separator]);
            ends.Add(symbols.Count);
            numbers.Add(placed.Number);
        }
        int[] all = symbols.Take();
        foreach (var (document, start, from, to) in Within(RepeatedRanges.Of(new TokenText(all), length, separator, threads), ends))
        {
            int before = Bytes(all.AsSpan(start..from), tokenizer), within = Bytes(all.AsSpan(from..to), tokenizer);
            yield return (numbers[document], before, before + within);
        }
    }

    static int Bytes(ReadOnlySpan<int> tokens, Tokenizer tokenizer)
    {
        int sum = 0;
        foreach (int token in tokens)
            sum += tokenizer.ByteCount(token);
        return sum;
    }

    // Ranges of one document may touch those of the next over the separator; they are told apart.
    static IEnumerable<(int Document, int Start, int From, int To)> Within(IReadOnlyList<SymbolRange> ranges, List<int> ends)
    {
        int document = 0;
        foreach (var range in ranges)
        {
            while (ends[document] <= range.Start)
                document++;
            yield return (document, document == 0 ? 0 : ends[document - 1], range.Start, range.End);
        }
    }

    // A growing row that is copied once.
    sealed class Chunks<T>
    {
        readonly List<T[]> _chunks = [];

        public int Count { get; private set; }

        public void Add(T[] chunk)
        {
            _chunks.Add(chunk);
            Count = checked(Count + chunk.Length);
        }

        public T[] Take()
        {
            var all = new T[Count];
            int at = 0;
            for (int i = 0; i < _chunks.Count; i++)
            {
                _chunks[i].CopyTo(all, at);
                at += _chunks[i].Length;
                _chunks[i] = [];
            }
            return all;
        }
    }
}
