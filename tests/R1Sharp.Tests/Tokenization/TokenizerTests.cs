using System.Text;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Tokenization;

/// <summary>Tokenizers on their own: any text comes back, any mistake in a file is named.</summary>
public sealed class TokenizerTests
{
    static readonly Tokenizer Small = TokenizerTrainer.Train(["so 12 + 7 = 19 , wait , 你好 hello hello"], new() { VocabularySize = 280 });

    [Fact]
    public void Any_text_comes_back()
    {
        for (int sample = 0; sample < 500; sample++)
        {
            string text = RandomText(sample, wellFormed: true);
            Assert.Equal(text, Small.Decode(Small.Encode(text)));
            Assert.Equal(text, Small.Decode(Small.EncodeOrdinary(text)));
        }
    }

    [Fact]
    public void A_lone_surrogate_comes_back_as_the_replacement_character()
    {
        for (int sample = 0; sample < 200; sample++)
        {
            string text = RandomText(sample, wellFormed: false);
            Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), Small.Decode(Small.Encode(text)));
        }
    }

    [Fact]
    public void The_pieces_that_a_stream_returns_are_together_the_text()
    {
        for (int sample = 0; sample < 100; sample++)
        {
            var random = new RandomStream(1, RandomPurpose.Test, 3, sample);
            // Random tokens, unknown ids among them: broken characters everywhere.
            int[] tokens = [.. Enumerable.Range(0, 60).Select(_ => random.NextInt(Small.VocabularySize + 5))];
            foreach (bool skipSpecial in (bool[])[false, true])
            {
                var decoder = new StreamingDecoder(Small, skipSpecial);
                Assert.Equal(Small.Decode(tokens, skipSpecial), string.Concat(tokens.Select(decoder.Add)) + decoder.Finish());
            }
        }
    }

    [Fact]
    public void A_stream_never_returns_half_a_character()
    {
        var decoder = new StreamingDecoder(Small);
        var parts = Small.Encode("🙂é").Select(decoder.Add).ToArray();
        Assert.Equal(6, parts.Length);
        Assert.Equal(["", "", "", "🙂", "", "é"], parts);
        Assert.Equal("", decoder.Finish());
    }

    [Fact]
    public void Added_tokens_are_recognised_in_text_only_when_asked()
    {
        string text = "a<think>b</think><|endoftext|>";
        int[] tokens = Small.Encode(text);
        Assert.Equal(5, tokens.Length);
        Assert.Equal(Small.TokenId("<think>"), tokens[1]);
        Assert.Equal(Small.EndOfTextId, tokens[^1]);
        Assert.DoesNotContain(Small.EncodeOrdinary(text), token => token >= Small.TokenId("<|endoftext|>"));
        Assert.Equal("a<think>b</think>", Small.Decode(tokens, skipSpecial: true));
        Assert.True(Small.IsSpecial(Small.EndOfTextId));
        Assert.False(Small.IsSpecial(tokens[1]));
    }

    [Fact]
    public void Ids_and_texts_of_tokens_are_inverse()
    {
        for (int id = 0; id < Small.VocabularySize; id++)
            if (!Small.TokenText(id).Contains('\uFFFD'))
                Assert.Equal(id, Small.TokenId(Small.TokenText(id)));
        Assert.Null(Small.TokenId("no such token"));
        Assert.Equal("", Small.TokenText(Small.VocabularySize));
        Assert.False(Small.IsToken(Small.VocabularySize));
    }

    [Fact]
    public void A_very_long_word_merges_as_a_short_one_does()
    {
        var tokenizer = TokenizerTrainer.Train([string.Concat(Enumerable.Repeat("ab aab abb bab baab ", 50))], new() { VocabularySize = 300 });
        var random = new RandomStream(1, RandomPurpose.Test, 4);
        string word = string.Concat(Enumerable.Range(0, 300_000).Select(_ => random.NextBool(0.5) ? 'a' : 'b'));
        Assert.Equal(word, tokenizer.Decode(tokenizer.Encode(word)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    public void Scanning_and_heap_give_the_same_merges(int seed)
    {
        // The merges of a random binary language; the oracle applies the definition literally.
        var merges = new List<Merge>();
        var random = new RandomStream((ulong)seed, RandomPurpose.Test, 5);
        for (int result = 3; result < 30; result++)
            merges.Add(new Merge(random.NextInt(result), random.NextInt(result), result));
        var applied = new BytePairMerges([.. merges.DistinctBy(merge => (merge.Left, merge.Right))]);
        foreach (int length in (int[])[1, 2, 7, 63, 64, 65, 66, 200])
        {
            int[] tokens = [.. Enumerable.Range(0, length).Select(_ => random.NextInt(3))];
            var expected = MergeLiterally(tokens, applied.InOrder);
            int count = applied.Apply(tokens, new MergeWorkspace());
            Assert.Equal(expected, tokens[..count]);
        }
    }

    [Fact]
    public void Threads_may_encode_at_once()
    {
        var fresh = TokenizerTrainer.Train(["hello world hello world"], new() { VocabularySize = 270 });
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => RandomText(i % 50, wellFormed: true))];
        var expected = texts.Select(Small.Decode_Encode).ToArray();
        Parallel.For(0, texts.Length, i => Assert.Equal(expected[i], fresh.Decode_Encode(texts[i])));
    }

    static int[] MergeLiterally(int[] tokens, IReadOnlyList<Merge> merges)
    {
        var list = tokens.ToList();
        for (int rank = 0; rank < merges.Count; rank++)
            for (int i = 0; i + 1 < list.Count; i++)
                if (list[i] == merges[rank].Left && list[i + 1] == merges[rank].Right)
                {
                    list[i] = merges[rank].Result;
                    list.RemoveAt(i + 1);
                    rank = -1;
                    break;
                }
        return [.. list];
    }

    static string RandomText(int sample, bool wellFormed)
    {
        var random = new RandomStream(7, RandomPurpose.Test, sample);
        var text = new StringBuilder();
        for (int n = random.NextInt(40); n >= 0; n--)
        {
            int kind = random.NextInt(wellFormed ? 5 : 6);
            int code = kind switch { 0 => random.NextInt(128), 1 => random.NextInt(0x250), 2 => random.NextInt(0x3000, 0xA000), 3 => random.NextInt(0xE000, 0x10FFFF), _ => ' ' };
            if (kind == 5) text.Append((char)random.NextInt(0xD800, 0xE000));
            else text.Append(char.ConvertFromUtf32(code));
        }
        return text.ToString();
    }
}

static class TokenizerTestExtensions
{
    public static string Decode_Encode(this Tokenizer tokenizer, string text) => tokenizer.Decode(tokenizer.Encode(text));
}
