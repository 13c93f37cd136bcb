// How a model is served, and the limits of that.

namespace R1Sharp.App.Serving;

/// <summary>Settings of a server of models.</summary>
sealed record ServeOptions : ListenOptions
{
    /// <summary>Requests on their way and waiting; further ones are told to come again.</summary>
    public int MostRequests { get; init; } = 256;

    /// <summary>Seconds that a request may take.</summary>
    public double MostSeconds { get; init; } = 3600;

    /// <summary>Adapters over the model: what clients call each, and its folder.</summary>
    public IReadOnlyList<(string Name, string Folder)> Adapters { get; init; } = [];

    /// <summary>The folder below which other weights and adapters may be loaded while it runs; null loads none.</summary>
    public string? UpdatesFolder { get; init; }

    /// <summary>Where rollouts are recorded; null records nothing.</summary>
    public string? RecordFolder { get; init; }
}
