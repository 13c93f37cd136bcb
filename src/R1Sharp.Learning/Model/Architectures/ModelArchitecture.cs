// A family of networks in one place: what its layers are made of, with which settings, and how files say so. Its instance in
// ModelOptions holds the settings that only this family has; what all have in common are ModelOptions' own.

using System.Text.Json.Nodes;
using R1Sharp.Learning.Model.Parts;

namespace R1Sharp.Learning.Model.Architectures;

/// <summary>What the layers of a network are made of.</summary>
public abstract record ModelArchitecture
{
    internal ModelArchitecture() { }

    /// <summary>What new networks can be made of, by <see cref="Name"/>.</summary>
    public static IEnumerable<string> Names => ArchitectureCatalog.Formats.Where(f => f.New is not null).Select(f => f.ModelType);

    /// <summary>The architecture of a name; null where there is none.</summary>
    public static ModelArchitecture? Named(string name) => ArchitectureCatalog.Formats.FirstOrDefault(f => f.ModelType == name)?.New?.Invoke();

    /// <summary>As config.json names it (model_type).</summary>
    public string Name => Format.ModelType;

    /// <summary>How files speak of it.</summary>
    internal abstract ArchitectureFormat Format { get; }

    /// <summary>The branches of one decoder layer, in order; parameters lie in the order in which the parts are made.</summary>
    /// <param name="plan">Takes down what the parts need, and knows the network's shape.</param>
    /// <param name="layer">Index of the layer.</param>
    internal abstract IReadOnlyList<IBranch> Branches(PartPlan plan, int layer);

    /// <summary>A linear layer of its parts: an architecture that is another one with adapters puts them here.</summary>
    internal virtual ILinear Linear(PartPlan plan, int inputs, bool hasBias, InitialValues initial, params ReadOnlySpan<PartTensor> outputs) =>
        new LinearLayer(plan, inputs, hasBias, initial, outputs);

    /// <summary>The fields of config.json that only this architecture has.</summary>
    internal abstract void WriteConfig(JsonObject json);

    /// <summary>What of such a network llama.cpp does not know, as the end of a sentence; null where it knows all.</summary>
    internal virtual string? UnknownToGguf(ModelOptions options) => null;
}
