// The files of a model as somebody names it: a Hugging Face folder or a GGUF file, and beside it perhaps a folder with adapters, which
// may also be named alone: it says which base it belongs to.

using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Stages;

/// <summary>A model's files.</summary>
/// <param name="Base">The folder or file of the network.</param>
/// <param name="BaseName">How others find it: its name on the hub, or its whole path.</param>
/// <param name="Adapters">The folder with adapters; null where there are none.</param>
sealed record ModelFiles(string Base, string BaseName, string? Adapters)
{
    // Not part of Hugging Face's format: the chat template says how a conversation is written, this how a problem is put.
    const string TemplateFile = "prompt_template.txt";

    /// <summary>Whether the network is in a GGUF file.</summary>
    public bool IsGguf => GgufModel.IsGguf(Base);

    /// <summary>Finds them.</summary>
    /// <param name="name">A folder, a file, or a name under R1SHARP_HUB; may contain ${VARIABLES} of the environment.</param>
    /// <param name="adapters">A folder with adapters beside it; null where there are none, or the name is that of such a folder.</param>
    /// <exception cref="UserErrorException">There is no such model.</exception>
    public static ModelFiles Of(string name, string? adapters = null)
    {
        string path = HubFolder.ModelOr(RecipeVariables.Expand(name));
        if (PeftFolder.Is(path))
            return adapters is null ? OfAdapters(path)
                : throw new UserErrorException($"{path} holds an adapter itself, so that no other can stand beside it: name its base as the model.");
        if (!Directory.Exists(path) && !GgufModel.IsGguf(path))
            throw new UserErrorException(
                $"{path}: there is no such model{NearestPath.Hint(path)}; give a folder with config.json, model.safetensors and tokenizer.json, or a GGUF "
                + "file.");
        return new(path, NameOf(name, path), adapters is null ? null : Existing(RecipeVariables.Expand(adapters)));
    }

    /// <summary>The shape of the network, without adapters.</summary>
    /// <exception cref="UserErrorException">It is missing or broken.</exception>
    public ModelOptions Shape() => IsGguf ? FromGguf(model => model.Options) : ModelConfig.Read(Base);

    /// <summary>The tokenizer: that beside the adapters, where there is one.</summary>
    /// <exception cref="UserErrorException">It is missing or broken.</exception>
    public Tokenizer Tokenizer()
    {
        if (Adapters is { } own && File.Exists(Path.Combine(own, "tokenizer.json")))
            return Learning.Tokenization.Tokenizer.Load(own);
        return IsGguf ? FromGguf(model => model.Tokenizer) : Learning.Tokenization.Tokenizer.Load(Base);
    }

    /// <summary>The template that the model was trained with; null where it names none.</summary>
    public string? Template() => (Adapters is { } own ? NamedTemplate(own) : null) ?? (IsGguf ? FromGguf(model => model.PromptTemplate) : NamedTemplate(Base));

    /// <summary>Whether all matrices of the network are bfloat16 where they are stored.</summary>
    public bool HasBfloat16Matrices()
    {
        using var weights = WeightSources.Open(Base);
        return weights.HasBfloat16Matrices;
    }

    /// <summary>The network.</summary>
    /// <param name="engine">What computes.</param>
    /// <param name="use">What it is for.</param>
    /// <param name="layout">Lanes, micro-batches, the format of the panels.</param>
    /// <param name="adapter">
    /// The adapters that learn; null has those that are there take part, and where it is for training all weights learn, with these added.
    /// </param>
    /// <param name="seed">Decides fresh adapters.</param>
    /// <exception cref="UserErrorException">A file is missing or broken, or there are other adapters than those that are to learn.</exception>
    public IPolicy Policy(IEngine engine, NetworkUse use, MemoryLayout? layout = null, AdapterOptions? adapter = null, ulong seed = 0)
    {
        using var weights = WeightSources.Open(Base);
        using var there = Adapters is { } folder ? PeftFolder.Open(folder, weights.Shape) : null;
        if ((there is not null || adapter is not null) && !engine.HasAdapters)
            throw new UserErrorException($"The engine \"{engine.Name}\" has no adapters: train all weights, or merge them with r1 export --merge.");
        if (there is null)
            return engine.Policy(adapter is null ? weights : AdapterSources.WithFresh(weights, adapter, seed), use, layout);
        if (adapter is not null && AdapterShape.Of(adapter, weights.Shape) is var asked && asked != there.Shape.Adapter)
            throw new UserErrorException($"{there.Directory} holds adapters of {there.Shape.Adapter}, but the recipe asks for {asked}: ask for the same under "
                + "policy.adapter, or merge them with r1 export --merge and begin from that.");
        var both = AdapterSources.With(weights, there);
        return engine.Policy(use == NetworkUse.Training && adapter is null ? AdapterSources.Merged(both) : both, use, layout);
    }

    /// <summary>The template that a folder names; null where it names none.</summary>
    public static string? NamedTemplate(string directory)
    {
        string file = Path.Combine(directory, TemplateFile);
        return File.Exists(file) ? Utf8Text.ReadAll(file).Trim() : null;
    }

    /// <summary>Names the template of a folder.</summary>
    public static void NameTemplate(string directory, string templateName) =>
        AtomicFile.WriteAllText(Path.Combine(directory, TemplateFile), templateName + "\n");

    static ModelFiles OfAdapters(string folder)
    {
        string name = PeftFolder.BaseOf(folder) ?? throw new UserErrorException(
            $"{Path.Combine(folder, PeftFolder.ConfigFile)} names no base model: name the base as the model, and this folder with --adapter.");
        string path = HubFolder.ModelOr(name);
        if (!Path.Exists(path) && Path.Exists(Path.Combine(folder, name)))
            path = Path.Combine(folder, name);
        if (!Path.Exists(path))
            throw new UserErrorException($"{folder} holds an adapter for {name}, which is not here: name the base as the model, and this folder with --adapter"
                + (HubFolder.IsName(name) ? $", or put {name} under {HubFolder.Variable}." : "."));
        return PeftFolder.Is(path) ? throw new UserErrorException($"{folder} holds an adapter for {path}, which is an adapter too: merge that one first.")
            : new(path, NameOf(name, path), folder);
    }

    static string Existing(string adapters) => PeftFolder.Is(adapters) ? adapters
        : throw new UserErrorException($"{adapters}: there is no adapter; give a folder with {PeftFolder.ConfigFile} and adapter_model.safetensors.");

    static string NameOf(string name, string path) => path == RecipeVariables.Expand(name) || !HubFolder.IsName(name) ? Path.GetFullPath(path) : name;

    T FromGguf<T>(Func<GgufModel, T> get)
    {
        using var model = GgufModel.Open(Base);
        return get(model);
    }
}
