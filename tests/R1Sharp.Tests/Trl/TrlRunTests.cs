// Runs in TRL's keys with a tiny model and a few made-up rows: every recipe of Open-R1 takes its steps, what the run prints is a recipe that
// repeats it, and bad input is one sentence.

using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Trl;

/// <summary>A model of random weights, and rows in the columns of Open-R1's datasets.</summary>
public sealed class TrlWorkplace : IDisposable
{
    const string Config = """
        {"model_type":"qwen2","architectures":["Qwen2ForCausalLM"],"vocab_size":320,"hidden_size":32,"intermediate_size":64,"num_hidden_layers":2,
        "num_attention_heads":4,"num_key_value_heads":2,"max_position_embeddings":2048,"rms_norm_eps":1e-6,"rope_theta":10000.0,"tie_word_embeddings":true,"eos_token_id":0}
        """;

    public TrlWorkplace()
    {
        TokenizerTrainer.Train(["What is 1 + 2? It is 3. user assistant system <|im_start|>"], new() { VocabularySize = 300 }).Save(Path("tokenizer"));
        File.WriteAllText(Path("config.json"), Config);
        var made = Cli.Run("init", "--config", Path("config.json"), "--tokenizer", Path("tokenizer"), "--out", Path("model"));
        Assert.True(made.Code == 0, made.Error);
        Write("messages.jsonl", i => new { messages = new object[] { new { role = "user", content = $"What is {i} + 1?" }, new { role = "assistant", content = $"<think>\n{i} + 1 = {i + 1}\n</think>\n\n{i + 1}" } } });
        Write("problems.jsonl", i => new { problem = $"What is {i} + 1?", answer = $"{i + 1}" });
        Write("pairs.jsonl", i => new { prompt = $"What is {i} + 1?", chosen = $"It is {i + 1}.", rejected = "I do not know." });
        var tests = new { language = "python", test_cases = new[] { new { input = "1\n", output = "2\n", type = "stdin_stdout" } } };
        Write("programs.jsonl", i => new { problem_statement = $"Add one, {i}.", problem = $"Add one, {i}.", prompt = $"Add one, {i}.", verification_info = tests });
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory().FullName;

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    void Write(string name, Func<int, object> row) => File.WriteAllLines(Path(name), Enumerable.Range(0, 12).Select(i => JsonSerializer.Serialize(row(i))));
}

public class TrlRunTests(TrlWorkplace place) : IClassFixture<TrlWorkplace>
{
    CliResult Run(string data, string output, params string[] words) =>
        Cli.RunIn(place.Folder, [.. words, "--model_name_or_path", "model", "--dataset_name", data, "--output_dir", output, "--smoke"]);

    [Theory, MemberData(nameof(TrlRecipeTests.PublishedRecipes), MemberType = typeof(TrlRecipeTests))]
    public void EveryRecipeOfOpenR1TakesItsSteps(string file)
    {
        string path = System.IO.Path.Combine(TrlRecipeTests.Shared, "data", "open-r1", "recipes", file);
        Assert.SkipUnless(File.Exists(path), $"{path} is not there: set R1SHARP_SHARED to the shared data folder.");
        bool isSft = file.Contains("/sft/", StringComparison.Ordinal), isCode = file.Contains("code", StringComparison.Ordinal);
        string name = "published-" + file.Replace('/', '-');
        var result = Run(isSft ? "messages.jsonl" : isCode ? "programs.jsonl" : "problems.jsonl", name, isSft ? "sft" : "grpo", "--config", path);
        Assert.True(result.Code == 0, result.Output + result.Error);
        Assert.True(File.Exists(System.IO.Path.Combine(place.Path(name), "model", "model.safetensors")));
        Assert.Contains("without meaning here: ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config_demo.yaml", "problems.jsonl", "filt-0.2-0.8"), InlineData("filter_dapo.yaml", "problems.jsonl", "filt-0.1-0.6")]
    [InlineData("filter_python.yaml", "programs.jsonl", "filt-0.1-0.6")]
    public void EveryFilterOfOpenR1DoesItsWork(string file, string data, string configuration)
    {
        string path = System.IO.Path.Combine(TrlRecipeTests.Shared, "data", "open-r1", "recipes", "dataset_filtering", file);
        Assert.SkipUnless(File.Exists(path), $"{path} is not there: set R1SHARP_SHARED to the shared data folder.");
        var result = Run(data, "filtered-" + file, "data", "filter", "--config", path);
        Assert.True(result.Code == 0, result.Output + result.Error);
        // In smoke size eight rows are asked, and all are kept.
        var rows = Dataset.Open(place.Path($"filtered-{file}/{configuration}.parquet")).Rows().ToList();
        Assert.Equal(8, rows.Count);
        Assert.All(rows, row => Assert.Equal((4, 4, 0.0), (row.Needed("pass_rate_generations").GetArrayLength(), row.Needed("pass_rate_rewards").GetArrayLength(), row.Needed("pass_rate").GetDouble())));
        Assert.Equal(File.ReadLines(place.Path(data)).Take(8).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("problem").GetString()), rows.Select(r => r.Needed("problem").GetString()));
    }

