using System.Text;
using R1Sharp.App.Corpus.Steps;
using R1Sharp.Learning;
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

    [Theory]
    [InlineData(0, 3), InlineData(1, 3), InlineData(2, 1), InlineData(3, 2), InlineData(7, 1), InlineData(64, 2), InlineData(65, 4), InlineData(500, 1), InlineData(2000, 2), InlineData(3000, 200)]
    public void Suffixes_are_in_order(int count, int symbols)
    {
        for (int i = 0; i < 20; i++)
        {
            byte[] text = Random(count, symbols, i);
            int[] expected = [.. Enumerable.Range(0, count)];
            Array.Sort(expected, (a, b) => text.AsSpan(a).SequenceCompareTo(text.AsSpan(b)));
            Assert.Equal(expected, SuffixArray.Of(new ByteText(text, count), 256));
            Assert.Equal(expected, SuffixArray.Of(new TokenText(text.Select(s => (int)s).ToArray()), symbols));
        }
    }

    [Fact]
    public void Periodic_texts_are_in_order_too()
    {
        foreach (string text in (string[])["abababababababab", "aabaabaabaabaab", "mississippi", "abracadabraabracadabra", "zyxwvutsr", "aaaaab", "baaaaa"])
        {
            byte[] bytes = Encoding.ASCII.GetBytes(text);
            int[] expected = [.. Enumerable.Range(0, bytes.Length)];
            Array.Sort(expected, (a, b) => bytes.AsSpan(a).SequenceCompareTo(bytes.AsSpan(b)));
            Assert.Equal(expected, SuffixArray.Of(new ByteText(bytes, bytes.Length), 256));
        }
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
        bool[] covered = new bool[count];
        foreach (var range in RepeatedRanges.Of(new ByteText(text, count), 256, length, Separator))
            Array.Fill(covered, true, range.Start, range.End - range.Start);
        Assert.Contains(true, covered);
        Assert.Equal(BruteForce(text, length), covered);
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
