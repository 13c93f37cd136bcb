// The narrow waist: everything a trainer knows of the network.


namespace R1Sharp.Learning.Policies;

/// <summary>
/// A loss over the targets of one sequence: reads their log-probabilities and entropies under the current weights and
/// writes the gradient of the loss with respect to each log-probability and each entropy. Called from several threads
/// at once, once for each sequence; must depend on its arguments alone.
/// </summary>
/// <param name="sequenceIndex">Index of the sequence in the list that runs backward.</param>
/// <param name="logProbs">log π(token), one a target, at the temperature given.</param>
/// <param name="entropies">Entropy in nats of the distribution that each target was drawn from.</param>
/// <param name="dLogProbs">∂loss/∂logProbs, to be written.</param>
/// <param name="dEntropies">∂loss/∂entropies, zero on entry; may be left so.</param>
public delegate void SequenceLoss(int sequenceIndex, ReadOnlySpan<float> logProbs, ReadOnlySpan<float> entropies,
    Span<float> dLogProbs, Span<float> dEntropies);

/// <summary>A frozen network: only log-probabilities can be asked of it.</summary>
public interface IReferencePolicy : IDisposable
{
    /// <summary>Log-probabilities of the targets of each sequence, one array a sequence, at a temperature.</summary>
    float[][] LogProbs(IReadOnlyList<TokenSequence> sequences, double temperature = 1);

    /// <summary>Writes the weights into a folder (which exists), for <see cref="IPolicy.LoadReference"/>.</summary>
    void SaveWeights(string directory);
}

/// <summary>
/// The network as the trainers know it. The result of every member is the same, bit for bit, for any number of threads.
/// </summary>
public interface IPolicy : IReferencePolicy
{
    /// <summary>Ids of the tokens that end a text, as the network's files list them; the tokenizer's own may be among them.</summary>
    IReadOnlyList<int> EndIds => [];

    /// <summary>Tokens that a prompt and its completion may have together; null without a limit.</summary>
    int? MaxPositions => null;

    /// <summary>
    /// Whether the log-probabilities recorded while sampling have the bits of <see cref="IReferencePolicy.LogProbs"/>. Where they have
    /// not, a trainer that needs those of the weights that sampled computes them before it changes the weights.
    /// </summary>
    bool SamplesAreExact { get; }

    /// <summary>The weights as they are, to save them or to make another network from them; where the policy is not for sampling alone.</summary>
    IWeightSource Weights { get; }

    /// <summary>Completions of each request, in order: result[i][s] is sample s of request i.</summary>
    Completion[][] Generate(IReadOnlyList<GenerationRequest> requests, TokenProduced? onToken = null, CancellationToken cancellation = default);

    /// <summary>
    /// Completions of any number of requests, which are taken one by one, by one thread at a time, as there is room for them; nothing is kept of them. Each
    /// request is told of its own (<see cref="GenerationRequest.OnFinished"/>).
    /// </summary>
    /// <param name="requests">The requests; there may be more than memory holds.</param>
    /// <param name="mostInFlight">Completions that may be on their way at a time; the policy may take fewer.</param>
    /// <param name="cancellation">Ends it.</param>
    void GenerateAll(IEnumerable<GenerationRequest> requests, int mostInFlight = int.MaxValue, CancellationToken cancellation = default)
    {
        const int AtOnce = 256;
        foreach (var some in requests.Chunk(Math.Clamp(mostInFlight, 1, AtOnce)))
            Generate(some, null, cancellation);
    }

    /// <summary>
    /// Begins to generate for requests that come and leave while it runs. Nothing else is asked of the policy until that has ended, but through
    /// <see cref="ILiveGeneration.Between"/>.
    /// </summary>
    /// <param name="options">Limits.</param>
    /// <exception cref="UserErrorException">The engine does not decode here.</exception>
    ILiveGeneration Live(LiveOptions options) => throw new UserErrorException("This engine cannot serve: it does not generate for requests as they come.");

    /// <summary>Reads adapters that requests may name (<see cref="GenerationRequest.Adapter"/>); they are their caller's, and end before the policy.</summary>
    /// <param name="directory">A folder with adapters, as PEFT has them.</param>
    /// <exception cref="UserErrorException">The engine has none for single requests, or they are broken or belong to another network.</exception>
    IRequestAdapter ReadAdapter(string directory) => throw new UserErrorException("This engine has no adapters for single requests.");

