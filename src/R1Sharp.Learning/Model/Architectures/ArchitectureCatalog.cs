// Every architecture that files may name.

namespace R1Sharp.Learning.Model.Architectures;

/// <summary>The architectures; a new one is a file beside this one and a line here.</summary>
static class ArchitectureCatalog
{
    /// <summary>What config.json may name.</summary>
    public static IReadOnlyList<ArchitectureFormat> Formats { get; } = [Qwen2.Files, Qwen3.Files, Llama.Files, Llama.MistralFiles, Olmo2.Files];

    /// <summary>What general.architecture of a GGUF file may name.</summary>
    public static IEnumerable<ArchitectureFormat> GgufFormats => Formats.Where(f => f.FromGguf is not null);
}
