// How a server listens, and its limits.

using System.Net;

namespace R1Sharp.App.Serving;

/// <summary>Settings of a server.</summary>
sealed record ServeOptions
{
    /// <summary>Where it listens.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 takes one that is free.</summary>
    public int Port { get; init; } = 8000;

    /// <summary>What clients have to show; null asks for nothing.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Origins whose pages may ask, or "*" for all; none by default.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Requests on their way and waiting; further ones are told to come again.</summary>
    public int MostRequests { get; init; } = 256;

    /// <summary>Bytes of a body.</summary>
    public long MostBodyBytes { get; init; } = 16L << 20;

    /// <summary>Seconds that a request may take.</summary>
    public double MostSeconds { get; init; } = 3600;

    /// <summary>Connections at a time.</summary>
    public int MostConnections { get; init; } = 4096;

    /// <summary>Adapters over the model: what clients call each, and its folder.</summary>
    public IReadOnlyList<(string Name, string Folder)> Adapters { get; init; } = [];

    /// <summary>The folder below which other weights and adapters may be loaded while it runs; null loads none.</summary>
    public string? UpdatesFolder { get; init; }

    /// <summary>Where rollouts are recorded; null records nothing.</summary>
    public string? RecordFolder { get; init; }
}
