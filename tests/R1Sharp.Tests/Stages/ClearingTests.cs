using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Rewards;
using R1Sharp.Tests.Data;
using Xunit;
using R1Sharp.Learning.Miniature.World;

namespace R1Sharp.Tests.Stages;

public sealed class ClearingTests : IDisposable
{
    const string Recipe = """
        name: x
        decontaminate: {benchmarks: [BENCHMARK], coverage: 0.7}
        stages:
          - pretrain: {corpus: {lines: {path: TEXTS}}, steps: 1, tokens_per_step: 64, learning_rate: {peak: 1e-3}}
        """;

    readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    Recipe Read() => RecipeFile.Read(Recipe.Replace("BENCHMARK", _folder.Write("b.jsonl", "{\"problem\":\"What is 7 times 8?\"}\n"), StringComparison.Ordinal)
        .Replace("TEXTS", _folder.Write("texts.jsonl", "{\"text\":\"All is well.\"}\n{\"text\":\"Well: what is 7 times 8?\"}\n{\"text\":\"Good.\"}\n"), StringComparison.Ordinal), "test", []);

    [Fact]
    public void What_a_recipe_learns_from_is_cleared_of_its_benchmarks()
    {
        var recipe = Read();
        Assert.Equal(0.7, recipe.Decontaminate!.Options.Coverage);
        var corpora = new Corpora(recipe, new MiniatureWorld(recipe.World));
        Assert.Equal(["All is well.", "Good."], corpora.Texts(new LineCorpus { Path = _folder["texts.jsonl"] }));
        Assert.Equal($"{_folder["texts.jsonl"]}: 1 of 3 rows hold items of benchmarks and are left out", Assert.Single(corpora.Clearing.Sentences()));
        Assert.Equal(3, new Corpora(recipe with { Decontaminate = null }, new MiniatureWorld(recipe.World)).Texts(new LineCorpus { Path = _folder["texts.jsonl"] }).Count());
    }

    [Fact]
    public void Problems_that_are_asked_in_training_are_cleared_too()
    {
        var clearing = new Clearing(Read().Decontaminate);
        Problem[] problems = [.. ((string[])["What is 7 times 8?", "What is 7 times 9?"]).Select((q, i) => new Problem { Id = $"{i}", Question = q, Answer = "1", Family = "f" })];
        Assert.Equal(["1"], clearing.Problems([new ProblemSource()], _ => problems).Select(p => p.Id));
    }

    [Fact]
    public void Nothing_left_is_told()
    {
        var clearing = new Clearing(Read().Decontaminate);
        Assert.Contains("nothing is left to learn from", Assert.Throws<UserErrorException>(() =>
            clearing.Rows("x", Dataset.Open(_folder.Write("one.jsonl", "{\"text\":\"What is 7 times 8?\"}\n")).Rows()).Count()).Message, StringComparison.Ordinal);
    }
}
