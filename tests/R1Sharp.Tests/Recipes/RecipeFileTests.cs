using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Training;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Recipes;

/// <summary>The recipes that come with the program, and the tree they are bound to.</summary>
public sealed class RecipeFileTests : IDisposable
{
    readonly string _file = Path.GetTempFileName();

    public static TheoryData<string> All => [.. Directory.GetFiles(Path.Combine(Cli.Home, "recipes"), "*.yaml").Select(f => Path.GetFileName(f)!)];

    public void Dispose() => File.Delete(_file);

    Recipe Load(string stages, params string[] overrides)
    {
        File.WriteAllText(_file, "name: x\nevaluation: {problems: [{miniature: {family: countdown}}]}\nstages:\n" + stages);
        return RecipeFile.Load(_file, overrides);
    }

    string Error(string stages, params string[] overrides) =>
        Assert.Throws<UserErrorException>(() => Load(stages, overrides)).Message.Replace(_file, "R");

    [Theory]
    [MemberData(nameof(All))]
    public void Every_recipe_loads_and_its_resolved_form_is_the_same_recipe(string name)
    {
        var text = RecipeFile.Resolved(RecipeFile.Load(Cli.Recipe(name), []));
        File.WriteAllText(_file, text);
        Assert.Equal(text, RecipeFile.Resolved(RecipeFile.Load(_file, [])));
    }

