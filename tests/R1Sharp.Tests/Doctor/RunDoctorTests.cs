using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.App.Doctor;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Tests.Commands;
using R1Sharp.Tests.Reports;
using Xunit;

namespace R1Sharp.Tests.Doctor;

/// <summary>Every trouble that a run can show, made on purpose and seen by name; none in a healthy run.</summary>
public sealed class RunDoctorTests(SmokeRun smoke) : IDisposable
{
    const string Recipe = """
        name: ill
        template: miniature
        evaluation: {problems: [{miniature: {family: countdown, split: held-out, count: 4}}]}
        stages:
          - pretrain: {corpus: {miniature: {}}}
          - grpo: {problems: [{miniature: {family: countdown, count: 20}}], rewards: [accuracy, {name: format, weight: 0.1}, {name: len, when: {column: family, is: [essays]}}]}
          - ppo: {problems: [{miniature: {family: countdown, count: 20}}]}
          - reward_model: {preferences: {count: 9}}
          - collect: {problems: [{miniature: {family: countdown, count: 20}}]}
          - evaluate: {}
        """;

    readonly string _root = Directory.CreateTempSubdirectory("doctor").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    // Forty steps of a healthy stage: right answers come, the form is there, the policy stays lively.
    static JsonObject Healthy(int step) => new()
    {
        ["stage"] = "s",
        ["kind"] = "train",
        ["step"] = step,
        ["rollouts"] = 64,
        ["reward"] = 0.2 + 0.015 * step,
        ["accuracy"] = 0.15 + 0.015 * step,
        ["accuracy_by_family"] = new JsonObject { ["countdown"] = 0.15 + 0.015 * step },
        ["reward_parts"] = new JsonObject { ["accuracy"] = 0.15, ["format"] = 0.9, ["len"] = 0.2 },
        ["format"] = 0.9,
        ["completion_tokens"] = 60 + step,
        ["truncated_share"] = 0.1,
        ["zero_variance_share"] = 0.3,
        ["entropy"] = 0.2,
        ["kl"] = 0.01,
        ["clip_low_share"] = 0.001,
        ["clip_high_share"] = 0.001,
        ["sampler_difference"] = 0.0,
        ["undecided_share"] = 0.0,
        ["explained_variance"] = 0.4,
        ["loss"] = 3.0 - 0.05 * step,
    };

    static JsonObject Evaluation(int step, double pass) => new()
    { ["stage"] = "s", ["kind"] = "evaluation", ["step"] = step, ["families"] = new JsonObject { ["countdown"] = new JsonObject { ["pass_at_1"] = pass } } };

