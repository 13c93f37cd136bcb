// Rewards in recipes: every one with its parameters, strictly, and back to YAML; the user's own.

using System.Text.RegularExpressions;
using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Catalog;
using R1Sharp.Learning.Settings;
using R1Sharp.Tests.Commands;
using R1Sharp.Tests.Tokenization;
using Xunit;
using static R1Sharp.Tests.Rewards.AccuracyRewardTests;

namespace R1Sharp.Tests.Recipes;

public sealed class RewardRecipeTests
{
    static IReadOnlyList<RewardRecipe> Bind(string rewards) => SettingsBinder.Bind<GrpoStage>(RecipeParser.Parse(
        $"problems:\n  - miniature: {{family: countdown}}\nrewards:\n{rewards}\n", "test.yaml")).Rewards;

    static string Refusal(string rewards) => Assert.Throws<UserErrorException>(() => Bind(rewards)).Message;

    [Fact]
    public void Every_reward_takes_its_parameters_and_goes_back_to_yaml()
    {
        foreach (var reward in RewardCatalog.Descriptions.Where(d => d.Needs.Count == 0))
        {
            var given = reward.Parameters.Where(p => p.Default is not null).Select(p => $", {p.Name}: {Written(p.Default!)}");
            var bound = Bind($"  - {{name: {reward.Name}, weight: 2{string.Concat(given)}}}");
            Assert.Equal(reward.Name, bound[0].Create().Name);
            var stage = new GrpoStage { Problems = [new() { Miniature = new() { Family = "countdown" } }], Rewards = bound };
            var again = SettingsBinder.Bind<GrpoStage>(RecipeParser.Parse(RecipeWriter.Write(stage), "again.yaml")).Rewards;
            Assert.Equal(bound[0].Parameters, again[0].Parameters);
            Assert.Equal(2, again[0].Weight);
        }
    }

    static string Written(object value) => value switch
    {
        bool truth => truth ? "true" : "false",
        string text => System.Text.Json.JsonSerializer.Serialize(text),
        _ => FormattableString.Invariant($"{value}"),
    };

    [Fact]
    public void The_math_graders_choices_are_parameters_of_the_rewards_that_use_it()
    {
        var rewards = Bind("  - {name: accuracy, percent: hundredth}\n  - {name: accuracy, label: strict, drop_lone_units: false}\n  - {name: accuracy, label: exact, rounded_digits: null}").Select(r => r.Create()).ToList();
        static RewardInput gold(string answer, string given) => Input($"<think>r</think><answer>{given}</answer>") with { Problem = new() { Id = "p", Question = "?", Answer = answer } };
        var given = (RewardInput[])[gold("50%", "50"), gold("5 cm", "5"), gold("\\frac13", "0.3333333333")];
        Assert.Equal([0, 1, 1], given.Select(g => rewards[0].Score(g).Value!.Value));
        Assert.Equal([1, 0, 1], given.Select(g => rewards[1].Score(g).Value!.Value));
        Assert.Equal([1, 1, 0], given.Select(g => rewards[2].Score(g).Value!.Value));
        Assert.Contains("hundredth", Refusal("  - {name: accuracy, percent: tenth}"), StringComparison.Ordinal);
        Assert.Contains("logarithm", RewardCatalog.Find("program_answer").Parameters.Select(p => p.Name));
    }

    [Fact]
    public void Lists_and_maps_go_back_to_yaml_too()
    {
        var bound = Bind("  - {name: ifeval, instruction_id_list: [\"punctuation:no_comma\", \"keywords:existence\"], kwargs: [{}, {keywords: [a, \"1\"]}]}");
        var stage = new GrpoStage { Problems = [new() { Miniature = new() { Family = "countdown" } }], Rewards = bound };
        var again = SettingsBinder.Bind<GrpoStage>(RecipeParser.Parse(RecipeWriter.Write(stage), "again.yaml")).Rewards;
        Assert.Equal(0.5, again[0].Create().Score(Input("nothing")).Value);
    }

    [Fact]
    public void A_bare_name_a_gate_and_a_route()
    {
        var rewards = Bind("  - accuracy\n  - {name: format, weight: 0, label: form}\n  - {name: len, gate: form, gate_minimum: 0.5, when: {column: domain, is: [math]}}");
        Assert.Equal(["accuracy", "format", "len"], rewards.Select(r => r.Name));
        var weighted = rewards[2].Weighted();
        Assert.Equal(("form", 0.5, "domain"), (weighted.Gate, weighted.GateMinimum, weighted.When!.Column));
        Assert.Equal("form", rewards[1].Weighted().Name);
    }

    [Fact]
    public void A_part_may_begin_to_count_late()
    {
        var rewards = Bind("  - {name: len, from_share: 0.75}\n  - {name: format, from_step: 3}").Select(r => r.Weighted()).ToList();
        Assert.Equal([false, true], new[] { 5, 6 }.Select(step => rewards[0].CountsAt(step, 8)));
        Assert.Equal([false, true], new[] { 2, 3 }.Select(step => rewards[1].CountsAt(step, 8)));
        Assert.Contains("must lie between 0 and", Refusal("  - {name: len, from_share: 1}"));
    }

