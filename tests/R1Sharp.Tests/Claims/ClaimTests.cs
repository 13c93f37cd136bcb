using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using R1Sharp.App.Charts;
using R1Sharp.App.Claims;
using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;
using Xunit;

namespace R1Sharp.Tests.Claims;

/// <summary>The claims look at stages that exist, and their criteria measure what they say.</summary>
public sealed class ClaimTests
{
    static readonly Criterion s_tenth = new("a share", Bound.AtLeast, 0.1, NumberFormat.Percent, _ => 0);

    static string Recipe([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "recipes", "claims.yaml"));

    static Claim Claim(int number) => ClaimCatalog.All.Single(c => c.Number == number);

    static Dictionary<string, double> Numbers(double pass, double cons = 0, double tokens = 0, double checks = 0) => new()
    { ["pass_at_1"] = pass, ["cons_at_16"] = cons, ["mean_completion_tokens"] = tokens, ["self_checks"] = checks };

    static double[] Values(int claim, params ClaimFolder[] folders) =>
        [.. Verdict.Of(Claim(claim), [.. folders.Select(f => new ClaimRun(f.Root))]).Findings.Select(f => Math.Round(f.Values[0], 9))];

    [Fact]
    public void The_claims_are_numbered_and_look_at_stages_of_the_recipe()
    {
        Assert.Equal(ClaimCatalog.All.Select(c => c.Number).Distinct().Order(), ClaimCatalog.All.Select(c => c.Number));
        foreach (var claim in ClaimCatalog.All)
        {
            var nodes = StageGraph.Of(RecipeFile.Load(claim.Recipe is { } other ? Path.Combine(Path.GetDirectoryName(Recipe())!, other) : Recipe(), []).Stages);
            Assert.NotEmpty(claim.Criteria);
            Assert.True(StageGraph.Needed(nodes, claim.Stages).Count >= claim.Stages.Distinct().Count(), $"claim {claim.Number}");
        }
    }

