using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.RewardModels;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Stages;

/// <summary>The networks beside the one in training: loaded to score, and laid out as the recipe says.</summary>
public sealed class ModelsBesideTests : IDisposable
{
    const string Text = """
        name: models
        model: {hidden_size: 32, intermediate_size: 64, layer_count: 1, head_count: 2, key_value_head_count: 1}
        tokenizer: {vocabulary_size: 300, sample_documents: 200}
        policy: {bfloat16: BFLOAT16, gradient_lanes: 3, micro_batch_tokens: 99}
        stages:
          - pretrain: {corpus: {miniature: {}}, steps: 1}
        """;

    readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_teacher_or_solver_keeps_nothing_to_train_with_and_has_the_recipes_layout(bool bfloat16)
    {
        using var pool = new CpuEngine(1);
        var recipe = SettingsBinder.Bind<Recipe>(RecipeParser.Parse(Text.Replace("BFLOAT16", bfloat16 ? "true" : "false"), "models.yaml"));
        using var folder = RunFolder.Open(Path.Combine(_folder.Path, $"run-{bfloat16}"), RecipeFile.Resolved(recipe), RunUse.None);
        using var models = new StageModels(recipe, new Corpora(recipe, new MiniatureWorld(recipe.World)), folder, pool);
        var node = StageGraph.Of(recipe.Stages)[0];
        var trained = models.Begin(node);
        string model = folder.Stage(node.Name).Model;
        Directory.CreateDirectory(model);
        trained.Save(model);
        using var beside = models.Beside(node.Name);
        var policy = Assert.IsType<CpuPolicy>(beside.Policy);
        Assert.Equal((bfloat16, 3, 99), (policy.IsBfloat16, policy.Layout.GradientLanes, policy.Layout.MicroBatchTokens));
        TokenSequence[] sequences = [new([1, 2, 3, 4, 5]), new([7, 7, 7])];
        Assert.Equal(trained.Policy.LogProbs(sequences), beside.Policy.LogProbs(sequences));
        Assert.Contains("not for training", Assert.Throws<InvalidOperationException>(() => beside.Policy.Update(0.1)).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_value_model_and_a_reward_model_have_the_recipes_layout(bool bfloat16)
    {
        using var pool = new CpuEngine(1);
        var recipe = SettingsBinder.Bind<Recipe>(RecipeParser.Parse(Text.Replace("BFLOAT16", bfloat16 ? "true" : "false"), "models.yaml"));
        using var folder = RunFolder.Open(Path.Combine(_folder.Path, $"values-{bfloat16}"), RecipeFile.Resolved(recipe), RunUse.None);
        using var models = new StageModels(recipe, new Corpora(recipe, new MiniatureWorld(recipe.World)), folder, pool);
        var node = StageGraph.Of(recipe.Stages)[0];
        var trained = models.Begin(node);
        using var values = models.ScalarModelOf(trained);
        var layout = Assert.IsType<CpuScalarModel>(values).Layout;
        Assert.Equal((bfloat16, 3, 99), (layout.Bfloat16, layout.GradientLanes, layout.MicroBatchTokens));
        // A head of its own makes values that differ where the matrices are rounded.
        using var judge = pool.ScalarOver(trained.Policy, recipe.Policy.Layout, headDeviation: 1, seed: 3);
        string model = folder.Stage(node.Name).Model;
        Directory.CreateDirectory(model);
        RewardModel.Save(model, judge, trained.Tokenizer, new RewardModelCard(Learning.Rewards.Learned.RewardScope.Response, new(0, 1)));
        using var read = models.RewardModelsOf(new() { Name = "learned", Stage = node.Name })[0];
        TokenSequence[] sequences = [new([1, 2, 3, 4, 5])];
        Assert.Equal(judge.Values(sequences), read.Scores(sequences));
        using var other = RewardModel.Load(model, pool, recipe.Policy.Layout with { Bfloat16 = !bfloat16 });
        Assert.NotEqual(judge.Values(sequences), other.Scores(sequences));
    }
}