    [Fact]
    public void Every_choice_of_a_stage_goes_to_yaml_and_back()
    {
        const string stage = "profile: reinforce++\nproblems:\n  - miniature: {family: countdown}\nratio_level: sequence\nratio_clip: weight\nkl_penalty: loss-k2\ndual_clip: 3\nnum_iterations: 2\n"
            + "dynamic_sampling_rounds: 4\nbaseline: group-mean\nref_sync_steps: 8\nref_sync_alpha: 0.6\ncompletion_caps: [{from_step: 5, tokens: 400}]\nevaluate_every_steps: 5\nrewards: [accuracy, {name: len, label: helpful}]\nreward_hacking: {proxy: helpful, window: 9}\n";
        var bound = SettingsBinder.Bind<GrpoStage>(RecipeParser.Parse(stage, "test.yaml"));
        var again = SettingsBinder.Bind<GrpoStage>(RecipeParser.Parse(RecipeWriter.Write(bound), "again.yaml")).Options;
        Assert.Equal(bound.Options.CompletionCaps, again.CompletionCaps);
        Assert.Equal(bound.Options, again with { CompletionCaps = bound.Options.CompletionCaps });
        Assert.Equal((0.01, 3.0, 400, 9), (again.KlWeight, again.DualClip, again.CapAt(5), again.RewardHacking!.Window));
        Assert.Contains("ratio_level", Assert.Throws<UserErrorException>(() => SettingsBinder.Bind<GrpoStage>(RecipeParser.Parse(stage.Replace("sequence", "word"), "test.yaml"))).Message);
    }

    [Fact]
    public void In_a_recipe_the_form_leaves_the_lines_free()
    {
        const string completion = "<think>r</think><answer>42</answer>";
        Assert.Equal([1, 0, 0], Bind("  - format\n  - {name: format, newlines: true, label: lines}").Select(r => r.Create()).Append(RewardCatalog.Create("format")).Select(r => r.Score(Input(completion)).Value!.Value));
    }

    [Theory]
    [InlineData("  - {name: soft_overlong, max_completion_length: 5}", "test.yaml:4:27", "'max_completion_len'")]
    [InlineData("  - {name: cosine_scaled, wieght: 5}", "test.yaml:4:27", "'weight'")]
    [InlineData("  - {name: repetition_penalty, weight: 1, max_penalty: 1}", "test.yaml:4:43", "between -1000 and 0")]
    [InlineData("  - {name: repetition_penalty, ngram_size: many}", "test.yaml:4:", "a whole number")]
    [InlineData("  - {name: acuracy}", "test.yaml:4:", "'accuracy'")]
    [InlineData("  - {name: nowhere.csx}", "test.yaml:4:", "nowhere.csx")]
    [InlineData("  - {weight: 1}", "test.yaml:4:", "name")]
    public void Mistakes_are_named_with_their_place(string rewards, string place, string named)
    {
        string message = Refusal(rewards);
        Assert.StartsWith(place, message);
        Assert.Contains(named, message);
    }

    [Fact]
    public void The_script_of_the_documentation_is_a_reward()
    {
        string page = File.ReadAllText(Path.Combine(Cli.Home, "docs", "rewards.md"));
        using var folder = new TemporaryDirectory();
        string script = Path.Combine(folder.Path, "brevity.csx");
        File.WriteAllText(script, Regex.Match(page, "```csharp\n(.*?)```", RegexOptions.Singleline).Groups[1].Value);
        var rewards = Bind($"  - \"{script}\"\n  - {{name: \"{script}\", max_words: 2, label: strict}}");
        Assert.Equal(1, rewards[0].Create().Score(Input("three short words")).Value);
        Assert.Equal(0, rewards[1].Create().Score(Input("three short words")).Value);
        Assert.Equal("brevity", rewards[0].Create().Name);
        Assert.Contains("'max_words'", Refusal($"  - {{name: \"{script}\", max_word: 2}}"));
    }

    [Fact]
    public void Scripts_that_are_none_are_refused_with_their_place()
    {
        using var folder = new TemporaryDirectory();
        Assert.Contains("broken.csx:2:", Refusal($"  - \"{Write("broken.csx", "public sealed class R : IReward\n{ int x = ; }")}\""));
        Assert.Contains("no class", Refusal($"  - \"{Write("none.csx", "public sealed class R { }")}\""));
        string two = Write("two.csx", string.Concat("AB".Select(c => $"public sealed class {c} : IReward {{ public string Name => \"{c}\"; public RewardScore Score(RewardInput input) => new(1, \"\"); }}\n")));
        Assert.Contains("#A", Refusal($"  - \"{two}\""));
        Assert.Equal("B", Bind($"  - \"{two}#B\"")[0].Create().Name);

        string Write(string name, string text)
        {
            string path = Path.Combine(folder.Path, name);
            File.WriteAllText(path, text);
            return path;
        }
    }
}
