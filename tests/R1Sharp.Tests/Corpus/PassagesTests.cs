using System.Runtime.InteropServices;
using System.Text;
using R1Sharp.App.Corpus.Steps;
using R1Sharp.Learning;
using R1Sharp.Learning.Corpus;
using R1Sharp.Learning.Corpus.Duplicates;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Corpus;

public sealed class PassagesTests
{
    const int Separator = 255;

    static byte[] Random(int count, int symbols, long part)
    {
        var random = new RandomStream(1, RandomPurpose.Test, part);
        return [.. Enumerable.Range(0, count).Select(_ => (byte)random.NextInt(symbols))];
    }

    // Every run is looked up among those that stood before.
    static bool[] BruteForce(byte[] text, int length)
    {
        var (seen, covered) = (new HashSet<string>(StringComparer.Ordinal), new bool[text.Length]);
        for (int i = 0; i + length <= text.Length; i++)
            if (!text.AsSpan(i, length).Contains((byte)Separator) && !seen.Add(Encoding.Latin1.GetString(text, i, length)))
                Array.Fill(covered, true, i, length);
        return covered;
    }

    [Theory]
    [InlineData(5, 4, 2000), InlineData(9, 20, 30000), InlineData(50, 250, 60000)]
    public void Copied_ranges_are_those_of_brute_force(int length, int symbols, int count)
    {
        byte[] text = Random(count, symbols, length);
        var random = new RandomStream(2, RandomPurpose.Test, length);
        for (int i = 0; i < count / 500; i++)
        {
            int size = random.NextInt(length / 2, 3 * length), from = random.NextInt(count - size), to = random.NextInt(count - size);
            text.AsSpan(from, size).ToArray().CopyTo(text, to);
            text[random.NextInt(count)] = Separator;
        }
        Assert.Contains(true, BruteForce(text, length));
        for (int threads = 1; threads <= 3; threads++)
        {
            Assert.Equal(BruteForce(text, length), Covered(RepeatedRanges.Of(new ByteText(text, count), length, Separator, threads), count));
            Assert.Equal(BruteForce(text, length), Covered(RepeatedRanges.Of(new TokenText([.. text.Select(s => (int)s)]), length, Separator, threads), count));
        }
    }

    static bool[] Covered(IReadOnlyList<SymbolRange> ranges, int count)
    {
        bool[] covered = new bool[count];
        foreach (var range in ranges)
            Array.Fill(covered, true, range.Start, range.End - range.Start);
        return covered;
    }

    /// <summary>
    /// Documents of words with passages of others between them, against the set of all runs of a hundred bytes, told apart by 128 bits of each. The larger
    /// one takes seconds and half a gigabyte: it runs where it is asked for (-explicit only).
    /// </summary>
    [Fact]
    public void A_megabyte_of_documents_agrees_with_brute_force() => AgreesWithBruteForce(1_000_000);

    [Fact(Explicit = true)]
    public void Ten_megabytes_of_documents_agree_with_brute_force() => AgreesWithBruteForce(10_000_000);

    static void AgreesWithBruteForce(int count)
    {
        const int Length = 100;
        byte[] text = Documents(count);
        var seen = new HashSet<UInt128>();
        bool[] expected = new bool[count];
        for (int i = 0; i + Length <= count; i++)
            if (text.AsSpan(i, Length) is var run && !run.Contains((byte)Separator) && !seen.Add(HashMix.Of(MemoryMarshal.Cast<byte, char>(run))))
                Array.Fill(expected, true, i, Length);
        Assert.InRange(expected.Count(e => e) / (double)count, 0.05, 0.95);
        Assert.Equal(expected, Covered(RepeatedRanges.Of(new ByteText(text, count), Length, Separator, 2), count));
    }

