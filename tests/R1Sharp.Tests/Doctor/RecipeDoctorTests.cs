using R1Sharp.App.Commands;
using R1Sharp.App.Doctor;
using R1Sharp.Tests.Commands;
using R1Sharp.Tests.Engines;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Doctor;

/// <summary>Every trouble that a recipe can show, made on purpose and seen by name; none in the recipes of the house.</summary>
public sealed class RecipeDoctorTests : IDisposable
{
    const string Base = """
        name: ill
        template: miniature
        model: {size: tiny, hidden_size: 16, intermediate_size: 16, layer_count: 1, head_count: 2, key_value_head_count: 1, max_positions: 256}
        tokenizer: {vocabulary_size: 300, sample_documents: 200}
        evaluation: {problems: [{miniature: {family: countdown, split: held-out, count: 4}}], sample_count: 2}
        stages:
          - pretrain: {corpus: {miniature: {}}, steps: 6, tokens_per_step: 512, learning_rate: {peak: 3e-3, warmup_steps: 2}}
          - grpo: {problems: [{miniature: {family: countdown, count: 20}}], max_completion_tokens: 64, steps: 6, learning_rate: {peak: 1e-4, warmup_steps: 1}}
          - evaluate: {}
        """;

    readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    string At(string name) => Path.Combine(_folder.Path, name);

    IReadOnlyList<Diagnosis> Look(string recipe, params string[] overrides)
    {
        File.WriteAllText(At("ill.yaml"), recipe);
        return DoctorCommand.Examine(_ => new BigramEngine(), At("ill.yaml"), overrides);
    }

    // Nothing else is named than what was made, with the line that holds it.
    void Sees(string trouble, string recipe, int line)
    {
        var found = Assert.Single(Look(recipe));
        Assert.Equal(trouble, found.Trouble.Name);
        Assert.StartsWith($"{At("ill.yaml")}:{line}:", found.Place, StringComparison.Ordinal);
        Assert.NotEmpty(found.Sign.Evidence);
        Assert.NotEmpty(found.Sign.Change);
    }

    string File_(string name, params string[] lines)
    {
        File.WriteAllLines(At(name), lines);
        return $"{{file: {{path: {At(name)}}}}}";
    }

    [Fact]
    public void A_healthy_recipe_has_none() => Assert.Empty(Look(Base));

    [Theory]
    [InlineData("learning-rate-past-the-edge", "peak: 1e-4", "peak: 0.01", 8)]
    [InlineData("learning-rate-past-the-edge", "peak: 3e-3", "peak: 0.5", 7)]
    [InlineData("warm-up-outlasts-training", "warmup_steps: 1", "warmup_steps: 6", 8)]
    [InlineData("form-outweighs-answers", "steps: 6, learning_rate: {peak: 1e-4", "steps: 6, rewards: [accuracy, {name: format, weight: 2}], learning_rate: {peak: 1e-4", 8)]
    [InlineData("answers-not-rewarded", "steps: 6, learning_rate: {peak: 1e-4", "steps: 6, rewards: [format], learning_rate: {peak: 1e-4", 8)]
    [InlineData("samples-all-alike", "sample_count: 2", "sample_count: 2, temperature: 0", 5)]
    [InlineData("prompt-beyond-network", "max_completion_tokens: 64", "max_completion_tokens: 250", 8)]
    [InlineData("cap-below-answers", "max_completion_tokens: 64", "max_completion_tokens: 4", 8)]
    [InlineData("template-unknown", "template: miniature", "template: plain", 2)]
    [InlineData("evaluated-problems-trained", "{miniature: {family: countdown, count: 20}}", "{miniature: {family: countdown, split: held-out, count: 20}}", 5)]
    [InlineData("data-unreadable", "family: countdown, split: held-out, count: 4", "family: facts, split: held-out, count: 400", 5)]
    [InlineData("data-unreadable", "evaluate: {}", "evaluate: {problems: [{miniature: {family: facts, split: held-out, count: 60}}]}", 9)]
    [InlineData("begins-with-noise", "  - grpo:", "  - model: {size: tiny, hidden_size: 16, head_count: 2, key_value_head_count: 1}\n    grpo:", 9)]
    public void A_trouble_is_named_with_its_line(string trouble, string healthy, string ill, int line)
    {
        Assert.Contains(healthy, Base, StringComparison.Ordinal);
        Sees(trouble, Base.Replace(healthy, ill, StringComparison.Ordinal), line);
    }

