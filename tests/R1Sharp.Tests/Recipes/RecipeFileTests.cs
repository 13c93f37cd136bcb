using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Training.Reinforcement;
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
        var stage = (GrpoStage)Load($"  - grpo: {{profile: r1-paper, group_size: 8, {Problems}}}").Stages[0].Settings;
        var profile = GrpoProfiles.Find("r1-paper");
        Assert.Equal((8, profile.KlWeight, profile.PromptsPerStep), (stage.Options.GroupSize, stage.Options.KlWeight, stage.Options.PromptsPerStep));
        Assert.StartsWith("R:4:21: There is no GRPO profile \"r2-paper\"", Error($"  - grpo: {{profile: r2-paper, {Problems}}}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Stages_are_named_by_their_kind_and_number()
    {
        var recipe = Load("  - evaluate: {}\n  - pretrain: {corpus: {miniature: {}}}\n  - evaluate: {max_problems: 3}");
        Assert.Equal(["evaluate", "pretrain", "evaluate-2"], StageGraph.Of(recipe.Stages).Select(n => n.Name));
        Assert.Equal(2, ((EvaluateStage)Load("  - evaluate: {}", "stages.evaluate.max_problems=2").Stages[0].Settings).MaxProblems);
    }

    [Theory]
    [InlineData("  - grop: {}", "R:4:5: 'stages' has no key 'grop'; did you mean 'grpo'?")]
    [InlineData("  - evaluate: {max_problem: 2}", "R:4:16: 'evaluate' has no key 'max_problem'; did you mean 'max_problems'?")]
    [InlineData("  - pretrain: {}", "R:4:15: 'pretrain' needs the key 'corpus' (a map of keys and values).")]
    [InlineData("  - grpo: {problems: [{miniature: {family: x}}], rewards: [{name: acuracy}]}",
        "R:4:60: There is no reward 'acuracy'; did you mean 'accuracy'? 'r1 reward list' shows them all.")]
    [InlineData("  - evaluate: {}\ntemplate: r1-zro", "R:5:1: there is no template 'r1-zro'; did you mean 'r1-zero'?")]
    [InlineData("  - evaluate: {}\nmodel: {head_count: 3}", "R:5:9: head_count (3) must be a multiple of key_value_head_count (2).")]
    [InlineData("  - evaluate: {}\nmodel: {architecture: olmo}", "R:5:9: architecture 'olmo' is unknown: give one of qwen2, qwen3, llama, olmo2.")]
    [InlineData("  - evaluate: {}\nmodel: {architecture: qwen3, attention_bias: false}",
        "R:5:30: attention_bias is false beside architecture qwen3, which decides about biases itself: leave one of them.")]
    [InlineData("  - evaluate: {}\nmodel: {from: x, size: tiny}", "R:5:18: 'size' cannot stand beside 'from', which settles everything in 'model'.")]
    public void Mistakes_in_the_real_tree_have_their_place(string stages, string expected) => Assert.Equal(expected, Error(stages));

    [Theory]
    [InlineData("name=a/b", "--set name=a/b: the name 'a/b' cannot name a folder; use letters, digits, '-', '_' and '.'.")]
    [InlineData("evaluation.problems=[]", "R:2:1: the recipe evaluates, but evaluation.problems is empty; name the problems there.")]
    public void A_recipe_is_also_checked_as_a_whole(string set, string expected) => Assert.Equal(expected, Error("  - evaluate: {}", set));

    const string Asked = "problems: [{miniature: {family: countdown}}]";

    [Theory]
    [InlineData("grpo: {kl_weight: 0, ref_sync_steps: 8, ", "4:26: ref_sync_steps is 8 but kl_weight is 0")]
    [InlineData("grpo: {profile: reinforce++, kl_weight: 0, ref_sync_steps: 8, ", "4:48: ref_sync_steps is 8 but kl_weight is 0")]
    [InlineData("ppo: {ref_sync_steps: 8, ", "4:11: ref_sync_steps is 8 but kl_weight is 0")]
    [InlineData("ppo: {steps: 9, value_warmup_steps: 9, ", "4:21: value_warmup_steps is 9 of 9 steps")]
    [InlineData("grpo: {baseline: batch-mean, scale_rewards: group, ", "4:34: baseline is batch-mean but scale_rewards is group")]
    [InlineData("grpo: {kl_weight: 1, kl_penalty: token-reward, scale_rewards: group, ", "4:26: kl_penalty is token-reward but scale_rewards is group")]
    [InlineData("grpo: {baseline: batch-mean, dynamic_sampling_rounds: 3, ", "4:34: dynamic_sampling_rounds is given but baseline is batch-mean")]
    [InlineData("grpo: {baseline: zero, scale_rewards: group, ", "4:28: baseline is zero but scale_rewards divides by a deviation")]
    [InlineData("grpo: {completion_caps: [{from_step: 5, tokens: 9}, {from_step: 5, tokens: 8}], ", "4:12: completion_caps: step 5 stands after step 5")]
    [InlineData("grpo: {prompts_per_step: 2, group_size: 2, minibatches_per_step: 5, ", "4:48: minibatches_per_step is 5, but a step has 2 x 2 completions")]
    [InlineData("grpo: {max_completion_tokens: 40, thinking: {min_tokens: 40}, ", "4:39: thinking.min_tokens is 40, but a completion has at most 40 tokens")]
    [InlineData("grpo: {evaluate_every_steps: 5, reward_hacking: {window: 4, significance: 0.001}, ", "4:54: reward_hacking: over a window of 4 even a steady rise")]
    [InlineData("grpo: {reward_hacking: {}, ", "4:12: reward_hacking compares the reward with the evaluations on the way, but evaluate_every_steps is null")]
    [InlineData("grpo: {evaluate_every_steps: 5, reward_hacking: {proxy: acuracy}, ", "4:37: reward_hacking watches the reward 'acuracy', which is not among the rewards; did you mean 'accuracy'?")]
    [InlineData("grpo: {rewards: [{name: accuracy, gate: form}], ", "4:12: Reward 'accuracy' has the gate 'form', which is no other reward")]
    [InlineData("grpo: {rewards: [accuracy, accuracy], ", "4:12: Reward 'accuracy' is given twice")]
    [InlineData("collect: {min_judgement: 1, ", "4:15: judges and min_judgement belong together")]
    [InlineData("collect: {min_judgement: 1, judges: [format, format], ", "4:33: Reward 'format' is given twice")]
    [InlineData("distill: {teacher: none, prompts_per_step: 1, samples_per_prompt: 2, minibatches_per_step: 3, ", "4:74: minibatches_per_step is 3, but a step has 1 x 2 completions")]
    [InlineData("sft: {examples: [{file: {path: x, completion: y}}], keep: best} # ", "4:57: keep is given but held_out_share is 0")]
    [InlineData("sft: {examples: [{file: {path: x, completion: y}}], patience: 2} # ", "4:57: patience is given but held_out_share is 0")]
    [InlineData("sft: {examples: [{file: {path: x, completion: y}}], held_out_every_steps: 2} # ", "4:57: held_out_every_steps is given but held_out_share is 0")]
    public void Settings_that_contradict_each_other_are_refused_when_the_recipe_is_read(string stage, string expected) =>
        Assert.StartsWith("R:" + expected, Error($"  - {stage}{Asked}}}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("{}", "qwen2")]
    [InlineData("{attention_bias: false}", "llama")]
    [InlineData("{architecture: qwen3}", "qwen3")]
    [InlineData("{architecture: olmo2, tie_word_embeddings: false}", "olmo2")]
    public void A_new_network_is_made_of_what_the_recipe_names(string model, string expected)
    {
        var recipe = Load($"  - evaluate: {{}}\nmodel: {model}");
        Assert.Equal(expected, recipe.Model.Shape(300, 0).Architecture.Name);
        Assert.Equal(model.Contains("architecture", StringComparison.Ordinal), RecipeWriter.Write(recipe.Model).Contains("architecture", StringComparison.Ordinal));
    }

    [Fact]
    public void A_contradiction_between_a_profile_and_a_setting_of_the_command_line_names_the_setting()
    {
        string stages = $"  - grpo: {{profile: r1-paper, {Asked}}}";
        int every = ((GrpoStage)Load(stages).Stages[0].Settings).Options.RefSyncSteps!.Value;
        Assert.Equal($"R:4:11: ref_sync_steps is {every} but kl_weight is 0, so there is no reference to refresh; set ref_sync_steps to null or give kl_weight a value.", Error(stages, "stages.grpo.kl_weight=0"));
        Assert.Equal(0, ((GrpoStage)Load(stages, "stages.grpo.kl_weight=0", "stages.grpo.ref_sync_steps=null").Stages[0].Settings).Options.KlWeight);
    }

    [Fact]
    public void An_evaluation_as_a_stage_can_depart_from_the_common_settings_and_says_nothing_where_it_does_not()
    {
        var recipe = Load("  - evaluate: {}\n  - evaluate: {temperature: 0, sample_count: 1, max_completion_tokens: 7, problems: [{miniature: {family: logic}}]}\n");
        var common = recipe.Evaluation with { Options = recipe.Evaluation.Options with { TopP = 0.5 } };
        Assert.Equal(common, ((EvaluateStage)recipe.Stages[0].Settings).Over(common));
        var own = ((EvaluateStage)recipe.Stages[1].Settings).Over(common);
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
        Assert.Equal(thinking, ((EvaluateStage)recipe.Stages[0].Settings).Over(recipe.Evaluation).Options.Thinking);
        Assert.Equal(thinking, ((GrpoStage)recipe.Stages[1].Settings).Options.Thinking);
        Assert.Equal(thinking, ((CollectStage)recipe.Stages[2].Settings).Options.Thinking);
        Assert.Equal((4.0, "so"), (((GrpoStage)recipe.Stages[1].Settings).Options.SwitchPenalty!.Penalty, ((GrpoStage)recipe.Stages[1].Settings).Options.SwitchPenalty!.Words!.Single()));
        Assert.Null(((EvaluateStage)recipe.Stages[3].Settings).Over(recipe.Evaluation).Options.Thinking);
        Assert.DoesNotContain("thinking", RecipeWriter.Write(recipe.Stages[3]), StringComparison.Ordinal);
        File.WriteAllText(_file, RecipeFile.Resolved(recipe));
        Assert.Equal(RecipeFile.Resolved(recipe), RecipeFile.Resolved(RecipeFile.Load(_file, [])));
        Assert.Equal("R:4:69: thoughts cannot have at least 9 and at most 8 tokens.", Error($"  - grpo: {{{Problems}, thinking: {{min_tokens: 9, max_tokens: 8}}}}\n  - evaluate: {{}}"));
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