    static byte[] Documents(int count)
    {
        var random = new RandomStream(4, RandomPurpose.Test);
        byte[] text = new byte[count];
        for (int at = 0; at < count;)
        {
            int size = Math.Min(count - at, random.NextInt(4, 900)), from = random.NextInt(at + 1);
            if (at > 1000 && random.NextInt(4) == 0)
                text.AsSpan(from, Math.Min(size, at - from)).CopyTo(text.AsSpan(at));
            else
                for (int i = at; i < at + size; i++)
                    text[i] = (byte)(random.NextInt(6) == 0 ? ' ' : 'a' + random.NextInt(20));
            at += size;
            if (random.NextInt(3) == 0)
                text[at - 1] = Separator;
        }
        return text;
    }

    /// <summary>All runs alike, or a few kinds of them: the table is full of copies again and again.</summary>
    [Theory]
    [InlineData("a"), InlineData("ab"), InlineData("abracadabra"), InlineData("aÿ"), InlineData("abcdefghijklmnopqrstuvwxyzÿabcdefghijklmÿ")]
    public void Periodic_texts_are_copies_of_their_first_period(string period)
    {
        byte[] text = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(period, 20_000 / period.Length)));
        Assert.Equal(BruteForce(text, 9), Covered(RepeatedRanges.Of(new ByteText(text, text.Length), 9, Separator, 2), text.Length));
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(8), InlineData(9)]
    public void Short_texts_have_no_copies(int count) => Assert.Empty(RepeatedRanges.Of(new ByteText(new byte[count], count), 9, Separator, 2));

    /// <summary>Where two runs have the same hash, their symbols tell them apart.</summary>
    [Fact]
    public void Equal_hashes_are_no_copies()
    {
        byte[] text = Encoding.ASCII.GetBytes("abcd efgh abcd ijkl efgh");
        var (table, copies) = (new RunTable(10), new ulong[1]);
        foreach (int start in (int[])[0, 5, 10, 15, 20])
            table.Add(new ByteText(text, text.Length), new(42, start), 4, copies);
        table.Finish(new ByteText(text, text.Length), 4, copies);
        Assert.Equal(1UL << 10 | 1UL << 20, copies[0]);
    }

    [Fact]
    public void The_first_stays_and_copies_are_cut_out_and_marked()
    {
        using var folder = new CorpusFolder();
        const string Passage = "This passage of fifty bytes is copied — ünd so ön.";
        string input = folder.Input("in.jsonl", $"Begin! {Passage} End.", $"Another beginning. {Passage} Another end.", Passage, "Alone.");
        var counts = PassagesStep.Run(folder.Request("dedup", input, "out"), new(30, null, 1_000_000, MarksOnly: false));
        Assert.Equal([$"Begin! {Passage} End.", "Another beginning.Another end.", "Alone."], folder.Texts("out"));
        Assert.Equal([Passage], folder.Texts("out", "dropped"));
        Assert.Equal(1, counts.By["all copied"].Documents);
        var removed = folder.Rows("out")[1].GetProperty("removed")[0];
        byte[] whole = Encoding.UTF8.GetBytes($"Another beginning. {Passage} Another end.");
        Assert.Equal($" {Passage} ", Encoding.UTF8.GetString(whole, removed[0].GetInt32(), removed[1].GetInt32() - removed[0].GetInt32()));
        Assert.Equal(Encoding.UTF8.GetByteCount(Passage) + 2, counts.By["cut out of texts"].Bytes);
    }

    [Fact]
    public void Marks_leave_the_texts_alone()
    {
        using var folder = new CorpusFolder();
        string input = folder.Input("in.jsonl", "0123456789 a", "0123456789 b");
        PassagesStep.Run(folder.Request("dedup", input, "out"), new(10, null, 1_000_000, MarksOnly: true));
        Assert.Equal(["0123456789 a", "0123456789 b"], folder.Texts("out"));
        Assert.Equal("[[0,11]]", folder.Rows("out")[1].GetProperty("removed").GetRawText());
    }

    [Fact]
    public void A_part_larger_than_a_block_is_refused()
    {
        using var folder = new CorpusFolder();
        string input = folder.Input("in.jsonl", new string('a', 2000));
        Assert.Contains("more than a block", Assert.Throws<UserErrorException>(() => PassagesStep.Run(folder.Request("dedup", input, "out"), new(10, null, 1000, false))).Message);
    }
}
