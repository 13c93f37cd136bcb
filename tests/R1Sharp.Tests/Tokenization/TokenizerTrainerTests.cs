using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Tokenization;

/// <summary>Training: the pairs are those that the definition says, and the result is always the same.</summary>
public sealed class TokenizerTrainerTests
{
    [Fact]
    public void Learns_the_most_frequent_pair_first()
    {
        var tokenizer = TokenizerTrainer.Train(["abab abab cd"], new() { VocabularySize = 256 + 7 + 2 });
        Assert.Equal("ab", tokenizer.TokenText(256));
        Assert.Equal("abab", tokenizer.TokenText(257));
        Assert.Equal([257], tokenizer.Encode("abab"));
    }

    [Fact]
    public void Stops_when_no_pair_repeats()
    {
        var tokenizer = TokenizerTrainer.Train(["ab cd ab"], new() { VocabularySize = 4096 });
        Assert.Equal(256 + 1 + 7, tokenizer.VocabularySize);
    }

    [Fact]
    public void Lays_ids_out_as_bytes_merges_special_added()
    {
        var tokenizer = TokenizerTrainer.Train(["hello hello"], new() { VocabularySize = 300 });
        Assert.Equal(0, tokenizer.TokenId("!"));
        int first = tokenizer.VocabularySize - 7;
        Assert.Equal(["<|endoftext|>", "<|user|>", "<|assistant|>", "<think>", "</think>", "<answer>", "</answer>"],
            Enumerable.Range(first, 7).Select(tokenizer.TokenText));
        Assert.Equal(first, tokenizer.EndOfTextId);
        Assert.Equal(Enumerable.Range(first, 3), Enumerable.Range(0, tokenizer.VocabularySize).Where(tokenizer.IsSpecial));
    }

    [Fact]
    public void Digits_stay_single_and_added_tokens_teach_nothing()
    {
        var tokenizer = TokenizerTrainer.Train(Enumerable.Repeat("<think>12 12</think>", 100), new() { VocabularySize = 400 });
        Assert.Equal(256 + 7, tokenizer.VocabularySize);
        Assert.Equal(7, tokenizer.Encode("<think>12 12</think>").Length);
    }

    [Fact]
    public void Does_not_depend_on_the_order_of_the_texts()
    {
        string[] texts = RandomTexts(200);
        string[] shuffled = [.. texts];
        new RandomStream(2, RandomPurpose.Test).Shuffle(shuffled.AsSpan());
        Assert.NotEqual(texts, shuffled);
        Assert.Equal(FilesOf(TokenizerTrainer.Train(texts, new() { VocabularySize = 500 })), FilesOf(TokenizerTrainer.Train(shuffled, new() { VocabularySize = 500 })));
    }

    [Fact]
    public void Agrees_with_the_definition()
    {
        string[] texts = RandomTexts(60);
        var tokenizer = TokenizerTrainer.Train(texts, new() { VocabularySize = 256 + 7 + 60 });
        var expected = LearnLiterally(texts, 60, tokenizer);
        Assert.Equal(expected, Enumerable.Range(256, expected.Count).Select(tokenizer.TokenText));
        Assert.Equal(60, expected.Count);
    }

    [Fact]
    public void Saved_and_loaded_it_is_the_same()
    {
        string[] texts = RandomTexts(100);
        var tokenizer = TokenizerTrainer.Train(texts, new() { VocabularySize = 400 });
        using var directory = new TemporaryDirectory();
        tokenizer.Save(directory.Path);
        var again = Tokenizer.Load(directory.Path);
        foreach (string text in texts) Assert.Equal(tokenizer.Encode(text), again.Encode(text));
        Assert.Equal(FilesOf(tokenizer), FilesOf(again));
        Assert.Equal((tokenizer.EndOfTextId, tokenizer.ChatTemplate), (again.EndOfTextId, again.ChatTemplate));
    }

    [Theory]
    [InlineData(260, "at least 263")]
    public void Refuses_a_vocabulary_without_room(int size, string message)
    {
        var error = Assert.Throws<UserErrorException>(() => TokenizerTrainer.Train([], new() { VocabularySize = size }));
        Assert.Contains(message, error.Message);
    }

    static string[] RandomTexts(int count)
    {
        var random = new RandomStream(1, RandomPurpose.Test, 9);
        string[] syllables = ["ka", "to", "mi", "shi", "ra", "no", "é", "你"];
        var texts = new string[count];
        for (int i = 0; i < count; i++)
            for (int n = 0; n < 30; n++) texts[i] += random.Pick<string>(syllables) + (random.NextBool(0.3) ? " " : "");
        return texts;
    }

    static string FilesOf(Tokenizer tokenizer)
    {
        using var directory = new TemporaryDirectory();
        tokenizer.Save(directory.Path);
        Assert.Equal(2, Directory.GetFiles(directory.Path).Length);
        return string.Concat(Directory.GetFiles(directory.Path).Order().Select(File.ReadAllText));
    }

    // Byte-pair learning as one would write it down: count all pairs, merge the best everywhere, again.
    static List<string> LearnLiterally(string[] texts, int merges, Tokenizer trained)
    {
        var pieces = texts.SelectMany(text => text.Split(' ').Select((word, i) => i == 0 ? word : " " + word)).Where(piece => piece.Length > 0)
            .Select(piece => System.Text.Encoding.UTF8.GetBytes(piece).Select(value => ByteAlphabet.Character(value).ToString()).ToList()).ToList();
        var spellings = Enumerable.Range(0, 256).Select(value => ByteAlphabet.Character((byte)value).ToString()).Order(StringComparer.Ordinal).ToList();
        var learned = new List<string>();
        while (learned.Count < merges)
        {
            var best = pieces.SelectMany(piece => piece.Zip(piece.Skip(1))).GroupBy(pair => pair)
                .OrderByDescending(group => group.Count())
                .ThenBy(group => spellings.IndexOf(group.Key.First)).ThenBy(group => spellings.IndexOf(group.Key.Second)).First().Key;
            spellings.Add(best.First + best.Second);
            learned.Add(System.Text.Encoding.UTF8.GetString(ByteAlphabet.Bytes(spellings[^1])));
            foreach (var piece in pieces)
                for (int i = 0; i + 1 < piece.Count; i++)
                    if ((piece[i], piece[i + 1]) == best)
                    {
                        piece[i] = spellings[^1];
                        piece.RemoveAt(i + 1);
                    }
        }
        return learned;
    }
}
