// A model that is served: its network at work, what it is called, which weights it has.

using System.Security.Cryptography;
using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Serving;

/// <summary>A model that is served.</summary>
sealed class ServedModel : IDisposable
{
    const int FingerprintLength = 12;

    readonly LoadedModel _model;
    readonly Lazy<string> _version;

    /// <param name="model">The model; it ends with this.</param>
    /// <param name="name">What clients call it.</param>
    /// <param name="directory">Where its weights lie; null where they lie nowhere.</param>
    /// <param name="context">Tokens that a prompt and its completion may have together; null takes what the model has room for.</param>
    public ServedModel(LoadedModel model, string name, string? directory = null, int? context = null)
    {
        (_model, Name) = (model, name);
        Live = model.Policy.Live(new() { MaxPositions = context });
        Template = model.Template;
        EndIds = model.EndIds;
        Grammars = new(model.Tokenizer, EndIds);
        _version = new(() => directory is null ? "fresh" : VersionOf(HubFolder.ModelOr(RecipeVariables.Expand(directory))));
    }

    /// <summary>What clients call it.</summary>
    public string Name { get; }

    /// <summary>When it was loaded.</summary>
    public DateTimeOffset Created { get; } = DateTimeOffset.UtcNow;

    /// <summary>Its network at work.</summary>
    public ILiveGeneration Live { get; }

    /// <summary>Its tokenizer.</summary>
    public Tokenizer Tokenizer => _model.Tokenizer;

    /// <summary>Turns conversations into prompts.</summary>
    public PromptTemplate Template { get; }

    /// <summary>Every token that ends a text.</summary>
    public IReadOnlyList<int> EndIds { get; }

    /// <summary>Grammars over its tokens.</summary>
    public ServedGrammars Grammars { get; }

    /// <summary>SHA-256 of the files of weights: two networks of one version have the same bits.</summary>
    public string Version => _version.Value;

    /// <summary>The beginning of it, as answers carry it.</summary>
    public string Fingerprint => "r1-" + Version[..Math.Min(FingerprintLength, Version.Length)];

    /// <summary>A name for a folder or file: its own, or where it lies in a run the run's.</summary>
    public static string NameOf(string directory)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(RecipeVariables.Expand(directory))), name = Path.GetFileName(full);
        return name is "model" && Path.GetFileName(Path.GetDirectoryName(full)) is { Length: > 0 } run ? run
            : name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) ? name[..^5] : name;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Live.Dispose();
        _model.Dispose();
    }

    static string VersionOf(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] files = File.Exists(path) ? [path] : [.. Directory.GetFiles(path, "*.safetensors").Order(StringComparer.Ordinal)];
        byte[] buffer = new byte[1 << 20];
        foreach (string file in files)
        {
            using var stream = File.OpenRead(file);
            for (int read; (read = stream.Read(buffer)) > 0;)
                hash.AppendData(buffer, 0, read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
