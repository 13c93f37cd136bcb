// What stages learn from that stands in files: read when the data of a run is checked, before any stage begins, and kept until its stage does.

using System.Collections;
using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Stages;

/// <summary>Reads examples once, and counts them.</summary>
/// <param name="run">What the stages are made of.</param>
sealed class KeptExamples(RunParts run) : IDisposable
{
    // A share of it for each source; what is more lies in temporary files.
    const long MostTokensInMemory = 12_000_000;

    readonly Dictionary<string, SpooledSequences> _kept = [];
    readonly Dictionary<string, ExampleCounts> _counts = [];

    /// <summary>The counts of the stages whose data was read and holds anything, by their names.</summary>
    public IReadOnlyDictionary<string, ExampleCounts> Counts => _counts.Where(c => c.Value.Examples + c.Value.LeftOut > 0).ToDictionary();

    /// <summary>Counts for a stage whose data is about to be read.</summary>
    public ExampleCounts Begin(StageNode node) => _counts[node.Name] = new();

    /// <summary>The counts of what a stage learns from, which is read where it was not.</summary>
    /// <exception cref="Learning.UserErrorException">A file is missing or broken, or an example is too long.</exception>
    public ExampleCounts CountsOf(StageNode node)
    {
        if (!_counts.ContainsKey(node.Name))
            node.Kind.CheckData(node, run);
        return _counts.GetValueOrDefault(node.Name) ?? new();
    }

    /// <summary>Reads the sources that are files.</summary>
    /// <param name="node">The stage.</param>
    /// <param name="sources">All of its sources.</param>
    /// <param name="key">The setting that names them.</param>
    /// <param name="counts">Takes what is counted.</param>
    /// <exception cref="Learning.UserErrorException">A file is missing or broken, or an example is too long.</exception>
    public void Read(StageNode node, IReadOnlyList<ExampleSource> sources, string key, ExampleCounts counts)
    {
        for (int i = 0; i < sources.Count; i++)
            if (sources[i].File is not null)
                _kept[Key(node, key, i)] = new(
                    Counted(run.Examples(sources[i], run.Models.LimitsOf(node), counts), counts), MostTokensInMemory / sources.Count);
    }

    /// <summary>All examples of a stage that begins, those that an earlier one left among them. Whoever takes them disposes of them.</summary>
    public JoinedSequences Take(StageNode node, IReadOnlyList<ExampleSource> sources, string key, SequenceLimits limits) =>
        new([.. sources.Select((source, i) => _kept.Remove(Key(node, key, i), out var kept) ? kept : new SpooledSequences(run.Examples(source, limits)))]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var kept in _kept.Values)
            kept.Dispose();
    }

    static IEnumerable<TokenSequence> Counted(IEnumerable<TokenSequence> sequences, ExampleCounts counts)
    {
        foreach (var sequence in sequences)
        {
            counts.Add(sequence.Tokens.Length);
            yield return sequence;
        }
    }

    static string Key(StageNode node, string key, int place) => FormattableString.Invariant($"{node.Name}/{key}/{place}");
}

/// <summary>Several lists of sequences as one.</summary>
/// <param name="parts">The lists; they end with it.</param>
sealed class JoinedSequences(IReadOnlyList<SpooledSequences> parts) : IReadOnlyList<TokenSequence>, IDisposable
{
    /// <inheritdoc/>
    public int Count { get; } = parts.Sum(p => p.Count);

    /// <inheritdoc/>
    public TokenSequence this[int index]
    {
        get
        {
            foreach (var part in parts)
                if (index < part.Count)
                    return part[index];
                else
                    index -= part.Count;
            throw new ArgumentOutOfRangeException(nameof(index));
        }
    }

    /// <inheritdoc/>
    public IEnumerator<TokenSequence> GetEnumerator() => parts.SelectMany(p => p).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in parts)
            part.Dispose();
    }
}
