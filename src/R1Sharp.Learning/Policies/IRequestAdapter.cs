// Adapters that single requests name: several over one network, in one batch.

namespace R1Sharp.Learning.Policies;

/// <summary>
/// Adapters in memory beside a network whose own weights stay as they are. A request that names them has the bits that it has where they are the
/// network's only ones. Disposed of when no request with them is on its way any more.
/// </summary>
public interface IRequestAdapter : IDisposable;