    static JsonObject[] Steps(Action<int, JsonObject>? change = null, int count = 40) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var line = Healthy(i);
        change?.Invoke(i, line);
        return line;
    })];

    IReadOnlyList<Diagnosis> Run(string stage, params JsonObject[] lines)
    {
        File.WriteAllText(Path.Combine(_root, "recipe.yaml"), RecipeFile.Resolved(RecipeFile.Read(Recipe, "R", [])));
        var folder = new StageFolder(Path.Combine(_root, "stages", stage));
        new StageRecord { Name = stage, Kind = stage, Index = 0, Key = "k", Parents = new Dictionary<string, string>(), Inputs = new Dictionary<string, string>(), Code = "test", IsFinished = true }.Write(folder);
        File.WriteAllLines(folder.Metrics, lines.Select(l => l.ToJsonString()));
        return DoctorVisit.OfRun(_root);
    }

    void Sees(string trouble, string stage, params JsonObject[] lines)
    {
        var found = Assert.Single(Run(stage, lines));
        Assert.Equal((trouble, stage), (found.Trouble.Name, found.Sign.Stage));
        Assert.StartsWith(Path.Combine(_root, "recipe.yaml") + ":", found.Place, StringComparison.Ordinal);
        Assert.NotEmpty(found.Sign.Change);
    }

    [Fact]
    public void Healthy_stages_have_none()
    {
        Assert.Empty(Run("grpo", Steps()));
        Assert.Empty(Run("ppo", Steps()));
        Assert.Empty(Run("pretrain", Steps()));
        using var run = new SyntheticRun(steps: 60);
        Assert.Empty(DoctorVisit.OfRun(run.Root));
    }

    [Fact]
    public void A_run_that_is_too_small_to_learn_says_only_what_is_so()
    {
        // The smoke recipe trains for seconds: no answer is ever right, and that is all there is to say of it.
        Assert.All(DoctorVisit.OfRun(Path.GetDirectoryName(smoke.Model)!), d => Assert.Contains(d.Trouble.Name, new[] { "no-reward-ever", "cut-at-the-cap" }));
    }

    [Fact]
    public void No_right_answer_ever() => Sees("no-reward-ever", "grpo", Steps((_, l) => (l["accuracy"], l["accuracy_by_family"]) = (0.0, new JsonObject { ["countdown"] = 0.0 })));

    [Fact]
    public void All_groups_equal() => Sees("all-groups-equal", "grpo", Steps((i, l) => l["zero_variance_share"] = i < 10 ? 0.5 : 0.97));

    [Fact]
    public void Everything_cut_at_the_cap() => Sees("cut-at-the-cap", "grpo", Steps((_, l) => l["truncated_share"] = 0.8));

    [Fact]
    public void Only_the_form_learned() =>
        Sees("only-form-learned", "grpo", Steps((i, l) => (l["accuracy"], l["accuracy_by_family"], l["format"]) = (0.01, new JsonObject { ["countdown"] = 0.01 }, 0.3 + 0.018 * i)));

    [Fact]
    public void Entropy_gone() => Sees("entropy-gone", "grpo", Steps((i, l) => l["entropy"] = 0.2 * Math.Exp(-i / 5.0)));

    [Fact]
    public void Clipping_everywhere() => Sees("clipping-everywhere", "grpo", Steps((_, l) => l["clip_low_share"] = 0.4));

    [Fact]
    public void Sampler_and_trainer_differ() => Sees("sampler-and-trainer-differ", "grpo", Steps((i, l) => l["sampler_difference"] = i == 7 ? 0.01 : 0));

    [Fact]
    public void Undecided_answers() => Sees("undecided-answers", "grpo", Steps((_, l) => l["undecided_share"] = 0.2));

    [Fact]
    public void A_reward_that_never_applies() => Sees("reward-never-applies", "grpo", Steps((_, l) => ((JsonObject)l["reward_parts"]!).Remove("len")));

    [Fact]
    public void A_value_model_that_misleads() => Sees("value-model-misleads", "ppo", Steps((_, l) => l["explained_variance"] = -0.5));

    [Fact]
    public void Longer_but_not_better() =>
        Sees("longer-but-not-better", "grpo", Steps((i, l) => (l["completion_tokens"], l["accuracy"], l["accuracy_by_family"]) = (40 + 5 * i, 0.3, new JsonObject { ["countdown"] = 0.3 })));

    [Fact]
    public void Divergence_runs_off() => Sees("divergence-runs-off", "grpo", Steps((i, l) => l["kl"] = 0.001 * Math.Exp(i / 4.0)));

    [Fact]
    public void Reward_rises_and_truth_falls() =>
        Sees("reward-rises-truth-falls", "grpo", [.. Steps(), .. Enumerable.Range(1, 6).Select(i => Evaluation(5 * i, 0.7 - 0.08 * i))]);

    [Fact]
    public void Accuracy_collapsed() => Sees("accuracy-collapsed", "grpo", Steps((i, l) => l["accuracy"] = i < 25 ? 0.6 : 0.05));

    [Fact]
    public void Loss_does_not_fall() => Sees("loss-does-not-fall", "pretrain", Steps((_, l) => l["loss"] = 6.2));

    [Fact]
    public void Learned_by_heart() => Sees("learned-by-heart", "pretrain", Steps((i, l) => l["held_out_loss"] = i % 10 == 9 ? 1 + Math.Abs(i - 15) / 20.0 : null));

    [Fact]
    public void A_reward_model_that_is_a_coin_and_one_that_counts_words()
    {
        Sees("reward-model-is-a-coin", "reward_model", Steps((i, l) => l["held_out_accuracy"] = i == 39 ? 0.51 : null));
        Sees("reward-model-scores-length", "reward_model", Steps((i, l) =>
            (l["held_out_accuracy"], l["held_out_longer_chosen_accuracy"], l["held_out_shorter_chosen_accuracy"]) = (0.6, 0.95, 0.25)));
    }

    [Fact]
    public void Nothing_kept() => Sees("nothing-kept", "collect", Steps((_, l) => (l["sampled"], l["kept"], l["dropped"]) = (100, 0, new JsonObject { ["wrong"] = 90, ["no format"] = 10 })));

    [Fact]
    public void Problems_left_out()
    {
        var line = Evaluation(0, 0.5);
        line["left_out"] = 3;
        Sees("problems-left-out", "evaluate", line);
    }

    [Fact]
    public void An_end_that_was_never_learned()
    {
        Run("evaluate", Evaluation(0, 0.5));
        File.WriteAllLines(Path.Combine(_root, "stages", "evaluate", "rollouts.jsonl"), Enumerable.Range(0, 6).Select(i =>
            """{"stage":"evaluate","kind":"evaluation","completion":"<think>3</think><answer>3</answer> and so on and so on","finish":"length","tokens":9}"""));
        Assert.Equal("end-never-learned", Assert.Single(DoctorVisit.OfRun(_root)).Trouble.Name);
    }

    [Fact]
    public void Examples_that_are_cut()
    {
        Run("pretrain", Steps());
        File.WriteAllText(Path.Combine(_root, "summary.json"), """{"seed":1,"data":{"pretrain":{"examples":10,"tokens":99,"cut":2,"left_out":5}}}""");
        Assert.Equal("examples-cut", Assert.Single(DoctorVisit.OfRun(_root)).Trouble.Name);
    }

    [Fact]
    public void A_watchdogs_stop()
    {
        Run("grpo", Steps());
        File.WriteAllText(Path.Combine(_root, "stopped.json"), """{"stage":"grpo","watchdog":"gradient-zero","explanation":"every gradient was zero","advice":"look at the rewards"}""");
        var found = Assert.Single(DoctorVisit.OfRun(_root));
        Assert.Equal(("stopped-by-a-watchdog", "look at the rewards"), (found.Trouble.Name, found.Sign.Change));
    }

    [Fact]
    public void Every_trouble_of_runs_is_made_here()
    {
        string source = File.ReadAllText(Path.Combine(Cli.Home, "tests", "R1Sharp.Tests", "Doctor", "RunDoctorTests.cs"));
        Assert.All(DoctorVisit.Troubles.Where(t => t.After is not null), t => Assert.Contains($"\"{t.Name}\"", source, StringComparison.Ordinal));
    }

    [Fact]
    public void The_command_names_evidence_cause_and_line_and_says_by_its_exit_code_whether_there_is_any()
    {
        Run("grpo", Steps((_, l) => l["truncated_share"] = 0.8));
        var text = Cli.Run("doctor", _root);
        Assert.Equal((3, ""), (text.Code, text.Error));
        Assert.Contains("cut-at-the-cap (grpo)\n   seen:   80 % of the completions at the end reach the cap\n   cause:  ", text.Output, StringComparison.Ordinal);
        Assert.Contains("recipe.yaml:", text.Output, StringComparison.Ordinal);
        var json = JsonNode.Parse(Cli.Run("doctor", _root, "--json").Output)!;
        Assert.Equal("cut-at-the-cap", (string)json[0]!["trouble"]!);
        Assert.Equal(2, Cli.Run("doctor").Code);
        Assert.Equal(2, Cli.Run("doctor", _root, "--set", "seed=2").Code);
        Assert.Equal(2, Cli.Run("doctor", Path.Combine(_root, "none.yaml")).Code);
    }

    [Fact]
    public void The_page_has_every_trouble_with_its_cause()
    {
        string page = File.ReadAllText(Path.Combine(Cli.Home, "docs", "doctor.md"));
        Assert.True(DoctorVisit.Troubles.Count >= 20);
        Assert.All(DoctorVisit.Troubles, t => Assert.Contains($"| `{t.Name}` | {(t.Before is null ? "after" : "before")} | {t.Cause} |", page, StringComparison.Ordinal));
        Assert.Equal(DoctorVisit.Troubles.Count, page.Split('\n').Count(l => l.StartsWith("| `", StringComparison.Ordinal)));
    }
}