    [Fact]
    public void A_recipe_that_praises_itself_is_named() => Sees("reward-praises-itself", Base + "\nevaluates_its_reward: true\n", 10);

    [Fact]
    public void Golds_duplicates_and_missing_files_are_named()
    {
        string Asking(string source) => Base.Replace("{miniature: {family: countdown, count: 20}}", source, StringComparison.Ordinal);
        string[] rows = [.. Enumerable.Range(0, 10).Select(i => $$"""{"problem":"What is {{i}}+1?","answer":"{{i + 1}}"}""")];
        Assert.Empty(Look(Asking(File_("well.jsonl", rows))));
        Sees("golds-unreadable", Asking(File_("golds.jsonl", [.. rows, """{"problem":"How many?","answer":"as many as there are, see the note on the next page of the book"}""", """{"problem":"And now?","answer":"\\frac{"}"""])), 8);
        Sees("duplicate-problems", Asking(File_("twice.jsonl", [.. rows, .. rows])), 8);
        Sees("data-unreadable", Asking($"{{file: {{path: {At("missing.jsonl")}}}}}"), 8);
    }

    [Fact]
    public void Evaluated_problems_in_the_texts_of_pre_training_are_named()
    {
        string questions = File_("asked.jsonl", """{"problem":"If a train goes sixty miles in one hour, how far does it go in three hours?","answer":"180"}""");
        File.WriteAllLines(At("corpus.jsonl"), Enumerable.Range(0, 30).Select(i => $$"""{"text":"A text of number {{i}} on nothing at all, with words and more words."}""")
            .Append("""{"text":"Exercise: if a train goes sixty miles in one hour, how far does it go in three hours? Answer: 180."}"""));
        string recipe = Base.Replace("{miniature: {family: countdown, split: held-out, count: 4}}", questions, StringComparison.Ordinal)
            .Replace("corpus: {miniature: {}}", $"corpus: {{lines: {{path: {At("corpus.jsonl")}, template: \"{{text}}\"}}}}", StringComparison.Ordinal).Replace("template: miniature", "template: plain", StringComparison.Ordinal);
        Sees("seen-in-pretraining", recipe, 7);
    }

    [Fact]
    public void Every_trouble_of_recipes_is_made_here()
    {
        string source = File.ReadAllText(Path.Combine(Cli.Home, "tests", "R1Sharp.Tests", "Doctor", "RecipeDoctorTests.cs"));
        Assert.All(DoctorVisit.Troubles.Where(t => t.Before is not null), t => Assert.Contains($"\"{t.Name}\"", source, StringComparison.Ordinal));
    }

    public static TheoryData<string> Own => [.. Directory.GetFiles(Path.Combine(Cli.Home, "recipes"), "*.yaml").Select(f => Path.GetFileName(f)!).Where(f => f != "claims.yaml")];

    // Arms of claims that shall teach nothing but form: what they do is what the claims are about.
    static readonly string[] s_controls = ["coin-arm", "form-arm", "repeats-4-penalised"];

    [Fact]
    public void The_recipe_of_the_claims_has_no_trouble_but_its_controls()
    {
        var found = Cli.RunIn(Cli.Home, ["doctor", Cli.Recipe("claims.yaml"), "--json"]);
        Assert.Equal((3, ""), (found.Code, found.Error));
        Assert.Equal(s_controls.Length, Count("\"trouble\":\"answers-not-rewarded\""));
        Assert.Equal(s_controls.Length, Count("\"trouble\":"));
        Assert.All(s_controls, arm => Assert.Contains($"\"{arm}\"", found.Output, StringComparison.Ordinal));

        int Count(string text) => found.Output.Replace(" ", "", StringComparison.Ordinal).Split(text).Length - 1;
    }

    [Theory]
    [MemberData(nameof(Own))]
    public void The_recipes_of_the_house_have_none(string file)
    {
        string text = File.ReadAllText(Cli.Recipe(file));
        Assert.SkipWhen(text.Contains("R1SHARP_SHARED", StringComparison.Ordinal) && Environment.GetEnvironmentVariable("R1SHARP_SHARED") is null, $"{file} needs the data of R1SHARP_SHARED.");
        Assert.SkipWhen(text.Contains("from: models/", StringComparison.Ordinal) || text.Contains("from: runs/", StringComparison.Ordinal), $"{file} needs a model that is not here.");
        var found = Cli.RunIn(Cli.Home, ["doctor", Cli.Recipe(file)]);
        Assert.Equal((0, ""), (found.Code, found.Error));
        Assert.Contains("no trouble found", found.Output, StringComparison.Ordinal);
    }
}
