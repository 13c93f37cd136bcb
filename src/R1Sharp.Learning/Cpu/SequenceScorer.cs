// The log-probabilities of one given sequence, all of them: of every token after those before it, and of whatever could follow
// the last one. All threads share the work of the one sequence. For judging a network, not for training it.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>Scores sequences one at a time. The results have the bits that a policy gives, whatever the number of threads.</summary>
/// <param name="network">The network; it remains its owner's.</param>
/// <param name="pool">Threads.</param>
sealed class SequenceScorer(Network network, WorkerPool pool) : IDisposable
{
    // Nothing is taken backward, so all layers may share one layer's memory.
    readonly Activations _activations = new(network.Weights.Options, checkpointing: true);
    readonly Workspace _workspace = new(pool);
    float[] _logProbs = [], _entropies = [];

    /// <summary>Scores one sequence.</summary>
    /// <exception cref="UserErrorException">It is empty, longer than the network's positions, or holds an id outside the vocabulary.</exception>
    public SequenceScores Score(int[] tokens)
    {
        Check(tokens);
        var batch = new TokenBatch([(tokens, new TokenSequence(tokens).Targets)]);
        if (_logProbs.Length < tokens.Length)
            (_logProbs, _entropies) = (new float[tokens.Length], new float[tokens.Length]);
        var hidden = network.Transformer.Forward(batch, _activations, _workspace);
        var head = network.Head.Forward;
        TokenLogProbs.Forward(hidden, head, batch.TargetTokens, 1, _logProbs, _entropies, _workspace);
        var final = _activations.FinalNormed.Rows(tokens.Length).RowRange(tokens.Length - 1, 1);
        float[] last = TokenLogProbs.Logits(final, head, 1, _workspace).Row(0).ToArray();
        int best = Sampling.ArgMax(last);
        RowLogProbs.Of(last);
        return new SequenceScores(_logProbs[..(tokens.Length - 1)], best, last);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _activations.Dispose();
        _workspace.Dispose();
    }

    void Check(int[] tokens)
    {
        var options = network.Weights.Options;
        if (tokens.Length == 0)
            throw new UserErrorException("The list of ids is empty: give at least one token.");
        if (tokens.Length > options.MaxPositions)
            throw new UserErrorException($"There are {tokens.Length} ids, but the model has {options.MaxPositions} positions: give fewer.");
        foreach (int token in tokens)
            if ((uint)token >= (uint)options.VocabularySize)
                throw new UserErrorException($"Id {token} lies outside the vocabulary of {options.VocabularySize} tokens, 0 … {options.VocabularySize - 1}.");
    }
}
