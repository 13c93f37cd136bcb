using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;
using Xunit;

namespace R1Sharp.Tests.Recipes;

/// <summary>Which model a stage begins with, whose data it reads, and when its results count as the same.</summary>
public sealed class StageGraphTests
{
    const string Pipeline = """
        name: x
        evaluation: {problems: [{miniature: {family: countdown, count: 2}}]}
        stages:
          - name: base
            pretrain: {corpus: {miniature: {}}, steps: 3}
          - name: zero
            grpo: {problems: [{miniature: {family: countdown, count: 9}}], steps: 2}
          - evaluate: {}
          - name: cold
            collect: {problems: [{miniature: {family: countdown, count: 9}}]}
          - name: r1
            from: base
            sft: {examples: [{stage: cold}]}
          - name: student-base
            model: {hidden_size: 64, intermediate_size: 96, head_count: 2, key_value_head_count: 1}
            pretrain: {corpus: {miniature: {}}, steps: 3}
          - sft: {examples: [{stage: cold}]}
          - evaluate: {max_problems: 1}
        """;

    static Recipe Read(string yaml) => SettingsBinder.Bind<Recipe>(RecipeParser.Parse(yaml, "test.yaml"));

    static string Error(string from, string to) => Assert.Throws<UserErrorException>(() => Read(Pipeline.Replace(from, to))).Message;

    [Fact]
    public void Stages_begin_where_the_recipe_says_or_with_the_model_before()
    {
        var nodes = StageGraph.Of(Read(Pipeline).Stages);
        Assert.Equal(["base", "zero", "evaluate", "cold", "r1", "student-base", "sft", "evaluate-2"], nodes.Select(n => n.Name));
        Assert.Equal([null, "base", "zero", "zero", "base", null, "student-base", "sft"], nodes.Select(n => n.Start?.Name));
        Assert.Equal(["cold"], nodes[4].Data.Select(n => n.Name));
        Assert.Equal(64, nodes[5].Network(Read(Pipeline)).HiddenSize);
    }

    [Fact]
    public void A_stage_is_overridden_by_its_name()
    {
        var map = RecipeParser.Parse(Pipeline, "test.yaml");
        RecipeOverrides.Apply(map, "stages.zero.grpo.steps=7");
        RecipeOverrides.Apply(map, "stages.r1.from=zero");
        var stages = SettingsBinder.Bind<Recipe>(map).Stages;
        Assert.Equal((7, "zero"), (((GrpoStage)stages[1].Settings).Options.Steps, stages[4].From));
    }

    [Fact]
    public void A_resolved_recipe_says_the_same()
    {
        var recipe = Read(Pipeline);
        Assert.Equal(RecipeFile.Resolved(recipe), RecipeFile.Resolved(Read(RecipeFile.Resolved(recipe))));
    }

    [Theory]
    [InlineData("from: base", "from: bsae", "a stage begins with the model of 'bsae', but no stage before it is named so; did you mean 'base'?")]
    [InlineData("from: base", "from: r1", "a stage begins with the model of 'r1', but no stage before it is named so")]
    [InlineData("from: base", "from: cold", "a stage begins with the model of 'cold', which leaves no model.")]
    [InlineData("from: base", "from: base\n    model: {hidden_size: 64}", "not with both.")]
    [InlineData("stage: cold", "stage: zero", "a stage learns from 'zero', which collects no examples.")]
    [InlineData("name: zero", "name: base", "two stages are named 'base'")]
    [InlineData("name: zero", "name: a/b", "the name 'a/b' cannot name a stage")]
    [InlineData("name: zero", "name: model", "the name 'model' cannot name a stage")]
    [InlineData("name: x", "name: x\nresult: cold", "no stage of that name leaves one")]
    [InlineData("name: zero", "name: zero\n    sft: {examples: [{stage: cold}]}", "but here are 2.")]
    public void What_cannot_be_is_refused_in_one_sentence(string from, string to, string expected) => Assert.Contains(expected, Error(from, to));

    [Theory]
    [InlineData("from: base", "from: bsae", "test.yaml:12:5: a stage begins with")]
    [InlineData("sft: {examples: [{stage: cold}]}\n  - name: student", "sft: {examples: [{stage: zero}]}\n  - name: student", "test.yaml:13:23: a stage learns from")]
    [InlineData("name: zero", "name: base", "test.yaml:6:5: two stages are named 'base'")]
    [InlineData("evaluate: {}", "evaluate:", "test.yaml:8:14: 'evaluate' cannot be off (null)")]
    public void Its_place_is_that_of_the_key_that_is_wrong(string from, string to, string expected) => Assert.StartsWith(expected, Error(from, to), StringComparison.Ordinal);

    [Theory]
    [InlineData("steps: 2", "steps: 4", "zero,evaluate,cold,r1,sft,evaluate-2")]
    [InlineData("family: countdown, count: 2}", "family: countdown, count: 3}", "evaluate,evaluate-2")]
    [InlineData("name: zero", "name: null", "")]
    [InlineData("name: x", "name: y\nthreads: 1\noutput: elsewhere\nkeep_checkpoints: 9", "")]
    [InlineData("hidden_size: 64", "hidden_size: 32", "student-base,sft,evaluate-2")]
    [InlineData("name: x", "name: x\nmodel: {hidden_size: 64}", "base,zero,evaluate,cold,r1,sft,evaluate-2")]
    [InlineData("name: x", "name: x\nseed: 2", "base,zero,evaluate,cold,r1,student-base,sft,evaluate-2")]
    public void A_change_touches_the_stages_that_build_on_it_and_no_other(string from, string to, string touched)
    {
        var (before, after) = (Keys(Pipeline), Keys(Pipeline.Replace(from, to)));
        Assert.Equal(touched.Split(',', StringSplitOptions.RemoveEmptyEntries), before.Zip(after).Where(p => p.First.Key != p.Second.Key).Select(p => p.First.Name));
    }

    [Fact]
    public void Another_content_of_a_file_is_another_key()
    {
        var file = Path.GetTempFileName();
        try
        {
            var yaml = Pipeline.Replace("{stage: cold}]}\n  - name: student", $"{{file: {{path: \"{file}\", completion: \"{{a}}\"}}}}]}}\n  - name: student");
            File.WriteAllText(file, "{\"question\":\"q\",\"a\":\"1\"}\n");
            var before = Keys(yaml);
            File.WriteAllText(file, "{\"question\":\"q\",\"a\":\"2\"}\n");
            Assert.Equal(["r1"], before.Zip(Keys(yaml)).Where(p => p.First.Key != p.Second.Key).Select(p => p.First.Name));
        }
        finally
        {
            File.Delete(file);
        }
    }

    static List<(string Name, string Key)> Keys(string yaml)
    {
        var recipe = Read(yaml);
        var keys = new StageKeys(recipe, "cpu");
        return [.. StageGraph.Of(recipe.Stages).Select(n => (n.Name, keys.Of(n).Key))];
    }
}
