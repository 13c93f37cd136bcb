// What computes: makes networks from weights, and knows beforehand what they take.

using R1Sharp.Learning.Model;

namespace R1Sharp.Learning.Policies;

/// <summary>
/// An engine. Threads and memory are its business; what it makes belongs to whoever asked for it, and ends before it does. Its
/// results may depend on the layout, never on how much it does at once.
/// </summary>
public interface IEngine : IDisposable
{
    /// <summary>A short name in lower case, e.g. "cpu". Two engines of one name give the same bits.</summary>
    string Name { get; }

    /// <summary>How much it does at once, e.g. its threads.</summary>
    int Workers { get; }

    /// <summary>
    /// Whether its networks have adapters where the shape of their weights says so: these learn, and all else is frozen. Of an engine
    /// that has none nobody asks for any.
    /// </summary>
    bool HasAdapters => false;

    /// <summary>A language model.</summary>
    /// <param name="weights">Its weights; read before this returns.</param>
    /// <param name="use">What it is for: what is asked of it beyond that is refused.</param>
    /// <param name="layout">Lanes, micro-batches, the format of the matrices; null takes the defaults.</param>
    /// <exception cref="UserErrorException">The weights cannot be used.</exception>
    IPolicy Policy(IWeightSource weights, NetworkUse use, MemoryLayout? layout = null);

    /// <summary>A language model to sample from that can be asked while the engine is at work on others, as a judge is: it has resources of its own.</summary>
    /// <param name="weights">Its weights; read before this returns.</param>
    /// <param name="layout">The format of the matrices; null takes the defaults.</param>
    /// <exception cref="UserErrorException">The weights cannot be used.</exception>
    IPolicy Aside(IWeightSource weights, MemoryLayout? layout = null) => Policy(weights, NetworkUse.Sampling, layout);

    /// <summary>
    /// A network with a scalar head. One that is for scoring has resources of its own, so that it can be asked while the engine
    /// is at work on others.
    /// </summary>
    /// <param name="weights">Its weights, the head's among them; read before this returns.</param>
    /// <param name="use">Training or scoring.</param>
    /// <param name="layout">Lanes, micro-batches, the format of the matrices; null takes the defaults.</param>
    /// <exception cref="UserErrorException">The weights cannot be used.</exception>
    IScalarModel ScalarModel(IWeightSource weights, NetworkUse use, MemoryLayout? layout = null);

    /// <summary>What a network would take, before it is there.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="layout">Lanes, micro-batches, the format of the matrices; null takes the defaults.</param>
    INetworkEstimate Estimate(ModelOptions shape, MemoryLayout? layout = null);

    /// <summary>Floating-point operations a second of its matrix product here and now.</summary>
    /// <param name="secondsOf">Has the work done, once or several times, and says how long one time took: this project has no clock.</param>
    double MeasureFlops(Func<Action, double> secondsOf);

    /// <summary>Bytes a second at which it reads so much memory here and now.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="secondsOf">As of <see cref="MeasureFlops"/>.</param>
    double MeasureReading(long bytes, Func<Action, double> secondsOf);
}