    /// <summary>What it says of one sequence, whole distribution after the last token included: for whoever judges it.</summary>
    /// <exception cref="UserErrorException">It is empty, longer than the network's positions, or holds an id outside the vocabulary.</exception>
    SequenceScores Score(int[] tokens);

    /// <summary>What it says of the targets of sequences that are not learned from, one a sequence: for whoever measures it.</summary>
    TargetScores[] Measure(IReadOnlyList<TokenSequence> sequences);

    /// <summary>
    /// Runs the network forward over all sequences, asks <paramref name="loss"/> for the gradient at its outputs, and adds
    /// the gradient of the summed loss to the weights' gradient. Memory does not grow with the number of sequences.
    /// </summary>
    void Backward(IReadOnlyList<TokenSequence> sequences, SequenceLoss loss, double temperature = 1);

    /// <summary>
    /// The same for a loss whose gradient at the log-probabilities is known beforehand, such as cross-entropy: adds the
    /// gradient of Σ dLogProbs · log π to the weights' gradient and returns log π. Cheaper for large vocabularies.
    /// </summary>
    float[][] Backward(IReadOnlyList<TokenSequence> sequences, float[][] dLogProbs, double temperature = 1);

    /// <summary>
    /// Adds to the weights' gradient that of Σ w D over the targets, D = KL(π ‖ π_teacher) of the distribution that the target
    /// was drawn from, and returns D in nats, one a target: distillation.
    /// </summary>
    /// <param name="sequences">What is read.</param>
    /// <param name="teacher">A network of the same engine with the same vocabulary.</param>
    /// <param name="tokenWeights">w, one a sequence, for each of its targets.</param>
    /// <param name="temperature">Of both distributions.</param>
    /// <exception cref="UserErrorException">
    /// The teacher is another engine's, the vocabularies differ, or the teacher cannot read so long a sequence.
    /// </exception>
    float[][] BackwardDivergence(IReadOnlyList<TokenSequence> sequences, IReferencePolicy teacher, IReadOnlyList<double> tokenWeights, double temperature = 1);

    /// <summary>
    /// Clips the accumulated gradient to a global norm, takes one optimizer step, and clears the gradient. When the norm is
    /// not finite, nothing is changed but the gradient, which is cleared.
    /// </summary>
    /// <returns>The norm before clipping.</returns>
    double Update(double learningRate);

    /// <summary>A copy of the present weights that no later update changes.</summary>
    IReferencePolicy Freeze();

    /// <summary>A frozen network whose weights are share · (the present ones) + (1 − share) · (an earlier copy's).</summary>
    /// <param name="earlier">A copy of this policy: from <see cref="Freeze"/>, this method or <see cref="LoadReference"/>.</param>
    /// <param name="share">0 to 1.</param>
    IReferencePolicy Blend(IReferencePolicy earlier, double share);

    /// <summary>Takes back the weights of a copy that <see cref="Freeze"/> or <see cref="LoadReference"/> made; the optimizer is left alone.</summary>
    void Restore(IReferencePolicy frozen);

    /// <summary>A frozen network of the same shape from what <see cref="IReferencePolicy.SaveWeights"/> wrote; the policy itself is left alone.</summary>
    /// <exception cref="UserErrorException">A file is missing, truncated or of another shape.</exception>
    IReferencePolicy LoadReference(string directory);

    /// <summary>Forgets the optimizer's moments and takes new settings: a stage of training begins.</summary>
    void ResetOptimizer(OptimizerOptions options);

    /// <summary>
    /// Writes weights, moments and the optimizer's step count into a folder (which exists), so that <see cref="LoadState"/>
    /// continues in the same bits.
    /// </summary>
    void SaveState(string directory);

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    /// <exception cref="UserErrorException">A file is missing, truncated or of another shape.</exception>
    void LoadState(string directory);

    /// <summary>Names the first tensor that holds a value that is not finite, e.g. "model.layers.2.mlp.up_proj.weight"; null when there is none.</summary>
    string? FindNonFiniteWeight();
}
