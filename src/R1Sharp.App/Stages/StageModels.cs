// The network that each stage begins with: that of the stage which it comes from, or a new one.

using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Judges;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.RewardModels;

namespace R1Sharp.App.Stages;

/// <summary>What data has to fit to: a stage's tokens and how many of them a sequence may have.</summary>
/// <param name="Tokenizer">The tokenizer.</param>
/// <param name="MaxPositions">Longest sequence.</param>
sealed record SequenceLimits(Tokenizer Tokenizer, int MaxPositions);

/// <summary>Holds one network at a time: the one of the stage in progress.</summary>
/// <param name="recipe">The recipe.</param>
/// <param name="corpora">Where a tokenizer finds its texts.</param>
/// <param name="folder">Where the stages leave their models.</param>
/// <param name="engine">What computes.</param>
sealed class StageModels(Recipe recipe, Corpora corpora, RunFolder folder, IEngine engine) : IDisposable
{
    readonly Lock _lock = new();
    readonly Dictionary<string, Tokenizer> _tokenizers = [];
    LoadedModel? _current;
    string? _origin;

    /// <summary>The network that a stage begins with; it belongs to this object and is valid until the next call.</summary>
    /// <exception cref="UserErrorException">A checkpoint is missing or broken.</exception>
    public LoadedModel Begin(StageNode node)
    {
        var adapter = AdapterOf(node);
        if (node.Start is { } start && start.Name == _origin && _current!.HasAdapters == (adapter is not null))
            return _current;
        _current?.Dispose();
        (_current, _origin) = (null, null);
        _current = node.Start is { } from ? Read(folder.Stage(from.Name).Model, adapter) : New(node.Network(recipe), adapter);
        return _current;
    }

    /// <summary>
    /// The network that a stage left, beside the present one, to sample from and to score with: it keeps nothing that training needs. It is its caller's.
    /// </summary>
    public LoadedModel Beside(string stage) => LoadedModel.Read(folder.Stage(stage).Model, engine, recipe.Template, NetworkUse.Sampling, recipe.Policy.Layout)
        .Saying(recipe.Chat);

    /// <summary>The reward models that a reward names, to score with; they are their caller's.</summary>
    public IReadOnlyList<RewardModel> RewardModelsOf(RewardRecipe reward) => reward.Folder is { } directory ? [Scoring(RecipeVariables.Expand(directory))]
        : [.. reward.Stages.Select(stage => Scoring(folder.Stage(stage).Model))];

    /// <summary>The reward model that a stage left, to score with; it is its caller's.</summary>
    public RewardModel RewardModelOf(string stage) => Scoring(folder.Stage(stage).Model);

    /// <summary>The judge that a stage left, to be asked while the engine is at work; it is its caller's.</summary>
    public IVerdictJudge JudgeOf(string stage)
    {
        string directory = folder.Stage(stage).Model;
        using var weights = WeightSources.Open(directory);
        var model = new LoadedModel(engine.Aside(weights, recipe.Policy.Layout), Tokenizer.Load(directory), recipe.Template).Saying(recipe.Chat);
        return new ModelJudge(stage, model.Policy, model.Tokenizer, model.Template.Render);
    }

    RewardModel Scoring(string directory) => RewardModel.Load(directory, engine, recipe.Policy.Layout);

    /// <summary>A network with a scalar head of zero over the weights of a stage's; it is its caller's.</summary>
    public IScalarModel ScalarModelOf(LoadedModel model)
    {
        using var weights = WeightSources.WithScalarHead(model.Policy.Weights);
        return engine.ScalarModel(weights, NetworkUse.Training, recipe.Policy.Layout);
    }

    /// <summary>The reward model that a stage left, to train it on; it is its caller's.</summary>
    public IScalarModel ScalarModelOf(string stage)
    {
        using var weights = WeightSources.Open(folder.Stage(stage).Model, OutputHead.Scalar);
        var adapted = recipe.Policy.Adapter is { } adapter ? AdapterSources.WithFresh(weights, adapter, recipe.Seed) : weights;
        return engine.ScalarModel(adapted, NetworkUse.Training, recipe.Policy.Layout);
    }

    /// <summary>A stage is done: where it changed the network, that is now the stage's.</summary>
    public void Ends(StageNode node) =>
        _origin = node.Kind.LeavesModel ? node.Name : node.Kind.Leaves.HasFlag(StageYield.Judge) ? null : node.Start?.Name;

