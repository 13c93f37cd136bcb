// Which linear maps of a network have adapters, and of which rank and weight: what its parts are made from.

using System.Globalization;
using R1Sharp.Learning.Model.Parts;
using R1Sharp.Learning.Settings;

namespace R1Sharp.Learning.Model.Adapters;

/// <summary>One adapter.</summary>
/// <param name="Module">The linear map beside which it stands, e.g. "model.layers.0.self_attn.q_proj".</param>
/// <param name="Rank">r.</param>
/// <param name="Alpha">α.</param>
public sealed record AdapterPlace(string Module, int Rank, double Alpha);

/// <summary>The adapters of a network.</summary>
public sealed record AdapterShape
{
    /// <summary>Its adapters, in the order of the network's linear maps.</summary>
    public required ValueList<AdapterPlace> Places { get; init; }

    /// <summary>Whether α is divided by √r instead of r.</summary>
    public bool IsRankStabilized { get; init; }

    /// <summary>s, how many times an adapter counts.</summary>
    public float ScaleOf(AdapterPlace place) => (float)(place.Alpha / (IsRankStabilized ? Math.Sqrt(place.Rank) : place.Rank));

    /// <summary>The adapters that some options ask for.</summary>
    /// <param name="options">The options.</param>
    /// <param name="shape">The network.</param>
    /// <exception cref="UserErrorException">A target is the name of none of its linear maps.</exception>
    public static AdapterShape Of(AdapterOptions options, ModelOptions shape)
    {
        string[] modules = Modules(shape);
        foreach (string target in options.Checked().Targets)
            if (!modules.Any(module => IsTarget(module, target)))
                throw new UserErrorException($"no linear map of the network's layers is named '{target}'{NearestName.Hint(target, Names(modules))}");
        return new()
        {
            Places = [.. modules.Where(module => options.Targets.Any(target => IsTarget(module, target)))
                .Select(module => new AdapterPlace(module, options.Rank, options.Alpha))],
            IsRankStabilized = options.Rslora,
        };
    }

    /// <summary>The linear maps of a network's layers, by their names in Hugging Face's files without ".weight".</summary>
    public static string[] Modules(ModelOptions shape) => [.. new NetworkParts(shape with { Adapter = null }).LinearMaps];

    /// <summary>In a sentence: rank 16 on 168 linear maps.</summary>
    public override string ToString()
    {
        int least = Places.Min(p => p.Rank), most = Places.Max(p => p.Rank);
        return string.Create(CultureInfo.InvariantCulture, $"rank {(least == most ? $"{least}" : $"{least} to {most}")} on {Places.Count} linear maps");
    }

    static bool IsTarget(string module, string target) =>
        target == AdapterOptions.AllLinear || module == target || module.EndsWith("." + target, StringComparison.Ordinal);

    static string[] Names(IEnumerable<string> modules) => [.. modules.Select(m => m[(m.LastIndexOf('.') + 1)..]).Distinct().Append(AdapterOptions.AllLinear)];
}
