// The narrow waist of networks with a scalar head: everything that the trainers of reward models and PPO know of them.


namespace R1Sharp.Learning.Policies;

/// <summary>
/// A loss over the values of one sequence: reads them under the current weights and writes the gradient of the loss with
/// respect to each. Called from several threads at once, once for each sequence; must depend on its arguments alone.
/// </summary>
/// <param name="sequenceIndex">Index of the sequence in the list given to <see cref="IScalarModel.Backward"/>.</param>
/// <param name="values">The values, one a target of the sequence.</param>
/// <param name="dValues">∂loss/∂values, to be written.</param>
public delegate void ValueLoss(int sequenceIndex, ReadOnlySpan<float> values, Span<float> dValues);

/// <summary>A frozen network with a scalar head: only values can be asked of it.</summary>
public interface IFrozenScalarModel : IDisposable
{
    /// <summary>
    /// The values of each sequence, one a target: that of target t is the value of the state before token t, read from the
    /// hidden state of the row that would predict it. PPO's value model is asked for the states before the completion's
    /// tokens, a reward model for the state after the last token (<see cref="TokenSequence.OfStates"/>).
    /// </summary>
    float[][] Values(IReadOnlyList<TokenSequence> sequences);
}

/// <summary>
/// A network with a scalar head as its trainers know it: a value model or a reward model. The result of every member is
/// the same, bit for bit, for any number of threads.
/// </summary>
public interface IScalarModel : IFrozenScalarModel
{
    /// <summary>The weights as they are, to save them.</summary>
    IWeightSource Weights { get; }

    /// <summary>
    /// Runs the network forward over all sequences, asks <paramref name="loss"/> for the gradient at its values, and adds the
    /// gradient of the summed loss to the weights' gradient. Memory does not grow with the number of sequences.
    /// </summary>
    void Backward(IReadOnlyList<TokenSequence> sequences, ValueLoss loss);

    /// <summary>
    /// Clips the accumulated gradient to a global norm, takes one optimizer step, and clears the gradient. When the norm is
    /// not finite, nothing is changed but the gradient, which is cleared.
    /// </summary>
    /// <returns>The norm before clipping.</returns>
    double Update(double learningRate);

    /// <summary>A copy of the present weights that no later update changes.</summary>
    IFrozenScalarModel Freeze();

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

    /// <summary>Names the first tensor that holds a value that is not finite; null when there is none.</summary>
    string? FindNonFiniteWeight();
}