    /// <summary>What a stage's data has to fit to; known before the stage begins.</summary>
    /// <exception cref="UserErrorException">A tokenizer or a configuration is missing or broken.</exception>
    public SequenceLimits LimitsOf(StageNode node)
    {
        while (node.Start is { } start)
            node = start;
        return new SequenceLimits(TokenizerOf(node.Network(recipe)), ShapeOf(node).MaxPositions);
    }

    /// <summary>The shape of the network that a stage works on; known before the stage begins.</summary>
    /// <exception cref="UserErrorException">A tokenizer or a configuration is missing or broken.</exception>
    public ModelOptions ShapeOf(StageNode node)
    {
        while (node.Start is { } start)
            node = start;
        var network = node.Network(recipe);
        if (network.From is { } directory)
            return ModelFiles.Of(directory).Shape();
        var tokenizer = TokenizerOf(network);
        return network.Shape(tokenizer.VocabularySize, tokenizer.EndOfTextId);
    }

    /// <summary>The number of parameters of that network.</summary>
    public long ParametersOf(StageNode node) => EstimateOf(node).Parameters;

    /// <summary>What that network takes.</summary>
    /// <exception cref="UserErrorException">As of <see cref="ShapeOf"/>; or an adapter is asked for beside a linear map that there is not.</exception>
    public INetworkEstimate EstimateOf(StageNode node)
    {
        var (shape, layout) = (ShapeOf(node), recipe.Policy.Layout);
        if (AdapterOf(node) is not { } adapter)
            return engine.Estimate(shape, layout);
        // What is frozen stays as it is stored.
        return engine.Estimate(shape with { Adapter = AdapterShape.Of(adapter, shape) }, layout with { Bfloat16 = layout.Bfloat16 || IsBfloat16(node) });
    }

    /// <inheritdoc/>
    public void Dispose() => _current?.Dispose();

    AdapterOptions? AdapterOf(StageNode node) => node.Kind.LearnsAllWeights ? null : recipe.Policy.Adapter;

    bool IsBfloat16(StageNode node)
    {
        while (node.Start is { } start)
            node = start;
        return node.Network(recipe).From is { } directory && ModelFiles.Of(directory).HasBfloat16Matrices();
    }

    LoadedModel Read(string place, AdapterOptions? adapter) =>
        LoadedModel.Read(ModelFiles.Of(place), engine, recipe.Template, NetworkUse.Training, recipe.Policy.Layout, adapter, recipe.Seed).Saying(recipe.Chat);

    LoadedModel New(ModelRecipe network, AdapterOptions? adapter)
    {
        if (network.From is { } directory)
            return Read(directory, adapter);
        if (adapter is not null)
            throw new UserErrorException("adapters learn beside a network that has learned before, but a stage begins with a new one: begin with pretrain, or "
                + "read a model with model.from.");
        var tokenizer = TokenizerOf(network);
        using var fresh = WeightSources.Fresh(network.Shape(tokenizer.VocabularySize, tokenizer.EndOfTextId), recipe.Seed);
        return new LoadedModel(engine.Policy(fresh, NetworkUse.Training, recipe.Policy.Layout), tokenizer, recipe.Template);
    }

    Tokenizer TokenizerOf(ModelRecipe network)
    {
        lock (_lock)
        {
            // A network of a stage's own speaks the language of the recipe's model, so that it can be compared with it and learn from its data.
            string place = network.From ?? recipe.Tokenizer.From ?? recipe.Model.From ?? "";
            if (!_tokenizers.TryGetValue(place, out var tokenizer))
                _tokenizers[place] = tokenizer = Saying(place.Length == 0 ? Train() : ModelFiles.Of(place).Tokenizer());
            return tokenizer;
        }
    }

    Tokenizer Saying(Tokenizer tokenizer) => recipe.Chat?.Applied(tokenizer) ?? tokenizer;

    Tokenizer Train()
    {
        var corpus = recipe.FirstCorpus ?? throw new UserErrorException(
            "the recipe has no pre-training whose corpus a tokenizer could be trained on; name one with tokenizer.from, or a model with model.from.");
        return TokenizerTrainer.Train(corpora.Sample(corpus, recipe.Tokenizer.SampleDocuments), new() { VocabularySize = recipe.Tokenizer.VocabularySize });
    }
}
