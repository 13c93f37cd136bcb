using System.Text.Json.Nodes;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>r1 reward measure: trained reward models on rows as RewardBench and ProcessBench publish them.</summary>
public sealed class RewardMeasureTests
{
    const string Recipe = """
        name: measured
        template: miniature
        model: {size: tiny, hidden_size: 64, intermediate_size: 128, layer_count: 2, head_count: 2, key_value_head_count: 1, max_positions: 128}
        tokenizer: {vocabulary_size: 300, sample_documents: 100}
        evaluation: {sample_count: 1, max_completion_tokens: 4, problems: [{miniature: {family: arithmetic, split: held-out, count: 1}}]}
        stages:
          - pretrain: {corpus: {miniature: {}}, steps: 2, tokens_per_step: 1024}
          - name: whole
            reward_model: {held_out_share: 0, epochs: 40, batch_size: 2, learning_rate: {peak: 3e-3}, pairs: [{path: PAIRS}]}
          - name: stepwise
            from: pretrain
            reward_model: {scope: steps, held_out_share: 0, epochs: 40, batch_size: 2, learning_rate: {peak: 3e-3}, labels: [{path: LABELS}]}
        """;

    static readonly string[] s_pairs = [Pair("1+1?", "so 2", "no 7"), Pair("2+1?", "so 3", "no 9"), Pair("2+2?", "so 4", "no 8")];

    static readonly string[] s_labels =
    [
        """{"prompt": "1+1?", "completions": ["1+1=2", "so 2"], "labels": [true, true]}""",
        """{"prompt": "1+1?", "completions": ["1+1=2", "no 7"], "labels": [true, false]}""",
    ];

    static readonly string[] s_processBench =
    [
        """{"id": "a", "generator": "x", "problem": "1+1?", "steps": ["1+1=2", "no 7"], "final_answer_correct": false, "label": 1}""",
        """{"id": "b", "generator": "x", "problem": "1+1?", "steps": ["1+1=2", "so 2"], "final_answer_correct": true, "label": -1}""",
    ];

    [Fact]
    public void Published_rows_measure_a_model_of_answers_and_one_of_steps()
    {
        using var folder = new TemporaryDirectory();
        string File(string name, params string[] lines)
        {
            string path = Path.Combine(folder.Path, name);
            System.IO.File.WriteAllLines(path, lines);
            return path;
        }
        string recipe = File("recipe.yaml", Recipe.Replace("PAIRS", File("pairs.jsonl", s_pairs), StringComparison.Ordinal)
            .Replace("LABELS", File("labels.jsonl", s_labels), StringComparison.Ordinal));
        string run = Path.Combine(folder.Path, "run");
        var done = Cli.Run("run", recipe, "--out", run);
        Assert.Equal((0, ""), (done.Code, done.Error));
        string Model(string stage) => Path.Combine(run, "stages", stage, "model");

        // As it learned, and turned round: the same pairs with the other one preferred.
        var pairs = Measured(Model("whole"), File("bench.jsonl", [.. s_pairs, Pair("1+1?", "so " + new string('2', 300), "no")]));
        Assert.Equal((3, 1.0), ((int)pairs["examples"]!, (double)pairs["accuracy"]!));
        Assert.Null(pairs["first_error_f1"]);
        var turned = Measured(Model("whole"), File("turned.jsonl", Pair("1+1?", "no 7", "so 2"), Pair("2+2?", "no 8", "so 4")));
        Assert.Equal(0, (double)turned["accuracy"]!);
        Assert.True((double)turned["loss"]! > Math.Log(2) && (double)pairs["loss"]! < Math.Log(2));

        var steps = Measured(Model("stepwise"), File("process.jsonl", s_processBench));
        Assert.Equal((1.0, 1.0, 1.0), ((double)steps["first_error_accuracy"]!, (double)steps["no_error_accuracy"]!, (double)steps["first_error_f1"]!));

        // Only some rows, and the template that the model was trained with.
        var some = Cli.Run("reward", "measure", Path.Combine(folder.Path, "bench.jsonl"), "--model", Model("whole"), "--where", "chosen=so 4", "--json");
        Assert.Equal(1, (int)JsonNode.Parse(some.Output)!["examples"]!);

        var text = Cli.Run("reward", "measure", Path.Combine(folder.Path, "bench.jsonl"), "--model", Model("whole"), "--threads", "1");
        Assert.Equal((0, ""), (text.Code, text.Error));
        Assert.Contains("3, 1 more left out as too long", text.Output, StringComparison.Ordinal);
        Assert.Contains("accuracy                        100.0 %", text.Output, StringComparison.Ordinal);

        Refused("is not the folder of a reward model", Model("pretrain"), Path.Combine(folder.Path, "bench.jsonl"));
        Refused("longer than the model's 128 tokens", Model("whole"), File("long.jsonl", Pair("1+1?", new string('2', 300), "no")));
        Refused("no such column", Model("whole"), File("plain.jsonl", """{"problem": "1+1?", "answer": "2"}"""));
        Refused("holds no lines", Model("whole"), File("empty.jsonl"));
    }

    static void Refused(string said, string model, string data)
    {
        var result = Cli.Run("reward", "measure", data, "--model", model, "--threads", "1");
        Assert.Equal(2, result.Code);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
    }

    static JsonObject Measured(string model, string data)
    {
        var result = Cli.Run("reward", "measure", data, "--model", model, "--template", "miniature", "--threads", "1", "--json");
        Assert.Equal((0, ""), (result.Code, result.Error));
        return JsonNode.Parse(result.Output)!.AsObject();
    }

    static string Pair(string prompt, string chosen, string rejected) =>
        new JsonObject { ["prompt"] = prompt, ["chosen"] = chosen, ["rejected"] = rejected }.ToJsonString();
}
