using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using R1Sharp.App.Stages;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>Every recipe that comes with the project runs through, from its first stage to its report, in smoke size.</summary>
public sealed partial class RecipeSmokeTests(SmokeRun smoke)
{
    /// <summary>The recipes, by file name; that of the claims is run where the claims are tested, and of the long one of the bake-off a part.</summary>
    public static TheoryData<string> Recipes => [.. Directory.GetFiles(Path.Combine(Cli.Home, "recipes"), "*.yaml").Select(f => Path.GetFileName(f)).Where(f => f is not ("claims.yaml" or "bake-off.yaml")).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Recipes))]
    public void Every_recipe_runs_through_in_smoke_size(string file)
    {
        string text = File.ReadAllText(Cli.Recipe(file));
        Assert.SkipWhen(text.Contains("R1SHARP_SHARED", StringComparison.Ordinal) && !Directory.Exists(Path.Combine(Shared, "data")), $"{file} needs the data of {Shared}, which is not there.");
        using var folder = new TemporaryDirectory();
        string run = Path.Combine(folder.Path, "run");
        string[] model = OwnModel().IsMatch(text) ? ["--set", $"model.from={Checkpoint(folder.Path)}"] : [];
        var done = Cli.RunIn(Cli.Home, ["run", Cli.Recipe(file), "--smoke", "--threads", "1", "--out", run, .. model]);
        Assert.Equal((0, ""), (done.Code, done.Error));
        Assert.True(File.Exists(Path.Combine(run, "report.html")));
        var recipe = RecipeFile.Load(Cli.Recipe(file), []);
        Assert.Equal(recipe.Stages.Count, Directory.GetDirectories(Path.Combine(run, "stages")).Length);
        // The summary ends with what the result came to, whatever arms stand behind it.
        string evaluated = Path.Combine(run, "stages", $"{recipe.Result}-evaluated", "stage.json");
        if (File.Exists(evaluated))
            Assert.Equal(Json(evaluated)["evaluation"]!.ToJsonString(), Json(Path.Combine(run, "summary.json"))["final"]!.ToJsonString());
    }

    [Fact]
    public void Smoke_size_shrinks_and_never_enlarges()
    {
        var recipe = RecipeFile.Load(Cli.Recipe("r1.yaml"), []);
        var small = SmokeSize.Of(recipe);
        Assert.Equal("r1-smoke", small.Name);
        Assert.Equal(recipe.Stages.Select(s => (s.Name, s.Kind.Key, s.From)), small.Stages.Select(s => (s.Name, s.Kind.Key, s.From)));
        Assert.All(small.Stages, s => Assert.True(s.Settings switch
        {
            GrpoStage grpo => grpo.Options.Steps <= 2,
            PretrainStage pretrain => pretrain.Options.Steps <= 6,
            SftStage sft => sft.Options.Steps <= 2,
            _ => true,
        }));
        Assert.Equal(RecipeFile.Resolved(small with { Name = "x" }), RecipeFile.Resolved(SmokeSize.Of(small) with { Name = "x" }));
        // What it makes is a recipe: it can be written and read again.
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(smoke.Root, "smoke-size")).FullName, "r1.yaml");
        File.WriteAllText(path, RecipeFile.Resolved(small));
        Assert.Equal(RecipeFile.Resolved(small), RecipeFile.Resolved(RecipeFile.Load(path, [])));
    }

    // The model is not made by the recipe: a checkpoint of the user's, or the result of another recipe.
    [GeneratedRegex(@"^model:\s+from: (models|runs)/", RegexOptions.Multiline)]
    private static partial Regex OwnModel();

    // A recipe for a checkpoint of the user's is given the smoke run's, with room for longer prompts.
    string Checkpoint(string folder)
    {
        string copy = Directory.CreateDirectory(Path.Combine(folder, "checkpoint")).FullName;
        foreach (string file in Directory.GetFiles(smoke.Model))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        string config = Path.Combine(copy, "config.json");
        string text = File.ReadAllText(config), longer = text.Replace("\"max_position_embeddings\": 512", "\"max_position_embeddings\": 4096", StringComparison.Ordinal);
        Assert.NotEqual(text, longer);
        File.WriteAllText(config, longer);
        return copy;
    }

    static JsonNode Json(string file) => JsonNode.Parse(File.ReadAllText(file))!;

    static string Shared => Environment.GetEnvironmentVariable("R1SHARP_SHARED") ?? Path.Combine(Cli.Home, "..", "shared");
}