    [Fact]
    public void A_python_tool_is_off_unless_it_is_named()
    {
        Assert.Null(Load("  - evaluate: {}\n").PythonTool);
        var tool = Load("  - evaluate: {}\n", "python_tool={max_calls: 2, limits: {cpu_seconds: 1}}").PythonTool!;
        Assert.Equal((2, 1000, 1, 15.0), (tool.MaxCalls, tool.MaxOutputCharacters, tool.Limits.CpuSeconds, tool.Limits.WallSeconds));
        Assert.Contains("max_calls", Error("  - evaluate: {}\n", "python_tool={max_calls: 0}"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_recipe_says_what_it_is_what_it_costs_how_to_run_it_and_what_to_see(string name)
    {
        var head = File.ReadLines(Cli.Recipe(name)).TakeWhile(l => l.StartsWith('#')).ToList();
        Assert.Contains(head, l => l.StartsWith("# Cost:", StringComparison.Ordinal));
        Assert.Contains(head, l => l.StartsWith($"# Command: ./r1 run recipes/{name}", StringComparison.Ordinal));
        Assert.Contains(head, l => l.StartsWith("# See:", StringComparison.Ordinal));
    }

    [Fact]
    public void A_profile_gives_the_defaults_of_reinforcement_and_keys_override_it()
    {
        const string Problems = "problems: [{miniature: {family: countdown}}]";
        var stage = Load($"  - grpo: {{profile: r1-paper, group_size: 8, {Problems}}}").Stages[0].Grpo!;
        var profile = GrpoProfiles.Find("r1-paper");
        Assert.Equal((8, profile.KlWeight, profile.PromptsPerStep), (stage.Options.GroupSize, stage.Options.KlWeight, stage.Options.PromptsPerStep));
        Assert.StartsWith("R:4:21: There is no GRPO profile \"r2-paper\"", Error($"  - grpo: {{profile: r2-paper, {Problems}}}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Stages_are_named_by_their_kind_and_number()
    {
        var recipe = Load("  - evaluate: {}\n  - pretrain: {corpus: {miniature: {}}}\n  - evaluate: {max_problems: 3}");
        Assert.Equal(["evaluate", "pretrain", "evaluate-2"], StageGraph.Of(recipe.Stages).Select(n => n.Name));
        Assert.Equal(2, Load("  - evaluate: {}", "stages.evaluate.max_problems=2").Stages[0].Evaluate!.MaxProblems);
    }

    [Theory]
    [InlineData("  - grop: {}", "R:4:5: 'stages' has no key 'grop'; did you mean 'grpo'?")]
    [InlineData("  - evaluate: {max_problem: 2}", "R:4:16: 'evaluate' has no key 'max_problem'; did you mean 'max_problems'?")]
    [InlineData("  - pretrain: {}", "R:4:15: 'pretrain' needs the key 'corpus' (a map of keys and values).")]
    [InlineData("  - grpo: {problems: [{miniature: {family: x}}], rewards: [{name: acuracy}]}",
        "R:4:60: There is no reward 'acuracy'; did you mean 'accuracy'? 'r1 reward list' shows them all.")]
    [InlineData("  - evaluate: {}\ntemplate: r1-zro", "R:1:1: there is no template 'r1-zro'; did you mean 'r1-zero'?")]
    [InlineData("  - evaluate: {}\nmodel: {head_count: 3}", "R:5:8: head_count (3) must be a multiple of key_value_head_count (2).")]
    [InlineData("  - evaluate: {}\nmodel: {from: x, size: tiny}", "R:5:18: 'size' cannot stand beside 'from', which settles everything in 'model'.")]
    public void Mistakes_in_the_real_tree_have_their_place(string stages, string expected) => Assert.Equal(expected, Error(stages));

    [Theory]
    [InlineData("name=a/b", "the name 'a/b' cannot name a folder; use letters, digits, '-', '_' and '.'.")]
    [InlineData("evaluation.problems=[]", "the recipe evaluates, but evaluation.problems is empty; name the problems there.")]
    public void A_recipe_is_also_checked_as_a_whole(string set, string expected) => Assert.Equal("R:1:1: " + expected, Error("  - evaluate: {}", set));

    [Fact]
    public void An_evaluation_as_a_stage_can_depart_from_the_common_settings_and_says_nothing_where_it_does_not()
    {
        var recipe = Load("  - evaluate: {}\n  - evaluate: {temperature: 0, sample_count: 1, max_completion_tokens: 7, problems: [{miniature: {family: logic}}]}\n");
        var common = recipe.Evaluation with { Options = recipe.Evaluation.Options with { TopP = 0.5 } };
        Assert.Equal(common, recipe.Stages[0].Evaluate!.Over(common));
        var own = recipe.Stages[1].Evaluate!.Over(common);
        Assert.Equal(common.Options with { Temperature = 0, SampleCount = 1, MaxCompletionTokens = 7 }, own.Options);
        Assert.Equal("logic", own.Problems.Single().Miniature!.Family);
        Assert.DoesNotContain("temperature", RecipeWriter.Write(recipe.Stages[0]), StringComparison.Ordinal);
        File.WriteAllText(_file, RecipeFile.Resolved(recipe));
        Assert.Equal(RecipeFile.Resolved(recipe), RecipeFile.Resolved(RecipeFile.Load(_file, [])));
        Assert.Equal("R:4:29: 'temperature' is 101, but must lie between 0 and 100.", Error("  - evaluate: {temperature: 101}"));
        Assert.Equal("R:4:26: 'problems' needs at least 1 element.", Error("  - evaluate: {problems: []}"));
    }

    [Fact]
    public void Thoughts_are_steered_where_a_recipe_says_so_and_their_settings_must_fit()
    {
        const string Problems = "problems: [{miniature: {family: countdown}}]", Steered = "thinking: {min_waits: 2, max_tokens: 90, wait_text: hm}, switch_penalty: {penalty: 4, words: [so]}";
        var recipe = Load($"  - evaluate: {{{Steered}}}\n  - grpo: {{{Problems}, {Steered}}}\n  - collect: {{{Problems}, {Steered}}}\n  - evaluate: {{}}\n");
        var thinking = new Learning.Generation.ThinkingOptions { MinWaits = 2, MaxTokens = 90, WaitText = "hm" };
        Assert.Equal(thinking, recipe.Stages[0].Evaluate!.Over(recipe.Evaluation).Options.Thinking);
        Assert.Equal(thinking, recipe.Stages[1].Grpo!.Options.Thinking);
        Assert.Equal(thinking, recipe.Stages[2].Collect!.Options.Thinking);
        Assert.Equal((4.0, "so"), (recipe.Stages[1].Grpo!.Options.SwitchPenalty!.Penalty, recipe.Stages[1].Grpo!.Options.SwitchPenalty!.Words!.Single()));
        Assert.Null(recipe.Stages[3].Evaluate!.Over(recipe.Evaluation).Options.Thinking);
        Assert.DoesNotContain("thinking", RecipeWriter.Write(recipe.Stages[3]), StringComparison.Ordinal);
        File.WriteAllText(_file, RecipeFile.Resolved(recipe));
        Assert.Equal(RecipeFile.Resolved(recipe), RecipeFile.Resolved(RecipeFile.Load(_file, [])));
        Assert.Equal("R:1:1: thoughts cannot have at least 9 and at most 8 tokens.", Error($"  - grpo: {{{Problems}, thinking: {{min_tokens: 9, max_tokens: 8}}}}\n  - evaluate: {{}}"));
        Assert.Contains("'min_waits' is -1, but must lie between 0 and 10000", Error("  - evaluate: {thinking: {min_waits: -1}}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_evaluations_that_name_no_problems_need_the_common_ones()
    {
        Assert.Empty(Load("  - evaluate: {problems: [{miniature: {family: logic}}]}", "evaluation.problems=[]").Evaluation.Problems);
    }

    [Fact]
    public void A_size_gives_all_widths()
    {
        var model = Load("  - evaluate: {}\nmodel: {size: medium, layer_count: 3}").Model;
        Assert.Equal((512, 3, 64), (model.HiddenSize, model.LayerCount, model.HeadSize));
    }
}
