using System.Text.Json.Nodes;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>Every stage and every command once, on the smoke recipe.</summary>
public sealed class SmokeTests(SmokeRun smoke)
{
    [Fact]
    public void The_smoke_recipe_leaves_a_whole_run_folder()
    {
        Assert.Equal("", smoke.Result.Error);
        Assert.Equal(0, smoke.Result.Code);
        foreach (var file in (string[])["recipe.yaml", "summary.json", "report.html", "stages/pretrain/metrics.jsonl", "stages/grpo/metrics.jsonl", "stages/grpo/rollouts.jsonl", "stages/evaluate/completions.jsonl", "stages/evaluate-2/completions.jsonl", "stages/grpo/model/model.safetensors",
            "model/config.json", "model/model.safetensors", "model/tokenizer.json", "model/tokenizer_config.json", "model/generation_config.json"])
            Assert.True(File.Exists(Path.Combine(smoke.Folder, file)), file);
        Assert.Empty(Directory.GetFileSystemEntries(smoke.Folder, "*.tmp", SearchOption.AllDirectories));
        Assert.DoesNotContain("not finished", File.ReadAllText(Path.Combine(smoke.Folder, "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_summary_has_the_promised_numbers_for_every_family()
    {
        _ = smoke.Model;
        var summary = JsonNode.Parse(File.ReadAllText(Path.Combine(smoke.Folder, "summary.json")))!;
        Assert.Equal(1, (int)summary["seed"]!);
        Assert.True((double)summary["wall_seconds"]! > 0);
        foreach (var when in (string[])["base", "final"])
            foreach (var family in (string[])["countdown", "arithmetic"])
                Assert.Equal(["pass_at_1", "cons_at_4", "pass_at_4", "format", "mean_completion_tokens", "self_checks", "language_purity"],
                    summary[when]![family]!.AsObject().Select(p => p.Key));
    }

    [Fact]
    public void Every_step_and_every_completion_is_logged()
    {
        _ = smoke.Model;
        List<JsonNode> metrics = [.. Lines(Stage("pretrain", "metrics.jsonl")), .. Lines(Stage("grpo", "metrics.jsonl"))];
        Assert.Equal(Enumerable.Range(0, 60), Steps(metrics, "pretrain", "train"));
        Assert.Equal(Enumerable.Range(0, 6), Steps(metrics, "grpo", "train"));
        Assert.Equal([3, 6], Steps(metrics, "grpo", "evaluation"));
        var rollouts = Lines(Stage("grpo", "rollouts.jsonl")).Where(l => (string)l["kind"]! == "train").ToList();
        Assert.Equal(6 * 8 * 8, rollouts.Count);
        Assert.All(rollouts, r => Assert.Equal((double)r["reward"]!,
            (double)r["rewards"]!["accuracy"]! + 0.1 * (double)r["rewards"]!["format"]! + 0.1 * ((double?)r["rewards"]!["language_consistency"] ?? 0), 1e-5));
        Assert.All(metrics.Where(m => m["sampler_difference"] is not null), m => Assert.Equal(0, (double)m["sampler_difference"]!));
    }

    [Fact]
    public void The_parts_of_a_step_of_reinforcement_make_it_up()
    {
        _ = smoke.Model;
        var steps = Lines(Stage("grpo", "metrics.jsonl")).Where(l => (string)l["kind"]! == "train").ToList();
        Assert.All(steps, s => Assert.Equal(["sampling", "advantages"], s["seconds_by_part"]!.AsObject().Select(p => p.Key).Take(2)));
        Assert.Contains(steps, s => s["seconds_by_part"]!["passes"] is not null && s["seconds_by_part"]!["optimizer"] is not null);
        double parts = steps.Sum(s => s["seconds_by_part"]!.AsObject().Sum(p => (double)p.Value!)), whole = steps.Sum(s => (double)s["seconds"]!);
        Assert.InRange(parts, 0.7 * whole, whole + 0.001 * steps.Count);
        Assert.All(Lines(Stage("pretrain", "metrics.jsonl")), l => Assert.Null(l["seconds_by_part"]));
    }

    [Fact]
    public void The_loss_falls_in_pre_training()
    {
        _ = smoke.Model;
        var losses = Lines(Stage("pretrain", "metrics.jsonl")).Select(m => (double)m["loss"]!).ToList();
        Assert.True(losses[^1] < 0.7 * losses[0], $"{losses[0]} → {losses[^1]}");
    }

    [Fact]
    public void The_model_answers_in_chat_generate_and_evaluate()
    {
        var chat = Cli.RunWith("Use 3,4,5 to make 12.\n\n计算 1+1\n", "chat", "--model", smoke.Model, "--max-tokens", "8");
        Assert.Equal((0, ""), (chat.Code, chat.Error));
        Assert.Equal(2, chat.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        var generated = Cli.Run("generate", "--model", smoke.Model, "--prompt", "Use 3,4,5 to make 12.", "-k", "3", "--max-tokens", "8");
        Assert.Equal((0, ""), (generated.Code, generated.Error));
        Assert.Equal([0, 1, 2], generated.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => (int)JsonNode.Parse(l)!["sample"]!));

        var file = Path.Combine(smoke.Root, "mine.jsonl");
        File.WriteAllText(file, "{\"ask\":\"1+1?\",\"gold\":2}\n{\"ask\":\"二加二\",\"gold\":4}\n");
        var evaluated = Cli.Run("evaluate", "--model", smoke.Model, "--task", file, "--task", "countdown", "--problems", "2", "--problem-column", "ask",
            "--answer-column", "gold", "-k", "2", "--max-tokens", "8", "--json");
        Assert.Equal((0, ""), (evaluated.Code, evaluated.Error));
        var numbers = JsonNode.Parse(evaluated.Output)!;
        Assert.Equal(2, (int)numbers["families"]!["mine"]!["problems"]!);
        Assert.True((double)numbers["families"]!["countdown"]!["pass_at_1_high"]! >= (double)numbers["families"]!["countdown"]!["pass_at_1"]!);
        Assert.Equal(["en", "zh"], numbers["languages"]!.AsObject().Select(l => l.Key));
    }

    [Fact]
    public void An_evaluation_is_kept_graded_again_and_compared()
    {
        string kept = Path.Combine(smoke.Root, "kept.jsonl");
        string[] asked = ["--task", "countdown", "--problems", "3", "--max-tokens", "8", "--json"];
        var sampled = Cli.Run(["evaluate", "--model", smoke.Model, .. asked, "--preset", "greedy", "--save", kept, "--compare", smoke.Folder]);
        Assert.Equal((0, ""), (sampled.Code, sampled.Error));
        var numbers = JsonNode.Parse(sampled.Output)!;
        Assert.Equal((1, 0.0), ((int)numbers["sample_count"]!, (double)numbers["temperature"]!));
        Assert.Equal(3, (int)numbers["comparison"]!["problems"]!);
        Assert.Equal(3, File.ReadLines(kept).Count());
        var again = Cli.Run("evaluate", "--regrade", kept, "--json");
        Assert.Equal((0, ""), (again.Code, again.Error));
        Assert.Equal(numbers["families"]!.ToJsonString(), JsonNode.Parse(again.Output)!["families"]!.ToJsonString());
        Assert.Contains("difference not significant", Cli.Run("evaluate", "--regrade", smoke.Folder, "--compare", smoke.Folder).Output, StringComparison.Ordinal);
        Assert.Equal(2, Cli.Run("evaluate", "--regrade", kept, "--model", smoke.Model).Code);
        Assert.Equal(2, Cli.Run("evaluate", "--model", smoke.Model).Code);
    }

    [Fact]
    public void A_summary_before_the_answer_is_the_right_form_where_it_is_asked_for()
    {
        string kept = Path.Combine(smoke.Root, "summaries.jsonl");
        Assert.Equal(0, Cli.Run("evaluate", "--model", smoke.Model, "--task", "countdown", "--problems", "2", "--max-tokens", "8", "--preset", "greedy", "--save", kept).Code);
        File.WriteAllLines(kept, [.. File.ReadAllLines(kept).Select(line =>
        {
            var sample = JsonNode.Parse(line)!;
            (sample["completion"], sample["finish"]) = ("<think>1+2=3</think>The answer is <answer>1+2</answer>", "stop");
            return sample.ToJsonString();
        })]);
        double Format(params string[] more) => (double)JsonNode.Parse(Cli.Run(["evaluate", "--regrade", kept, "--json", .. more]).Output)!["families"]!["countdown"]!["format"]!;
        Assert.Equal((0, 1), (Format(), Format("--summary")));
    }

    [Fact]
    public void The_same_question_gets_the_same_answer_alone_and_in_company()
    {
        var file = Path.Combine(smoke.Root, "many.jsonl");
        File.WriteAllLines(file, Enumerable.Range(0, 5).Select(i => $"{{\"problem\":\"Use 3,4,5 to make {i}.\",\"answer\":\"1\"}}"));
        static string[] completions(CliResult r) => [.. r.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!)
            .OrderBy(l => (string)l["id"]!, StringComparer.Ordinal).Select(l => (string)l["completion"]!)];
        var alone = completions(Cli.Run("generate", "--model", smoke.Model, "--prompt", "Use 3,4,5 to make 0.", "--max-tokens", "20"));
        var company = completions(Cli.Run("generate", "--model", smoke.Model, "--input", file, "--max-tokens", "20", "--threads", "1"));
        Assert.Equal(5, company.Length);
        Assert.Equal(alone[0], company[0]);
    }

    [Fact]
    public void In_a_terminal_the_run_is_drawn_and_ends_as_elsewhere()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script(1) plays the terminal here");
        Directory.CreateDirectory(smoke.Root);
        var command = $"stty cols 150 rows 40; TERM=xterm-256color dotnet '{Path.Combine(AppContext.BaseDirectory, "r1.dll")}' run '{Cli.Recipe("smoke.yaml")}' --out '{Path.Combine(smoke.Root, "terminal")}' --set stages.pretrain.steps=2 --set stages.grpo.steps=2";
        using var process = Cli.StartProgram("/usr/bin/script", ["-qec", command, Path.Combine(smoke.Root, "terminal.log")]);
        var result = Cli.Finish(process);
        Assert.True(result.Code == 0, result.Output);
        Assert.Contains("\u001b[", result.Output);
        Assert.Contains("finished:", result.Output);
    }

    string Stage(string name, string file) => Path.Combine(smoke.Folder, "stages", name, file);

    static List<JsonNode> Lines(string file) => [.. File.ReadLines(file).Select(l => JsonNode.Parse(l)!)];

    static IEnumerable<int> Steps(IEnumerable<JsonNode> lines, string stage, string kind) =>
        lines.Where(l => (string)l["stage"]! == stage && (string)l["kind"]! == kind).Select(l => (int)l["step"]!);
}
