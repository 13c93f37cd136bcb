using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Settings;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Stages;

/// <summary>Which network and which tokenizer a stage begins with.</summary>
public sealed class StageModelsTests : IDisposable
{
    const string Shape = "{hidden_size: 32, intermediate_size: 64, layer_count: 1, head_count: 2, key_value_head_count: 1}";

    readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    Recipe Recipe() => SettingsBinder.Bind<Recipe>(RecipeParser.Parse($$$"""
        name: own
        model: {from: {{{_folder.Path}}}}
        stages:
          - model: {{{Shape}}}
            pretrain: {corpus: {miniature: {}}, steps: 1, tokens_per_step: 100}
        """, "own.yaml"));

    [Fact]
    public void A_network_of_the_stages_own_has_the_tokenizer_of_the_recipes_model()
    {
        SmallTokenizer.Instance.Save(_folder.Path);
        var recipe = Recipe();
        using var pool = new CpuEngine(1);
        using var folder = RunFolder.Open(Path.Combine(_folder.Path, "run"), RecipeFile.Resolved(recipe), RunUse.None);
        using var models = new StageModels(recipe, new Corpora(recipe, new MiniatureWorld(recipe.World)), folder, pool);
        var node = StageGraph.Of(recipe.Stages)[0];
        const string text = "the answer is 12, so the other answer is 123";
        Assert.Equal(SmallTokenizer.Instance.Encode(text), models.LimitsOf(node).Tokenizer.Encode(text));
        var begun = models.Begin(node);
        Assert.Equal(SmallTokenizer.Instance.Encode(text), begun.Tokenizer.Encode(text));
        Assert.Equal((32, SmallTokenizer.Instance.VocabularySize), (begun.Policy.Weights.Shape.HiddenSize, begun.Policy.Weights.Shape.VocabularySize));
    }

    [Fact]
    public void Its_key_names_that_tokenizer()
    {
        SmallTokenizer.Instance.Save(_folder.Path);
        string Key() => new StageKeys(Recipe(), "cpu").Of(StageGraph.Of(Recipe().Stages)[0]).Key;
        string before = Key();
        Assert.Equal(before, Key());
        _folder.With("added_tokens.json", """{"<call>":999}""");
        Assert.NotEqual(before, Key());
    }
}
