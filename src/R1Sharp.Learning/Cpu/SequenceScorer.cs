// The log-probabilities of given sequences, all of them: of every token after those before it, and of whatever could follow
// the last one. For judging a network, not for training it.

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Cpu;

/// <summary>What a network says about one sequence of n tokens.</summary>
/// <param name="NextLogProbs">n − 1 numbers: log π of token t + 1 after tokens 0 … t.</param>
/// <param name="LastArgMax">The most probable token after the last; the lowest id of equals.</param>
/// <param name="LastLogProbs">V numbers: log π of every token after the last.</param>
public sealed record SequenceScores(float[] NextLogProbs, int LastArgMax, float[] LastLogProbs);

/// <summary>A network that scores sequences. The results have the bits that a <see cref="Policy"/> gives, whatever the number of threads.</summary>
public sealed class SequenceScorer : IDisposable
{
    readonly Network _network;
    readonly Activations _activations;
    readonly Workspace _workspace;
    float[] _logProbs = [], _entropies = [];

    SequenceScorer(Network network, WorkerPool pool)
    {
        _network = network;
        // Nothing is taken backward, so all layers may share one layer's memory.
        _activations = new Activations(network.Weights.Options, checkpointing: true);
        _workspace = new Workspace(pool);
    }

    /// <summary>The network's shape.</summary>
    public ModelOptions Options => _network.Weights.Options;

    /// <summary>The network of a Hugging Face directory, without its tokenizer, or of a GGUF file.</summary>
    /// <exception cref="UserErrorException">The directory is missing, incomplete or of an unsupported kind.</exception>
    public static SequenceScorer Load(string directory, WorkerPool pool) =>
        new(GgufModel.IsGguf(directory) ? LoadGguf(directory, pool) : Network.LoadForSampling(directory, pool), pool);

    /// <summary>Scores one sequence.</summary>
    /// <exception cref="UserErrorException">It is empty, longer than the network's positions, or holds an id outside the vocabulary.</exception>
    public SequenceScores Score(int[] tokens)
    {
        Check(tokens);
        var batch = new TokenBatch([(tokens, new TokenSequence(tokens).Targets)]);
        if (_logProbs.Length < tokens.Length)
            (_logProbs, _entropies) = (new float[tokens.Length], new float[tokens.Length]);
        var hidden = _network.Transformer.Forward(batch, _activations, _workspace);
        var head = _network.Packed.Head.Forward;
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
        _network.Dispose();
    }

    static Network LoadGguf(string path, WorkerPool pool)
    {
        using var model = GgufModel.Open(path);
        return Network.LoadForSampling(model, pool);
    }

    void Check(int[] tokens)
    {
        if (tokens.Length == 0)
            throw new UserErrorException("The list of ids is empty: give at least one token.");
        if (tokens.Length > Options.MaxPositions)
            throw new UserErrorException($"There are {tokens.Length} ids, but the model has {Options.MaxPositions} positions: give fewer.");
        foreach (int token in tokens)
            if ((uint)token >= (uint)Options.VocabularySize)
                throw new UserErrorException($"Id {token} lies outside the vocabulary of {Options.VocabularySize} tokens, 0 … {Options.VocabularySize - 1}.");
    }
}