    [Fact]
    public void AFilterKeepsWhatLiesInItsWindowAndTheSameCommandGoesOn()
    {
        string[] words = ["data", "filter", "--model_name_or_path", "model", "--dataset_name", "problems.jsonl", "--reward_funcs", "accuracy", "--num_generations", "2", "--max_completion_length", "3"];
        var nothing = Cli.RunIn(place.Folder, [.. words, "--output_dir", "none"]);
        Assert.True(nothing.Code == 0, nothing.Error);
        Assert.Contains("no row has a pass rate within the window", nothing.Output, StringComparison.Ordinal);
        string[] all = [.. words, "--output_dataset_name", "me/all", "--pass_rate_min", "-0.5", "--dataset_start_index", "2", "--dataset_end_index", "7"];
        var once = Cli.RunIn(place.Folder, all);
        Assert.True(once.Code == 0, once.Error);
        Assert.Contains("all/filt--0.5-0.9.parquet: 5 rows", once.Output, StringComparison.Ordinal);
        Assert.Contains("filter: done before", Cli.RunIn(place.Folder, all).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ddp")]
    [InlineData("fsdp")]
    [InlineData("zero2")]
    [InlineData("zero3")]
    public void EveryLauncherFileOfOpenR1IsRead(string name)
    {
        string path = System.IO.Path.Combine(TrlRecipeTests.Shared, "data", "open-r1", "recipes", "accelerate_configs", name + ".yaml");
        Assert.SkipUnless(File.Exists(path), $"{path} is not there: set R1SHARP_SHARED to the shared data folder.");
        var result = Run("messages.jsonl", "launched-" + name, "ACCELERATE_LOG_LEVEL=info", "accelerate", "launch", "--config_file", path, "src/open_r1/sft.py");
        Assert.True(result.Code == 0, result.Output + result.Error);
        Assert.Contains($"r1: {path}: without meaning on one machine: compute_environment, debug, ", result.Error, StringComparison.Ordinal);
        Assert.Contains("; mixed_precision is bf16.", result.Error, StringComparison.Ordinal);
        Assert.Contains("bfloat16: true", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("false", 0, "warning at step 4: all-rewards-equal: ")]
    [InlineData("true", 3, "all-rewards-equal: ")]
    public void AWatchdogWarnsUnlessItIsToStop(string stops, int code, string said)
    {
        // Random weights answer nothing right, so that all rewards are 0.
        var result = Cli.RunIn(place.Folder, "grpo", "--model_name_or_path", "model", "--dataset_name", "problems.jsonl", "--output_dir", $"watched-{stops}", "--max_steps", "6", "--per_device_train_batch_size", "4",
            "--num_generations", "2", "--reward_funcs", "accuracy", "--max_completion_length", "4", "--watchdogs", stops);
        Assert.True(result.Code == code, result.Output + result.Error);
        Assert.Contains(said, result.Output + result.Error, StringComparison.Ordinal);
        var kinds = File.ReadLines(place.Path($"watched-{stops}/stages/grpo/metrics.jsonl")).Select(l => JsonElement.Parse(l).GetProperty("kind").GetString()).ToList();
        Assert.Equal((code == 0 ? 6 : 5, 1), (kinds.Count(k => k == "train"), kinds.Count(k => k == (code == 0 ? "warning" : "stopped"))));
    }

    [Fact]
    public void WhatARowSaysBeforeItsQuestionReachesTheTemplate()
    {
        File.WriteAllLines(place.Path("talks.jsonl"), Enumerable.Range(0, 6).Select(i => JsonSerializer.Serialize(new
        {
            prompt = new object[] { new { role = "system", content = $"Rule {i}." }, new { role = "user", content = $"What is {i} + 1?" } },
            answer = $"{i + 1}",
        })));
        var result = Cli.RunIn(place.Folder, "grpo", "--model_name_or_path", "model", "--dataset_name", "talks.jsonl", "--output_dir", "talked",
            "--max_steps", "1", "--per_device_train_batch_size", "6", "--num_generations", "2",
            "--reward_funcs", "format", "--max_completion_length", "3", "--system_prompt", "Ours.",
            "--chat_template", "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}");
        Assert.True(result.Code == 0, result.Output + result.Error);
        string?[] prompts = [.. File.ReadLines(place.Path("talked/stages/grpo/rollouts.jsonl"))
            .Select(l => JsonElement.Parse(l).GetProperty("prompt").GetString()).Distinct()];
        Assert.Equal(3, prompts.Length);
        Assert.All(prompts, p => Assert.Matches(@"^\[system\]Rule (\d)\.\[user\]What is \1 \+ 1\?\[assistant\]$", p));
    }

    [Fact]
    public void CountsOfTheDataAreToldAtTheStartAndInTheSummary()
    {
        var result = Cli.RunIn(place.Folder, "sft", "--model_name_or_path", "model", "--dataset_name", "messages.jsonl", "--output_dir", "counted", "--max_steps", "1", "--max_length", "20");
        Assert.True(result.Code == 0, result.Output + result.Error);
        Assert.Contains("sft: 12 examples of 240 tokens; 12 cut at their end", result.Output, StringComparison.Ordinal);
        var data = JsonElement.Parse(File.ReadAllText(place.Path("counted/summary.json"))).GetProperty("data").GetProperty("sft");
        Assert.Equal((12, 12, 0), (data.GetProperty("examples").GetInt32(), data.GetProperty("cut").GetInt32(), data.GetProperty("left_out").GetInt32()));
        var pairs = Cli.RunIn(place.Folder, "dpo", "--model_name_or_path", "model", "--dataset_name", "pairs.jsonl", "--output_dir", "no-pairs", "--max_length", "5");
        Assert.Equal(2, pairs.Code);
        Assert.Contains("12 left out as too long", pairs.Output + pairs.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("accelerate launch --config_file zero3.yaml src/open_r1/sft.py --learning_rate 1e-3", "messages.jsonl")]
    [InlineData("trl dpo --beta 0.2 --bf16 false", "pairs.jsonl")]
    [InlineData("reward --center_rewards_coefficient 0.01 --num_train_epochs 1", "pairs.jsonl")]
    [InlineData("ACCELERATE_LOG_LEVEL=info accelerate launch src/open_r1/grpo.py --max_steps 4 --num_generations 2 --per_device_train_batch_size 4", "problems.jsonl")]
    public void ALineIsPastedWhole(string line, string data)
    {
        var result = Run(data, "pasted-" + line.Length, line.Split(' '));
        Assert.True(result.Code == 0, result.Output + result.Error);
    }

    [Theory]
    [InlineData("sft", "messages", "--per_device_train_batch_size 4", "held_out_loss held_out_token_accuracy")]
    [InlineData("dpo", "pairs", "--per_device_train_batch_size 4", "held_out_loss held_out_accuracy held_out_reward_margin")]
    [InlineData("reward", "pairs", "--per_device_train_batch_size 4", "held_out_loss held_out_accuracy")]
    [InlineData("grpo", "problems", "--per_device_train_batch_size 8 --num_generations 4 --max_completion_length 8", "reward families")]
    public void TheTestSplitIsMeasuredOnTheWay(string command, string data, string flags, string numbers)
    {
        string set = place.Path($"{data}-split");
        Directory.CreateDirectory(set);
        File.Copy(place.Path($"{data}.jsonl"), System.IO.Path.Combine(set, "train.jsonl"), overwrite: true);
        File.WriteAllLines(System.IO.Path.Combine(set, "test.jsonl"), File.ReadLines(place.Path($"{data}.jsonl")).Take(3));
        string output = place.Path($"measured-{command}");
        var result = Cli.RunIn(place.Folder, [command, "--model_name_or_path", "model", "--dataset_name", set, "--output_dir", output, "--max_steps", "3", "--eval_strategy", "steps", "--eval_steps", "2", .. flags.Split(' ')]);
        Assert.True(result.Code == 0, result.Output + result.Error);
        string metrics = Directory.GetFiles(output, "metrics.jsonl", SearchOption.AllDirectories).Single();
        var lines = File.ReadLines(metrics).Select(l => JsonElement.Parse(l)).Where(l => numbers.Split(' ').All(n => l.TryGetProperty(n, out var value) && value.ValueKind is not JsonValueKind.Null)).ToList();
        Assert.Equal(command == "grpo" ? 1 : 2, lines.Count);
        if (command == "grpo")
            Assert.True(lines[0].GetProperty("reward_parts").TryGetProperty("tag_count", out _));
    }

    [Theory]
    [InlineData("dpo", "pairs", "--per_device_train_batch_size 4 --learning_rate 0.3", "held_out_loss")]
    [InlineData("reward", "pairs", "--per_device_train_batch_size 4 --learning_rate 0.3", "held_out_loss")]
    [InlineData("grpo", "problems", "--per_device_train_batch_size 8 --num_generations 4 --max_completion_length 8 --reward_funcs repetition_penalty --learning_rate 0.1", "reward")]
    public void TheBestModelOnTheWayIsTheOneThatIsLeft(string command, string data, string flags, string measure)
    {
        string set = place.Path($"{data}-best"), output = place.Path($"best-{command}");
        Directory.CreateDirectory(set);
        File.Copy(place.Path($"{data}.jsonl"), System.IO.Path.Combine(set, "train.jsonl"), overwrite: true);
        // Held-out pairs of a reward model are the wrong way round, so that it becomes worse with every step.
        File.WriteAllLines(System.IO.Path.Combine(set, "test.jsonl"), File.ReadLines(place.Path($"{data}.jsonl")).Take(4).Select(l => command != "reward" ? l
            : l.Replace("\"chosen\"", "\"other\"", StringComparison.Ordinal).Replace("\"rejected\"", "\"chosen\"", StringComparison.Ordinal).Replace("\"other\"", "\"rejected\"", StringComparison.Ordinal)));
        var result = Cli.RunIn(place.Folder, [command, "--model_name_or_path", "model", "--dataset_name", set, "--output_dir", output, "--max_steps", "4", "--eval_strategy", "steps", "--eval_steps", "1",
            "--save_steps", "1", "--load_best_model_at_end", .. flags.Split(' ')]);
        Assert.True(result.Code == 0, result.Output + result.Error);
        string stage = System.IO.Path.GetDirectoryName(Directory.GetFiles(output, "metrics.jsonl", SearchOption.AllDirectories).Single())!;
        var lines = File.ReadLines(System.IO.Path.Combine(stage, "metrics.jsonl")).Select(l => JsonElement.Parse(l));
        // Evaluations of grpo are lines of their own, numbered by the steps before them.
        double[] measured = [.. lines.Where(l => command != "grpo" || l.GetProperty("kind").GetString() == "evaluation").Select(l => l.GetProperty(measure).GetDouble())];
        Assert.Equal(4, measured.Length);
        int best = Array.IndexOf(measured, command == "grpo" ? measured.Max() : measured.Min());
        Assert.InRange(best, 0, 2);
        string kept = System.IO.Path.Combine(stage, "checkpoints", $"step-{best + 1}", command == "reward" ? "trainer" : "");
        string name = command == "reward" ? System.IO.Path.Combine(stage, "model") : System.IO.Path.Combine(output, "model");
        Assert.False(Directory.Exists(System.IO.Path.Combine(stage, "best")));
        byte[] left = Tensors(System.IO.Path.Combine(name, "model.safetensors"));
        if (command != "reward")
            Assert.Equal(Tensors(System.IO.Path.Combine(kept, "model.safetensors")), left);
        else
            Assert.NotEmpty(left);
    }

    [Fact]
    public void PackedEpochsHaveTheirStepsCountedAtTheStart()
    {
        string[] words = ["sft", "--model_name_or_path", "model", "--dataset_name", "messages.jsonl", "--output_dir", "packed", "--packing", "--max_length", "60", "--per_device_train_batch_size", "3", "--num_train_epochs", "2", "--save_strategy", "epoch"];
        var result = Cli.RunIn(place.Folder, words);
        Assert.True(result.Code == 0, result.Output + result.Error);
        var steps = File.ReadLines(place.Path("packed/stages/sft/metrics.jsonl")).Select(l => JsonElement.Parse(l)).ToList();
        Assert.Contains($"packing: 12 examples of ", result.Error, StringComparison.Ordinal);
        Assert.Contains($"tokens are {steps.Count / 2} steps an epoch, {steps.Count} in all.", result.Error, StringComparison.Ordinal);
        Assert.Contains($"steps: {steps.Count}", result.Output, StringComparison.Ordinal);
        Assert.All(steps, s => Assert.True(s.GetProperty("tokens").GetInt32() <= 180));
        Assert.Equal(24, steps.Sum(s => s.GetProperty("sequences").GetInt32()));
        Assert.Equal([$"step-{steps.Count / 2}"], Directory.GetDirectories(place.Path("packed/stages/sft/checkpoints")).Select(System.IO.Path.GetFileName));
    }

    [Fact]
    public void TensorBoardIsReportedToAndCheckpointsStay()
    {
        var result = Cli.RunIn(place.Folder, "sft", "--model_name_or_path", "model", "--dataset_name", "messages.jsonl", "--output_dir", "board", "--report_to", "wandb", "tensorboard", "--logging_dir", "logs",
            "--num_train_epochs", "1.5", "--per_device_train_batch_size", "5", "--save_strategy", "epoch", "--save_total_limit", "1");
        Assert.True(result.Code == 0, result.Output + result.Error);
        Assert.Contains("report_to wandb: nothing is sent anywhere", result.Error, StringComparison.Ordinal);
        // 12 rows in batches of 5, 5 and 2: half an epoch more is two updates.
        var steps = File.ReadLines(place.Path("board/stages/sft/metrics.jsonl")).Select(l => JsonElement.Parse(l)).ToList();
        Assert.Equal([5, 5, 2, 5, 5], steps.Select(s => s.GetProperty("sequences").GetInt32()));
        var events = Runs.EventReader.Read(Directory.GetFiles(place.Path("logs/sft")).Single());
        Assert.Equal(steps.Select(s => (float)s.GetProperty("loss").GetDouble()), events.Skip(1).Select(e => e.Values["train/loss"]));
        Assert.Equal(["step-3"], Directory.GetDirectories(place.Path("board/stages/sft/checkpoints")).Select(System.IO.Path.GetFileName));
    }

    [Fact]
    public void ATestSplitThatIsNotThereIsNamed()
    {
        var result = Run("messages.jsonl", "bad", "sft", "--eval_strategy", "epoch");
        Assert.Equal(2, result.Code);
        Assert.Contains("has no split 'test'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TheRecipeThatIsPrintedRepeatsTheRun()
    {
        string[] flags = ["--max_steps", "2", "--per_device_train_batch_size", "4", "--threads", "2"];
        var first = Cli.RunIn(place.Folder, ["sft", "--model_name_or_path", "model", "--dataset_name", "messages.jsonl", "--output_dir", "first", .. flags]);
        Assert.True(first.Code == 0, first.Output + first.Error);
        var printed = Cli.RunIn(place.Folder, ["sft", "--model_name_or_path", "model", "--dataset_name", "messages.jsonl", "--output_dir", "first", .. flags, "--dry_run"]);
        File.WriteAllText(place.Path("printed.yaml"), printed.Output);
        var second = Cli.RunIn(place.Folder, "run", "printed.yaml", "--out", "second");
        Assert.True(second.Code == 0, second.Output + second.Error);
        Assert.Equal(Weights("first"), Weights("second"));
        Assert.NotEqual(Tensors(place.Path("model/model.safetensors")), Weights("first"));
    }

    [Theory]
    [InlineData("sft --dataset_train_split tran", "has no split 'tran'")]
    [InlineData("sft --assistant_only_loss true --packing maybe", "'packing' needs true or false")]
    [InlineData("grpo --dataset_prompt_column quest", "quest")]
    [InlineData("grpo --reward_funcs accuracy acuracy", "there is no reward 'acuracy'")]
    public void BadInputIsOneSentence(string line, string sentence)
    {
        var result = Run(line.StartsWith("sft", StringComparison.Ordinal) ? "messages.jsonl" : "problems.jsonl", "bad", line.Split(' '));
        Assert.Equal(2, result.Code);
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.Path("bad/stages")));
    }

    // Weights without what the header says of their origin.
    byte[] Weights(string run) => Tensors(place.Path($"{run}/model/model.safetensors"));

    static byte[] Tensors(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        return file[(8 + (int)BitConverter.ToInt64(file))..];
    }
}
