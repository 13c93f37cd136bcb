// A network with its tokenizer, as a recipe or a command asks for it.

using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Stages;

/// <summary>A network with its tokenizer and the template it was trained with.</summary>
public sealed class LoadedModel : IDisposable
{
    // Not part of Hugging Face's format: the chat template says how a conversation is written, this how a problem is put.
    const string TemplateFile = "prompt_template.txt", DefaultTemplate = "chat";

    /// <param name="policy">The network.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="templateName">How a question becomes a prompt.</param>
    public LoadedModel(IPolicy policy, Tokenizer tokenizer, string templateName)
        => (Policy, Tokenizer, TemplateName) = (policy, tokenizer, templateName);

    /// <summary>The network.</summary>
    public IPolicy Policy { get; }

    /// <summary>Its tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Tokens that a prompt and its completion may have together.</summary>
    public int MaxPositions => Policy.MaxPositions ?? int.MaxValue;

    /// <summary>Every token that ends a text: the tokenizer's own and those that the model's files list.</summary>
    public IReadOnlyList<int> EndIds => [.. Policy.EndIds.Prepend(Tokenizer.EndOfTextId).Distinct()];

    /// <summary>What data has to fit to.</summary>
    public SequenceLimits Limits => new(Tokenizer, MaxPositions);

    /// <summary>The system's message before every question; null where there is none.</summary>
    public string? SystemPrompt { get; private init; }

    /// <summary>The same network with what a recipe says of conversations; this object gives it away.</summary>
    /// <exception cref="UserErrorException">The tokenizer lacks the token that is to end a text.</exception>
    public LoadedModel Saying(ChatRecipe? chat) => chat is null ? this
        : new(Policy, chat.Applied(Tokenizer), TemplateName) { SystemPrompt = chat.SystemPrompt };

    /// <summary>Names the template by which a question becomes a prompt.</summary>
    public string TemplateName { get; }

    /// <summary>Reads a Hugging Face folder or a GGUF file.</summary>
    /// <param name="directory">The folder or file; may contain ${VARIABLES} of the environment.</param>
    /// <param name="engine">What computes.</param>
    /// <param name="templateName">The template; null takes the one that the model was trained with.</param>
    /// <param name="use">What it is for; one for sampling takes less memory.</param>
    /// <param name="layout">Lanes, micro-batches, the format of the panels.</param>
    /// <exception cref="UserErrorException">It is missing, incomplete or broken.</exception>
    public static LoadedModel Read(string directory, IEngine engine, string? templateName = null, NetworkUse use = NetworkUse.Training,
        MemoryLayout? layout = null)
    {
        var path = HubFolder.ModelOr(RecipeVariables.Expand(directory));
        if (GgufModel.IsGguf(path))
            return ReadGguf(path, engine, templateName, use, layout);
        if (!Directory.Exists(path))
            throw new UserErrorException(
                $"{path}: there is no such model; give a folder with config.json, model.safetensors and tokenizer.json, or a GGUF file.");
        var tokenizer = Tokenizer.Load(path);
        using var weights = WeightSources.Open(path);
        return new LoadedModel(engine.Policy(weights, use, layout), tokenizer, templateName ?? NamedTemplate(path) ?? DefaultTemplate);
    }

    /// <summary>The shape of the network in a folder or file, without its weights.</summary>
    /// <exception cref="UserErrorException">It is missing or broken.</exception>
    public static ModelOptions OptionsOf(string directory)
    {
        var path = HubFolder.ModelOr(RecipeVariables.Expand(directory));
        if (!GgufModel.IsGguf(path))
            return ModelConfig.Read(path);
        using var model = GgufModel.Open(path);
        return model.Options;
    }

    /// <summary>The tokenizer of a folder or file.</summary>
    /// <exception cref="UserErrorException">It is missing or broken.</exception>
    public static Tokenizer TokenizerOf(string directory)
    {
        var path = HubFolder.ModelOr(RecipeVariables.Expand(directory));
        if (!GgufModel.IsGguf(path))
            return Tokenizer.Load(path);
        using var model = GgufModel.Open(path);
        return model.Tokenizer;
    }

    /// <summary>The template that a folder names; null where it names none.</summary>
    public static string? NamedTemplate(string directory)
    {
        var file = Path.Combine(directory, TemplateFile);
        return File.Exists(file) ? Utf8Text.ReadAll(file).Trim() : null;
    }

    /// <summary>Names the template of a folder.</summary>
    public static void NameTemplate(string directory, string templateName) =>
        AtomicFile.WriteAllText(Path.Combine(directory, TemplateFile), templateName + "\n");

    static LoadedModel ReadGguf(string path, IEngine engine, string? templateName, NetworkUse use, MemoryLayout? layout)
    {
        var model = GgufModel.Open(path);
        using var weights = WeightSources.Of(model);
        return new LoadedModel(engine.Policy(weights, use, layout), model.Tokenizer, templateName ?? model.PromptTemplate ?? DefaultTemplate);
    }

    /// <summary>The model as it is asked, without a tool.</summary>
    /// <param name="rewards">What judges its answers.</param>
    public Asker Asker(RewardSum rewards) => new(Policy, Tokenizer, Template.Render, rewards);

    /// <summary>Turns questions into prompts.</summary>
    public PromptTemplate Template => PromptTemplate.Named(TemplateName, Tokenizer, SystemPrompt);

    /// <summary>Writes a Hugging Face folder (which exists).</summary>
    public void Save(string directory) => Save(directory, []);

    /// <summary>The same; the files of weights say of themselves what is given.</summary>
    public void Save(string directory, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        Policy.Weights.Save(directory, new() { Metadata = metadata });
        Tokenizer.Save(directory);
        NameTemplate(directory, TemplateName);
    }

    /// <inheritdoc/>
    public void Dispose() => Policy.Dispose();
}
