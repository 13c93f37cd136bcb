// A network with its tokenizer, as a recipe or a command asks for it.

using System.Text.Json;
using R1Sharp.App.Data.Shapes;
using R1Sharp.Learning;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Stages;

/// <summary>A network with its tokenizer and the template it was trained with.</summary>
sealed class LoadedModel : IDisposable
{
    /// <summary>The template of a model that names none.</summary>
    public const string DefaultTemplate = "chat";

    /// <param name="policy">The network.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="templateName">How a question becomes a prompt.</param>
    public LoadedModel(IPolicy policy, Tokenizer tokenizer, string templateName)
        => (Policy, Tokenizer, TemplateName) = (policy, tokenizer, templateName);

    /// <summary>The network.</summary>
    public IPolicy Policy { get; }

    /// <summary>Its tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>How others find the network beside which its adapters stand; null where it was not read.</summary>
    public string? BaseName { get; private init; }

    /// <summary>Whether only adapters of it learn.</summary>
    public bool HasAdapters => Policy.Weights.Shape.Adapter is not null;

    /// <summary>Tokens that a prompt and its completion may have together.</summary>
    public int MaxPositions => Policy.MaxPositions ?? int.MaxValue;

    /// <summary>Every token that ends a text: the tokenizer's own and those that the model's files list.</summary>
    public IReadOnlyList<int> EndIds => [.. Policy.EndIds.Prepend(Tokenizer.EndOfTextId).Distinct()];

    /// <summary>What data has to fit to.</summary>
    public SequenceLimits Limits => new(Tokenizer, MaxPositions);

    /// <summary>The system's message before every question; null where there is none.</summary>
    public string? SystemPrompt { get; private init; }

    /// <summary>Variables of the chat template; null where there are none.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Variables { get; private init; }

    /// <summary>The same network with what a recipe says of conversations; this object gives it away.</summary>
    /// <exception cref="UserErrorException">The tokenizer lacks the token that is to end a text.</exception>
    public LoadedModel Saying(ChatRecipe? chat) => chat is null ? this
        : new(Policy, chat.Applied(Tokenizer), TemplateName)
        {
            SystemPrompt = chat.SystemPrompt,
            Variables = chat.TemplateKwargs?.Elements,
            BaseName = BaseName,
        };

    /// <summary>The same network with variables of the chat template; this object gives it away.</summary>
    public LoadedModel With(IReadOnlyDictionary<string, JsonElement>? variables) => variables is null ? this
        : new(Policy, Tokenizer, TemplateName) { SystemPrompt = SystemPrompt, Variables = variables, BaseName = BaseName };

    /// <summary>Names the template by which a question becomes a prompt.</summary>
    public string TemplateName { get; }

    /// <summary>Reads a Hugging Face folder or a GGUF file, with the adapters beside it where there are some.</summary>
    /// <param name="files">The files.</param>
    /// <param name="engine">What computes.</param>
    /// <param name="templateName">The template; null takes the one that the model was trained with.</param>
    /// <param name="use">What it is for; one for sampling takes less memory.</param>
    /// <param name="layout">Lanes, micro-batches, the format of the panels.</param>
    /// <param name="adapter">The adapters that learn, as <see cref="ModelFiles.Policy"/> says.</param>
    /// <param name="seed">Decides fresh adapters.</param>
    /// <exception cref="UserErrorException">It is incomplete or broken.</exception>
    public static LoadedModel Read(ModelFiles files, IEngine engine, string? templateName = null, NetworkUse use = NetworkUse.Training,
        MemoryLayout? layout = null, AdapterOptions? adapter = null, ulong seed = 0)
    {
        var tokenizer = files.Tokenizer();
        return new LoadedModel(files.Policy(engine, use, layout, adapter, seed), tokenizer, templateName ?? files.Template() ?? DefaultTemplate)
        {
            BaseName = files.BaseName,
        };
    }

    /// <summary>The same by what names the files: a folder, a file, or a folder with adapters.</summary>
    /// <exception cref="UserErrorException">It is missing, incomplete or broken.</exception>
    public static LoadedModel Read(string name, IEngine engine, string? templateName = null, NetworkUse use = NetworkUse.Training,
        MemoryLayout? layout = null) => Read(ModelFiles.Of(name), engine, templateName, use, layout);

    /// <summary>The model as it is asked, without a tool.</summary>
    /// <param name="rewards">What judges its answers.</param>
    public Asker Asker(RewardSum rewards)
    {
        var template = Template;
        return new(Policy, Tokenizer, template.Render, rewards) { Asks = problem => ProblemPrompt.Of(template, problem) };
    }

    /// <summary>Turns questions into prompts.</summary>
    public PromptTemplate Template => PromptTemplate.Named(TemplateName, Tokenizer, SystemPrompt, Variables);

    /// <summary>Writes a Hugging Face folder (which exists); of a network with adapters these alone, as PEFT does.</summary>
    public void Save(string directory) => Save(directory, []);

    /// <summary>The same; the files of weights say of themselves what is given.</summary>
    public void Save(string directory, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        var weights = Policy.Weights;
        if (weights.Shape.Adapter is null)
            weights.Save(directory, new() { Metadata = metadata });
        else
            PeftFolder.Write(directory, weights.Shape, weights.Read, BaseName, metadata);
        SaveWords(directory);
    }

    /// <summary>The same as one whole network, adapters added to it.</summary>
    public void SaveWhole(string directory)
    {
        Policy.Weights.Save(directory);
        SaveWords(directory);
    }

    void SaveWords(string directory)
    {
        Tokenizer.Save(directory);
        ModelFiles.NameTemplate(directory, TemplateName);
    }

    /// <inheritdoc/>
    public void Dispose() => Policy.Dispose();
}
