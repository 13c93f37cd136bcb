using System.Diagnostics;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Tokenization;

/// <summary>What makes a tokenizer fast whatever the machine: no allocation, and time in proportion to the text.</summary>
public sealed class TokenizerSpeedTests
{
    const int Attempts = 5;

    [Fact]
    public void Nothing_is_allocated_but_the_list() => AllocatesNothing(SmallTokenizer.Instance);

    [Theory, MemberData(nameof(SharedTokenizers.Names), MemberType = typeof(SharedTokenizers))]
    public void Nothing_is_allocated_by_real_tokenizers(string name) => AllocatesNothing(SharedTokenizers.Load(name));

    static void AllocatesNothing(Tokenizer tokenizer)
    {
        // The first runs take memory that the later ones use again, and some of it is the runtime's own.
        Assert.Equal(0, Enumerable.Range(1, Attempts).Min(seed => AllocatedBytes(tokenizer, Text((ulong)seed))));
    }

    static long AllocatedBytes(Tokenizer tokenizer, string text)
    {
        var tokens = new List<int>(4 * text.Length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        tokenizer.Encode(text, tokens);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(tokens.Count > text.Length / 5);
        return allocated;
    }

    // Twice as long would be four times the work if it were quadratic; four times as long, sixteen times.
    [Fact]
    public void A_word_four_times_as_long_takes_about_four_times_as_long()
    {
        string word = string.Create(1 << 20, 0, (span, _) =>
        {
            var random = new RandomStream(1, RandomPurpose.Test, 90);
            foreach (ref char c in span) c = "abxtheWord"[random.NextInt(10)];
        });
        var tokenizer = SmallTokenizer.Instance;
        double quarter = Fastest(tokenizer, word[..(1 << 18)]), whole = Fastest(tokenizer, word);
        Assert.True(whole < 10 * quarter, $"{whole / quarter} times as long");
    }

    static double Fastest(Tokenizer tokenizer, string word)
    {
        var tokens = new List<int>(word.Length);
        return Enumerable.Range(0, 3).Min(_ =>
        {
            tokens.Clear();
            long begin = Stopwatch.GetTimestamp();
            tokenizer.Encode(word, tokens);
            return Stopwatch.GetElapsedTime(begin).TotalSeconds;
        });
    }

    // Words that nobody has seen among such that everybody has, numbers, other scripts, a word too long to be scanned.
    static string Text(ulong seed)
    {
        var random = new RandomStream(seed, RandomPurpose.Test, 91);
        var words = Enumerable.Range(0, 3000).Select(_ => random.NextInt(8) switch
        {
            0 => string.Concat(Enumerable.Range(0, 3 + random.NextInt(9)).Select(_ => (char)('a' + random.NextInt(26)))),
            1 => random.NextInt(100_000).ToString(System.Globalization.CultureInfo.InvariantCulture),
            2 => "中文" + (char)(0x4E00 + random.NextInt(2000)) + "🙂",
            3 => "don't\n",
            _ => " the answer",
        });
        return string.Join(' ', words) + string.Concat(Enumerable.Range(0, 500).Select(_ => (char)('a' + random.NextInt(26))));
    }
}
