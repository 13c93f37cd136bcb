// A model that is served: its network at work, what it is called, which weights it has; beside the network itself perhaps adapters over it.

using System.Security.Cryptography;
using System.Text;
using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Serving;

/// <summary>A model that is served: a network, or adapters over one that is.</summary>
sealed class ServedModel : IDisposable
{
    const int FingerprintLength = 12;

    readonly LoadedModel? _model;
    readonly IRequestAdapter? _adapter;
    readonly Lazy<string> _version;
    bool _isDisposed;

    /// <param name="model">The model; it ends with this.</param>
    /// <param name="name">What clients call it.</param>
    /// <param name="directory">Where its weights lie; null where they lie nowhere.</param>
    /// <param name="context">Tokens that a prompt and its completion may have together; null takes what the model has room for.</param>
    public ServedModel(LoadedModel model, string name, string? directory = null, int? context = null)
    {
        (_model, Name) = (model, name);
        Live = model.Policy.Live(new() { MaxPositions = context });
        (Tokenizer, Template, EndIds) = (model.Tokenizer, model.Template, model.EndIds);
        Grammars = new(Tokenizer, EndIds);
        _version = new(() => directory is null ? "fresh" : WeightHash.Of(HubFolder.ModelOr(RecipeVariables.Expand(directory))));
    }

    // Adapters over another model, which they end before. Their folder may have a tokenizer and a template of its own.
    ServedModel(ServedModel network, string name, string directory)
    {
        var model = network._model!;
        IRequestAdapter? adapter = null;
        // Between rounds: the threads that pack are those that compute.
        network.Live.Between(() => adapter = model.Policy.ReadAdapter(directory));
        (_adapter, Name, Network, Live) = (adapter, name, network, network.Live);
        Tokenizer = File.Exists(Path.Combine(directory, "tokenizer.json")) ? Tokenizer.Load(directory) : model.Tokenizer;
        Template = PromptTemplate.Named(ModelFiles.NamedTemplate(directory) ?? model.TemplateName, Tokenizer, model.SystemPrompt, model.Variables);
        EndIds = [.. model.Policy.EndIds.Prepend(Tokenizer.EndOfTextId).Distinct()];
        Grammars = new(Tokenizer, EndIds);
        string own = WeightHash.Of(directory);
        _version = new(() => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{network.Version} {own}"))));
    }

    /// <summary>What clients call it.</summary>
    public string Name { get; }

    /// <summary>The network over which its adapters stand; null where it has none.</summary>
    public ServedModel? Network { get; }

    /// <summary>What requests name to have its adapters take part; null where it has none.</summary>
    public IRequestAdapter? Adapter => _adapter;

    /// <summary>When it was loaded.</summary>
    public DateTimeOffset Created { get; } = DateTimeOffset.UtcNow;

    /// <summary>Its network at work.</summary>
    public ILiveGeneration Live { get; }

    /// <summary>Its tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Turns conversations into prompts.</summary>
    public PromptTemplate Template { get; }

    /// <summary>Every token that ends a text.</summary>
    public IReadOnlyList<int> EndIds { get; }

    /// <summary>Grammars over its tokens.</summary>
    public ServedGrammars Grammars { get; }

    /// <summary>SHA-256 of the files of weights, of adapters with their network's: two models of one version have the same bits.</summary>
    public string Version => _version.Value;

    /// <summary>The beginning of it, as answers carry it.</summary>
    public string Fingerprint => "r1-" + Version[..Math.Min(FingerprintLength, Version.Length)];

    /// <summary>Adapters over this network as a model of their own.</summary>
    /// <param name="name">What clients call it.</param>
    /// <param name="directory">A folder with adapters, as PEFT has them.</param>
    /// <exception cref="Learning.UserErrorException">There are none, they are broken, or belong to another network.</exception>
    public ServedModel WithAdapter(string name, string directory) => new(this, name, directory);

    /// <summary>A name for a folder or file: its own, or where it lies in a run the run's.</summary>
    public static string NameOf(string directory)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(RecipeVariables.Expand(directory))), name = Path.GetFileName(full);
        return name is "model" && Path.GetFileName(Path.GetDirectoryName(full)) is { Length: > 0 } run ? run
            : name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) ? name[..^5] : name;
    }

    /// <summary>Ends it: a network with all that runs on it; adapters when no row with them is computed any more.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_adapter is { } adapter)
            Free(adapter);
        else
            Live.Dispose();
        _model?.Dispose();
    }

    void Free(IRequestAdapter adapter)
    {
        try
        {
            Live.Between(adapter.Dispose);
        }
        catch (ObjectDisposedException)
        {
            adapter.Dispose();
        }
    }
}
