using R1Sharp.App.Stages;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>Stages that another run has finished in the same bits are not done again.</summary>
public sealed class TakeOverTests(SmokeRun smoke) : IDisposable
{
    readonly TemporaryDirectory _folder = new();

    string Other => Path.Combine(_folder.Path, "other");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_the_same_is_copied_and_what_is_not_is_done()
    {
        _ = smoke.Model;
        var run = Cli.Run("run", Cli.Recipe("smoke.yaml"), "--out", Other, "--take-over", smoke.Folder, "--set", "stages.grpo.steps=1");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains($"pretrain: taken over from {smoke.Folder}\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("pretrain: done before\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("grpo: taken over", run.Output, StringComparison.Ordinal);
        Assert.Contains("grpo: step 1/1", run.Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(Path.Combine(smoke.Folder, "stages", "pretrain", "metrics.jsonl")), File.ReadAllBytes(Path.Combine(Other, "stages", "pretrain", "metrics.jsonl")));
    }

    [Fact]
    public void The_same_recipe_has_nothing_left_to_do()
    {
        _ = smoke.Model;
        var run = Cli.Run("run", Cli.Recipe("smoke.yaml"), "--out", Other, "--take-over", smoke.Folder);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.DoesNotContain("step 1/", run.Output, StringComparison.Ordinal);
        Assert.Equal(SmokeRun.WeightsOf(smoke.Folder), SmokeRun.WeightsOf(Other));
    }

    [Fact]
    public void A_stage_that_is_not_asked_for_is_left_where_it_is()
    {
        _ = smoke.Model;
        Assert.Equal(0, Cli.Run("run", Cli.Recipe("smoke.yaml"), "--out", Other, "--take-over", smoke.Folder, "--only", "pretrain").Code);
        Assert.Equal(["pretrain"], Directory.GetDirectories(Path.Combine(Other, "stages")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_folder_without_a_run_is_refused()
    {
        var run = Cli.Run("run", Cli.Recipe("smoke.yaml"), "--out", Other, "--take-over", _folder.Path);
        Assert.Equal(2, run.Code);
        Assert.Contains("not a run folder", run.Error, StringComparison.Ordinal);
    }

    /// <summary>"r1 reproduce" pre-trains the base of its recipes once for each seed.</summary>
    [Fact]
    public void Recipes_of_one_world_share_their_base()
    {
        var bases = ((string[])["process.yaml", "iterative.yaml", "tree-search.yaml", "self-improvement.yaml"]).Select(name =>
        {
            var recipe = RecipeFile.Load(Cli.Recipe(name), []);
            var first = StageGraph.Of(recipe.Stages)[0];
            return (first.Name, new StageKeys(recipe, "cpu").Of(first).Key);
        });
        Assert.Single(bases.Distinct());
    }
}
