// Tokenised examples as a list: in memory while they are few, in a temporary file once they are more, so that what is learned from may be larger than memory.

using System.Collections;
using System.Runtime.InteropServices;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Data;

/// <summary>Sequences by their number; may be read from any thread. Of each that lies in the file 8 bytes are in memory.</summary>
sealed class SpooledSequences : IReadOnlyList<TokenSequence>, IDisposable
{
    // About 100 MB with their targets.
    const long MostTokensInMemory = 12_000_000;

    readonly List<TokenSequence> _first = [];
    readonly List<long> _places = [];
    readonly Lock _lock = new();
    FileStream? _file;

    /// <summary>Takes all sequences.</summary>
    /// <param name="sequences">They are gone through once.</param>
    /// <param name="mostTokensInMemory">Tokens of the first ones, which are kept in memory.</param>
    public SpooledSequences(IEnumerable<TokenSequence> sequences, long mostTokensInMemory = MostTokensInMemory)
    {
        long tokens = 0;
        foreach (var sequence in sequences)
            if ((tokens += sequence.Tokens.Length) <= mostTokensInMemory)
                _first.Add(sequence);
            else
                Append(sequence);
        _file?.Flush();
    }

    /// <inheritdoc/>
    public int Count => _first.Count + _places.Count;

    /// <inheritdoc/>
    public TokenSequence this[int index] => index < _first.Count ? _first[index] : Read(_places[index - _first.Count]);

    /// <inheritdoc/>
    public IEnumerator<TokenSequence> GetEnumerator() => Enumerable.Range(0, Count).Select(i => this[i]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Gives the file back.</summary>
    public void Dispose() => _file?.Dispose();

    void Append(TokenSequence sequence)
    {
        _file ??= TemporaryStream.Create();
        _places.Add(_file.Position);
        Span<int> counts = [sequence.Tokens.Length, sequence.Targets.Length];
        _file.Write(MemoryMarshal.AsBytes(counts));
        _file.Write(MemoryMarshal.AsBytes(sequence.Tokens.AsSpan()));
        _file.Write(MemoryMarshal.AsBytes(sequence.Targets.AsSpan()));
    }

    TokenSequence Read(long place)
    {
        lock (_lock)
        {
            _file!.Position = place;
            int[] counts = Numbers(2);
            return new TokenSequence(Numbers(counts[0]), Numbers(counts[1]));
        }
    }

    int[] Numbers(int count)
    {
        int[] numbers = new int[count];
        _file!.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }
}