    [Fact]
    public void The_documentation_has_every_claim()
    {
        string page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Recipe())!, "..", "docs", "claims.md"));
        Assert.All(ClaimCatalog.All, c => Assert.Contains($"| {c.Number} | {c.Title} |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_recipe_has_no_stage_that_no_claim_needs()
    {
        var nodes = StageGraph.Of(RecipeFile.Load(Recipe(), []).Stages);
        var needed = StageGraph.Needed(nodes, [.. ClaimCatalog.All.Where(c => c.Recipe is null).SelectMany(c => c.Stages)]);
        Assert.Empty(nodes.Select(n => n.Name).Except(needed.Select(n => n.Name)));
    }

    [Theory]
    [InlineData(new[] { 0.1, 0.3 }, Outcome.Holds)]
    [InlineData(new[] { 0.09, 0.3 }, Outcome.NotResolved)]
    [InlineData(new[] { 0.09, 0.0 }, Outcome.DoesNotHold)]
    [InlineData(new[] { double.NaN }, Outcome.DoesNotHold)]
    public void A_criterion_holds_where_every_seed_keeps_it(double[] values, object expected) =>
        Assert.Equal((Outcome)expected, new Finding(s_tenth, values).Outcome);

    [Fact]
    public void A_claim_holds_where_all_its_criteria_do()
    {
        Verdict With(params double[][] values) => new(Claim(1), [.. values.Select(v => new Finding(s_tenth, v))], []);
        Assert.Equal(Outcome.Holds, With([0.2, 0.1], [0.1, 0.5]).Outcome);
        Assert.Equal(Outcome.NotResolved, With([0.2, 0.1], [0.0, 0.5]).Outcome);
        Assert.Equal(Outcome.DoesNotHold, With([0.2, 0.0], [0.0, 0.0]).Outcome);
    }

    [Fact]
    public void An_upper_bound_is_kept_from_below()
    {
        var most = s_tenth with { Bound = Bound.AtMost };
        Assert.Equal((true, false, false), (most.IsKept(0.1), most.IsKept(0.11), most.IsKept(double.NaN)));
        Assert.Equal("a share: at most 10.0%", most.Text);
    }

    [Fact]
    public void The_claims_about_Zero_measure_accuracy_votes_length_and_checks()
    {
        using var folder = new ClaimFolder()
            .Stage("base-evaluated", ClaimFolder.Evaluation(0, Numbers(0.1, 0.3, 40, 0.5)))
            .Stage("r1-zero", ClaimFolder.Evaluation(10, Numbers(0.5, 0.75, 60, 1)), ClaimFolder.Evaluation(20, Numbers(0.96, 0.9, 90, 3)))
            .Stage("r1-zero-evaluated", ClaimFolder.Evaluation(0, Numbers(0.9, 0.95, 120, 4), new() { [1] = 100, [2] = 120, [3] = 150 }))
            .Trained("r1-zero", 9, 7, 6)
            .Samples("base-evaluated", ("countdown", 1, "wait", true), ("countdown", 1, "check", false), ("logic", 1, "wait", true), ("arithmetic", 1, "7", false))
            .Samples("r1-zero-evaluated", ("countdown", 1, "wait", true), ("arithmetic", 1, "check", true));
        Assert.Equal([9, 9, 0.9, 0.9], Values(1, folder));
        // The checkpoint of 96 % is saturated: that its vote is worse does not count.
        Assert.Equal([0.2, 0.25], Values(2, folder));
        Assert.Equal([3, 3, 1.5, 1.5], Values(3, folder));
        Assert.Equal([8, 0.5], Values(4, folder));
        Assert.Equal([0.1, 0.1, 0.1, 0.1], Values(5, folder));
    }

    [Fact]
    public void The_claim_about_hacking_compares_the_score_with_the_truth()
    {
        JsonObject[] Lines(double from, double to, double truth) =>
            [.. Enumerable.Range(0, 10).Select(i => ClaimFolder.Training(i, new() { ["reward_parts/helpful"] = i < 5 ? from : to })), ClaimFolder.Evaluation(10, Numbers(truth))];
        using var folder = new ClaimFolder().Stage("dev3-evaluated", ClaimFolder.Evaluation(0, Numbers(0.6)))
            .Stage("preferred", Lines(0.4, 0.9, 0.1)).Stage("preferred-last", Lines(0.4, 0.5, 0.55));
        Assert.Equal([0.5, -0.5, 0.45], Values(9, folder));
    }

    [Fact]
    public void The_claim_about_waits_compares_gains_on_the_model_that_they_help_most()
    {
        using var folder = new ClaimFolder();
        foreach (var (model, passes) in new[] { ("base", new[] { 0.1, 0.2, 0.3, 0.34, 0.38 }), ("r1-zero", [0.9, 0.8, 0.7, 0.6, 0.5]), ("r1", [0.9, 0.9, 0.91, 0.9, 0.9]) })
            foreach (var (waits, pass) in new[] { 0, 1, 2, 4, 8 }.Zip(passes))
                folder.Stage(waits == 0 ? $"{model}-evaluated" : $"{model}-wait-{waits}", ClaimFolder.Evaluation(0, Numbers(pass)));
        Assert.Equal([0.2, -0.09], Values(15, folder));
    }

    [Fact]
    public void The_claim_about_stages_compares_the_last_step_with_those_after_the_cold_start()
    {
        using var folder = new ClaimFolder();
        foreach (var (stage, pass) in new[] { "r1-zero", "dev1", "dev2", "dev3", "r1" }.Zip([0.3, 0.5, 0.55, 0.65, 0.8]))
            folder.Stage($"{stage}-evaluated", ClaimFolder.Evaluation(0, Numbers(pass)));
        Assert.Equal([0.2, 0.05, 0.25, 0.2, 0.1, 0.15, 0.05], Values(8, folder));
    }

    [Fact]
    public void The_claims_with_controls_measure_differences()
    {
        using var folder = new ClaimFolder();
        foreach (var (stage, pass) in new[] { ("r1-zero", 0.6), ("r1", 0.85), ("base", 0.5), ("coin-arm", 0.53), ("form-arm", 0.4) })
            folder.Stage($"{stage}-evaluated", ClaimFolder.Evaluation(0, new() { ["pass_at_1"] = pass, ["pass_at_1_low"] = pass - 0.0392, ["pass_at_1_high"] = pass + 0.0392, ["format"] = 0.97 }));
        foreach (var (stage, pass) in new[] { ("r1-zero-shot", 0.8), ("r1-few-shot", 0.7), ("base-zero-shot", 0.1), ("base-few-shot", 0.25) })
            folder.Stage(stage, ClaimFolder.Evaluation(0, Numbers(pass)));
        Assert.Equal([0.25, 0.25], Values(20, folder));
        Assert.Equal([-0.1, 0.15], Values(21, folder));
        // A standard error of 0.02 for each of four families is one of 0.01 for their mean, and of 0.01414 for a difference.
        Assert.Equal([Math.Round(0.03 / Math.Sqrt(2e-4), 9), 0.97], Values(29, folder));
    }

    [Fact]
    public void The_claim_about_small_bases_looks_at_R1_Zero_where_the_students_end()
    {
        using var folder = new ClaimFolder().Stage("base-evaluated", ClaimFolder.Evaluation(0, Numbers(0.1)))
            .Stage("r1-zero", ClaimFolder.Training(0, new() { ["reward"] = 1 }), ClaimFolder.Evaluation(1, Numbers(0.3)), ClaimFolder.Evaluation(2, Numbers(0.6)), ClaimFolder.Evaluation(3, Numbers(0.9)))
            .Stage("student-l-rl", ClaimFolder.Training(0, new() { ["reward"] = 1 }), ClaimFolder.Training(1, new() { ["reward"] = 1 }));
        foreach (var (stage, pass) in new[] { ("base", 0.02), ("rl", 0.05) })
            folder.Stage($"student-s-{stage}-evaluated", ClaimFolder.Evaluation(0, Numbers(pass)));
        var run = new ClaimRun(folder.Root);
        Assert.Equal([0.03, 0.5], Claim(12).Criteria.Select(c => Math.Round(c.Value(run), 9)));
    }

    [Fact]
    public void The_claim_about_short_answers_looks_at_the_shortest_that_keeps_its_accuracy()
    {
        using var folder = new ClaimFolder();
        foreach (var (stage, pass, tokens) in new[] { ("overthinks", 0.8, 100.0), ("shorter-sft", 0.9, 60), ("shorter-dpo", 0.3, 40), ("shorter-rpo", 0.79, 55), ("shorter-simpo", 0.77, 50) })
            folder.Stage($"{stage}-evaluated", ClaimFolder.Evaluation(0, Numbers(pass, tokens: tokens)));
        Assert.Equal(0.55, Claim(18).Criteria[1].Value(new ClaimRun(folder.Root)));
        using var broken = new ClaimFolder();
        foreach (var (stage, pass) in new[] { ("overthinks", 0.8), ("shorter-sft", 0.7), ("shorter-dpo", 0.3), ("shorter-rpo", 0.7), ("shorter-simpo", 0.7) })
            broken.Stage($"{stage}-evaluated", ClaimFolder.Evaluation(0, Numbers(pass, tokens: 40)));
        Assert.False(Claim(18).Criteria[1].IsKept(Claim(18).Criteria[1].Value(new ClaimRun(broken.Root))));
    }

    [Fact]
    public void The_claim_about_switching_compares_the_completions_that_both_drew()
    {
        using var folder = new ClaimFolder();
        foreach (string model in new[] { "r1-zero", "r1" })
        {
            // Of sixteen completions the last eight are right, and with a penalty two of the first eight of one family.
            Add($"{model}-evaluated", 16, (_, i) => i >= 8);
            foreach (string arm in new[] { "1-10", "1-40", "3-10", "3-40" })
                Add($"{model}-tip-{arm}", 8, (family, i) => arm == "3-10" && model == "r1" && family == "countdown" && i < 2);
        }
        Assert.Equal(0.125, Claim(19).Criteria[2].Value(new ClaimRun(folder.Root)));

        void Add(string stage, int count, Func<string, int, bool> isRight) => folder.Stage(stage).Samples(stage,
            [.. new[] { "countdown", "arithmetic" }.SelectMany(f => Enumerable.Range(0, count).Select(i => (f, 1, "", isRight(f, i))))]);
    }

    [Fact]
    public void The_claim_about_budgets_looks_at_the_smallest_step()
    {
        using var folder = new ClaimFolder();
        foreach (var (model, passes) in new[] { ("r1-zero", new[] { 0.1, 0.3, 0.25, 0.6, 0.8 }), ("r1", [0.1, 0.2, 0.4, 0.6, 0.65]) })
            foreach (var (cap, pass) in new[] { 16, 32, 64, 128, 256 }.Zip(passes))
                folder.Stage($"{model}-cap-{cap}", ClaimFolder.Evaluation(0, Numbers(pass)));
        Assert.Equal([-0.05, 0.05, 0.7, 0.55], Values(16, folder));
    }

    static JsonObject Line(int step, params (string Key, double Value)[] numbers) => ClaimFolder.Training(step, numbers.ToDictionary(n => n.Key, n => n.Value));

    [Fact]
    public void The_claims_about_supervision_compare_arms_of_equal_work_and_rewards_with_the_truth()
    {
        using var folder = new ClaimFolder().Stage("base-evaluated", ClaimFolder.Evaluation(0, Numbers(0.2)));
        foreach (var (stage, pass) in new[] { ("rft", 0.3), ("online-rft", 0.35), ("by-outcome", 0.5), ("by-prm", 0.48), ("policy-evaluated-1", 0.4), ("policy-evaluated-2", 0.5), ("policy-evaluated-3", 0.52) })
            folder.Stage(stage.StartsWith("policy", StringComparison.Ordinal) ? stage : $"{stage}-evaluated", ClaimFolder.Evaluation(0, Numbers(pass)));
        Assert.Equal([-0.02, 0.15, 0.05], Values(22, folder));
        Assert.Equal([0.1, -0.08], Values(25, folder));
        JsonObject[] Arm(double end) => [.. Enumerable.Range(0, 20).Select(i => Line(i, ("step_reward", i < 10 ? 0.5 : 0.9))), ClaimFolder.Evaluation(10, Numbers(0.6)), ClaimFolder.Evaluation(20, Numbers(end))];
        folder.Stage("long-prm", Arm(0.4)).Stage("long-exact", Arm(0.7));
        Assert.Equal([0.4, -0.2, 0], Values(23, folder));
    }

    [Theory]
    [InlineData(32_000, 0.8)]
    [InlineData(40_000, 0.81)]
    [InlineData(64_000, 0.84)]
    [InlineData(90_000, 0.84)]
    public void The_claim_about_trees_compares_with_the_vote_of_as_many_tokens(int tokens, double vote)
    {
        using var folder = new ClaimFolder()
            .Stage("voted", Line(0, ("samples", 320), ("sampled_tokens", 32_000), ("chosen_at_8", 0.6), ("chosen_at_16", 0.7), ("chosen_at_32", 0.8), ("chosen_at_64", 0.84)))
            .Stage("by-steps", Line(0, ("problems", 10), ("sampled_tokens", 17_000), ("chosen_right", 0.75))).Stage("by-tokens", Line(0, ("problems", 10), ("sampled_tokens", tokens), ("chosen_right", 0.5)));
        foreach (var (stage, pass) in new[] { ("base-evaluated", 0.2), ("policy-evaluated-1", 0.4), ("policy-evaluated-2", 0.5), ("policy-evaluated-3", 0.55) })
            folder.Stage(stage, ClaimFolder.Evaluation(0, Numbers(pass)));
        // A sample has 100 tokens, a search over steps 1,700: seventeen votes, a sixteenth of the way from 16 to 32.
        Assert.Equal([0.04375, Math.Round(0.5 - vote, 9), -0.15], Values(24, folder));
    }

    [Fact]
    public void The_claims_about_labels_forms_and_preferences_measure_differences()
    {
        using var folder = new ClaimFolder().Stage("reward", Line(0, ("loss", 1)), Line(1, ("held_out_accuracy", 0.8)));
        foreach (var (stage, pass) in new[] { ("base-evaluated", 0.2), ("lmsi-evaluated-1", 0.3), ("lmsi-evaluated-2", 0.35), ("sft-evaluated", 0.4), ("ppo-evaluated", 0.6) })
            folder.Stage(stage, ClaimFolder.Evaluation(0, Numbers(pass)));
        foreach (var (form, pass) in new[] { ("chain", 0.3), ("program", 0.8), ("tool", 0.9) })
            folder.Stage($"{form}-measured", Line(0, ("pass_at_1", pass)));
        Assert.Equal([0.15], Values(26, folder));
        Assert.Equal([0.1, 0.5], Values(27, folder));
        Assert.Equal([0.8, 0.6], Values(28, folder));
    }

    [Fact]
    public void Page_data_and_table_tell_every_value_and_load_nothing()
    {
        using var one = Hacked(0.1);
        using var two = Hacked(0.58);
        var verdict = Verdict.Of(Claim(9), [new ClaimRun(one.Root), new ClaimRun(two.Root)]);
        Assert.Equal(Outcome.NotResolved, verdict.Outcome);
        string page = ClaimsPage.Of([verdict], [1, 2]);
        Assert.Contains("-50.0%", page, StringComparison.Ordinal);
        Assert.Contains("not resolved", page, StringComparison.Ordinal);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
        var json = JsonNode.Parse(ClaimsJson.Write([verdict], [1, 2]))!;
        Assert.Equal([-0.5, -0.02], json["claims"]![0]!["criteria"]![1]!["values"]!.AsArray().Select(v => (double)v!));
        Assert.Contains("-26.0% (-50.0% … -2.0%)", ClaimsJson.Table([verdict]), StringComparison.Ordinal);

        static ClaimFolder Hacked(double truth) => new ClaimFolder().Stage("dev3-evaluated", ClaimFolder.Evaluation(0, Numbers(0.6)))
            .Stage("preferred", [.. Enumerable.Range(0, 10).Select(i => ClaimFolder.Training(i, new() { ["reward_parts/helpful"] = 0.1 * i })), ClaimFolder.Evaluation(10, Numbers(truth))])
            .Stage("preferred-last", ClaimFolder.Training(0, new() { ["reward_parts/helpful"] = 0.1 }), ClaimFolder.Evaluation(10, Numbers(0.6)));
    }

    [Fact]
    public void A_stage_that_is_not_done_is_named()
    {
        using var folder = new ClaimFolder();
        var error = Assert.Throws<UserErrorException>(() => Verdict.Of(Claim(1), [new ClaimRun(folder.Root)]));
        Assert.EndsWith("the stage is not done; './r1 reproduce' does what a claim needs.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_claims_are_refused() =>
        Assert.Equal($"There is no claim '99': the claims have the numbers 1 to {ClaimCatalog.All[^1].Number}.", Assert.Throws<UserErrorException>(() => ClaimCatalog.Find(["99"])).Message);

    [Fact]
    public void A_stage_needs_what_it_builds_on_and_nothing_else()
    {
        var nodes = StageGraph.Of(SettingsBinder.Bind<App.Stages.Recipe>(RecipeParser.Parse("""
            name: x
            stages:
              - {name: base, pretrain: {corpus: {miniature: {}}}}
              - {name: zero, grpo: {problems: [{miniature: {family: countdown}}]}}
              - {name: cold, collect: {problems: [{miniature: {family: countdown}}]}}
              - {name: other, from: base, grpo: {problems: [{miniature: {family: countdown}}]}}
              - {name: tuned, from: base, sft: {examples: [{stage: cold}]}}
            """, "r.yaml")).Stages);
        Assert.Equal(["base", "zero", "cold", "tuned"], StageGraph.Needed(nodes, ["tuned"]).Select(n => n.Name));
        Assert.Equal(["base", "other"], StageGraph.Needed(nodes, ["other", "base"]).Select(n => n.Name));
        Assert.Contains("no stage 'tunde'; did you mean 'tuned'", Assert.Throws<UserErrorException>(() => StageGraph.Needed(nodes, ["tunde"])).Message, StringComparison.Ordinal);
    }
}
