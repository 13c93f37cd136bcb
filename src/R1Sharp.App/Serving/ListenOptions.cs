// Where a server listens, who may ask, and what a connection may take.

using System.Net;

namespace R1Sharp.App.Serving;

/// <summary>What every server of the program is told.</summary>
record ListenOptions
{
    /// <summary>Where it listens.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 takes one that is free.</summary>
    public int Port { get; init; } = 8000;

    /// <summary>What clients have to show; null asks for nothing.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Origins whose pages may ask, or "*" for all; none by default.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Bytes of a body.</summary>
    public long MostBodyBytes { get; init; } = 16L << 20;

    /// <summary>Connections at a time.</summary>
    public int MostConnections { get; init; } = 4096;

    /// <summary>Seconds within which the head of a request must have come.</summary>
    public double MostHeadSeconds { get; init; } = 30;

    /// <summary>Seconds within which a body must have come.</summary>
    public double MostBodySeconds { get; init; } = 60;
}
