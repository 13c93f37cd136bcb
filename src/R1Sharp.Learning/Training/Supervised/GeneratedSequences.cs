// An endless corpus that is made as it is read.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Training.Supervised;

/// <summary>Documents made on demand; those of a step are numbered from 0 and taken while they fit the step's tokens.</summary>
/// <param name="document">Makes document (step, index); a pure function of both, callable from any thread.</param>
/// <param name="tokensPerStep">Most tokens of a step; a single longer document still makes a step of its own.</param>
/// <param name="sequencesPerStep">Most documents of a step; null does not limit them.</param>
sealed class GeneratedSequences(Func<int, int, TokenSequence> document, int tokensPerStep, int? sequencesPerStep = null) : ISequenceSource
{
    /// <inheritdoc/>
    public IReadOnlyList<TokenSequence> Batch(int stepIndex)
    {
        var batch = new List<TokenSequence>();
        int tokens = 0;
        while (batch.Count < (sequencesPerStep ?? int.MaxValue))
        {
            var next = document(stepIndex, batch.Count);
            tokens += next.Tokens.Length;
            if (batch.Count > 0 && tokens > tokensPerStep)
                break;
            batch.Add(next);
        }
        return batch;
    }
}
