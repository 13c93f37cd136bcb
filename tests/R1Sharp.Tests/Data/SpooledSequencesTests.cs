using R1Sharp.App.Data;
using R1Sharp.Learning.Policies;
using Xunit;

namespace R1Sharp.Tests.Data;

/// <summary>Sequences that lie in a file are the same as those in memory.</summary>
public sealed class SpooledSequencesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(1_000_000)]
    public void Every_sequence_is_what_was_put_in(long inMemory)
    {
        TokenSequence[] sequences = [.. Enumerable.Range(2, 60).Select(i => i % 3 == 0 ? new TokenSequence([.. Enumerable.Range(i, i)], [1]) : new TokenSequence([.. Enumerable.Range(i, i)], 1 + i % 2))];
        using var spooled = new SpooledSequences(sequences, inMemory);
        Assert.Equal(sequences.Length, spooled.Count);
        foreach (int i in Enumerable.Range(0, sequences.Length).Reverse().Concat(Enumerable.Range(0, sequences.Length)))
        {
            Assert.Equal(sequences[i].Tokens, spooled[i].Tokens);
            Assert.Equal(sequences[i].Targets, spooled[i].Targets);
        }
        Assert.Equal(sequences.Select(s => s.Tokens.Length), spooled.Select(s => s.Tokens.Length));
    }
}
