// Learns the classifier as fastText does: a document is the mean h of its rows' vectors, the two labels have weights w₀ and w₁, p = softmax(w₀·h, w₁·h);
//   w_k ← w_k + α·([k = label] − p_k)·h,   each row ← row + α/n · Σ_k ([k = label] − p_k)·w_k,   α falling to 0 along a line.
//
// Departures: FastText's threads write over one another, and no two runs are alike. Here a batch of documents is looked at with the same weights, by as many
// threads as there are; then its changes are added in the order of the documents, each thread to its own columns. No sum depends on the threads.

using System.Numerics;
using System.Runtime.InteropServices;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Corpus.Recall;

/// <summary>A document to learn from.</summary>
/// <param name="Words">The hashes of its words.</param>
/// <param name="IsWanted">Its label.</param>
readonly record struct LabelledWords(ulong[] Words, bool IsWanted);

/// <summary>Learns.</summary>
sealed class TextClassifierTrainer
{
    readonly TextClassifierOptions _options;
    readonly int _threads, _dimension;
    readonly Dictionary<ulong, int> _vocabulary;
    readonly ClassifierFeatures _features;
    readonly float[][] _rows;
    readonly float[] _unwanted, _wanted;

    /// <param name="documents">What is learned from.</param>
    /// <param name="options">How.</param>
    /// <param name="threads">Threads; they change no result.</param>
    public TextClassifierTrainer(IReadOnlyList<LabelledWords> documents, TextClassifierOptions options, int threads)
    {
        (_options, _threads, _dimension) = (options, threads, options.Dimension);
        _vocabulary = Vocabulary(documents, options.MinCount);
        _features = new(options, _vocabulary);
        _rows = new float[_features.RowCount][];
        (_unwanted, _wanted) = (new float[_dimension], new float[_dimension]);
        Parallel.For(0, _rows.Length, Limits(), row => _rows[row] = Begin(row));
    }

    /// <summary>Learns from all documents for all epochs.</summary>
    public TextClassifier Train(IReadOnlyList<LabelledWords> documents)
    {
        long all = (long)_options.Epochs * documents.Count, done = 0;
        for (int epoch = 0; epoch < _options.Epochs; epoch++)
        {
            int[] order = [.. Enumerable.Range(0, documents.Count)];
            new RandomStream(_options.Seed, RandomPurpose.Shuffle, epoch).Shuffle<int>(order);
            foreach (int[] batch in order.Chunk(_options.BatchDocuments))
            {
                Step([.. batch.Select(i => documents[i])], (float)(_options.LearningRate * (1 - (double)done / all)));
                done += batch.Length;
            }
        }
        return new(_options, _vocabulary, Scores());
    }

    // Words by their first place among the documents, so that rows do not depend on hash tables.
    static Dictionary<ulong, int> Vocabulary(IReadOnlyList<LabelledWords> documents, int least)
    {
        var (counts, rows) = (new Dictionary<ulong, int>(), new Dictionary<ulong, int>());
        foreach (var document in documents)
            foreach (ulong word in document.Words)
                CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _)++;
        foreach (var document in documents)
            foreach (ulong word in document.Words)
                if (counts[word] >= least)
                    rows.TryAdd(word, rows.Count);
        return rows;
    }

    // Uniform within ±1/dimension, by row and column alone.
    float[] Begin(int row)
    {
        float[] vector = new float[_dimension];
        ulong state = HashMix.Of(_options.Seed + HashMix.Golden * (ulong)(row + 1));
        for (int i = 0; i < vector.Length; i++)
            vector[i] = (float)(((HashMix.Of(state += HashMix.Golden) >> 40) * (1.0 / (1 << 23)) - 1) / _dimension);
        return vector;
    }

    sealed record Seen(List<int> Rows, float[] Change);

    void Step(LabelledWords[] batch, float rate)
    {
        var seen = new Seen[batch.Length];
        var hidden = new float[batch.Length][];
        var errors = new float[batch.Length];
        Parallel.For(0, batch.Length, Limits(), d =>
        {
            var rows = new List<int>(3 * batch[d].Words.Length);
            _features.Of([.. batch[d].Words], rows);
            hidden[d] = Mean(rows);
            errors[d] = rate * ((batch[d].IsWanted ? 1 : 0) - Probability(hidden[d]));
            seen[d] = new(rows, Change(errors[d], rows.Count));
        });
        for (int d = 0; d < batch.Length; d++)
            for (int i = 0; i < _dimension && seen[d].Rows.Count > 0; i++)
            {
                _wanted[i] += errors[d] * hidden[d][i];
                _unwanted[i] -= errors[d] * hidden[d][i];
            }
        int pieces = Math.Max(1, Math.Min(_threads, _dimension / Vector<float>.Count));
        Parallel.For(0, pieces, Limits(), piece => Add(seen, _dimension * piece / pieces, _dimension * (piece + 1) / pieces));
    }

    float[] Mean(List<int> rows)
    {
        float[] sum = new float[_dimension];
        foreach (int row in rows)
            AddTo(sum, _rows[row]);
        for (int i = 0; i < sum.Length && rows.Count > 0; i++)
            sum[i] /= rows.Count;
        return sum;
    }

    // softmax of two is the logistic of the difference.
    float Probability(float[] hidden)
    {
        double difference = 0;
        for (int i = 0; i < hidden.Length; i++)
            difference += (double)(_wanted[i] - _unwanted[i]) * hidden[i];
        return (float)(1 / (1 + Math.Exp(-difference)));
    }

    float[] Change(float error, int count)
    {
        float[] change = new float[_dimension];
        for (int i = 0; i < change.Length && count > 0; i++)
            change[i] = error * (_wanted[i] - _unwanted[i]) / count;
        return change;
    }

    void Add(Seen[] seen, int from, int to)
    {
        foreach (var (rows, change) in seen)
            foreach (int row in rows)
                AddTo(_rows[row].AsSpan(from, to - from), change.AsSpan(from, to - from));
    }

    static void AddTo(Span<float> sum, ReadOnlySpan<float> more)
    {
        var sums = MemoryMarshal.Cast<float, Vector<float>>(sum);
        var mores = MemoryMarshal.Cast<float, Vector<float>>(more);
        for (int i = 0; i < sums.Length; i++)
            sums[i] += mores[i];
        for (int i = sums.Length * Vector<float>.Count; i < sum.Length; i++)
            sum[i] += more[i];
    }

    float[] Scores()
    {
        float[] scores = new float[_rows.Length];
        Parallel.For(0, scores.Length, Limits(), row =>
        {
            double score = 0;
            for (int i = 0; i < _dimension; i++)
                score += (double)(_wanted[i] - _unwanted[i]) * _rows[row][i];
            scores[row] = (float)score;
        });
        return scores;
    }

    ParallelOptions Limits() => new() { MaxDegreeOfParallelism = _threads };
}
