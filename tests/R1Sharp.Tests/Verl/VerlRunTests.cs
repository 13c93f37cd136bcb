// Runs in verl's keys with a tiny model and rows in verl's columns.

using System.Text.Json;
using R1Sharp.Tests.Commands;
using R1Sharp.Tests.Trl;
using Xunit;

namespace R1Sharp.Tests.Verl;

public sealed class VerlRunTests : IClassFixture<TrlWorkplace>
{
    readonly TrlWorkplace _place;

    public VerlRunTests(TrlWorkplace place)
    {
        _place = place;
        Write("math.jsonl", i => new
        {
            data_source = "openai/gsm8k",
            prompt = new[] { new { role = "user", content = $"What is {i} + 1?" } },
            reward_model = new { style = "rule", ground_truth = $"{i + 1}" },
        });
        Write("countdown.jsonl", i => new
        {
            target = i + 1,
            nums = new[] { i, 1 },
            prompt = new[] { new { role = "user", content = $"Make {i + 1} of {i} and 1." } },
            reward_model = new { style = "rule", ground_truth = new { target = i + 1, numbers = new[] { i, 1 } } },
        });
    }

    void Write(string name, Func<int, object> row) => File.WriteAllLines(_place.Path(name), Enumerable.Range(0, 12).Select(i => JsonSerializer.Serialize(row(i))));

    CliResult Run(params string[] words) => Cli.RunIn(_place.Folder, [.. words, "actor_rollout_ref.model.path=model", "data.train_batch_size=4", "actor_rollout_ref.actor.ppo_mini_batch_size=2",
        "data.max_response_length=8", "trainer.total_epochs=1", "--threads", "1"]);

    [Fact]
    public void A_line_that_starts_verl_learns_and_goes_on_where_it_was()
    {
        string[] line = ["python3", "-m", "verl.trainer.main_ppo", "algorithm.adv_estimator=grpo", "actor_rollout_ref.rollout.n=4", "data.train_files=['math.jsonl','countdown.jsonl']", "data.val_files=math.jsonl",
            "trainer.test_freq=2", "trainer.default_local_dir=grpo", "trainer.n_gpus_per_node=8"];
        var first = Run(line);
        Assert.True(first.Code == 0, first.Error);
        Assert.Contains("is read as 'r1 verl'", first.Error, StringComparison.Ordinal);
        Assert.Contains("without meaning here: trainer.n_gpus_per_node (docs/verl.md says why).", first.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_place.Path("grpo/model/model.safetensors")));
        Assert.Equal(["after", "before", "grpo"], Directory.GetDirectories(_place.Path("grpo/stages")).Select(Path.GetFileName).Order());
        var again = Run(line);
        Assert.True(again.Code == 0, again.Error);
        Assert.Contains("grpo: done before", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_printed_is_a_recipe_that_repeats_the_run()
    {
        string[] words = ["verl", "data.train_files=math.jsonl", "trainer.default_local_dir=ppo"];
        var printed = Run([.. words, "--dry_run"]);
        Assert.True(printed.Code == 0, printed.Error);
        Assert.False(Directory.Exists(_place.Path("ppo")));
        File.WriteAllText(_place.Path("ppo.yaml"), printed.Output);
        var (verl, own) = (Run(words), Cli.RunIn(_place.Folder, "run", "ppo.yaml", "--out", "own", "--threads", "2"));
        Assert.True(verl.Code == 0 && own.Code == 0, verl.Error + own.Error);
        Assert.Equal(File.ReadAllBytes(_place.Path("ppo/model/model.safetensors")), File.ReadAllBytes(_place.Path("own/model/model.safetensors")));
    }

    [Fact]
    public void Bad_input_is_one_sentence()
    {
        var unknown = Run("verl", "data.train_files=math.jsonl", "data.train_bach_size=3");
        Assert.Equal((2, "r1: data.train_bach_size: verl's 'data.train_bach_size' is not known here; did you mean 'data.train_batch_size'?\n"), (unknown.Code, unknown.Error));
        Assert.Equal(2, Run("verl", "data.train_files=nowhere.jsonl").Code);
        Assert.Contains("starts no script here", Run("python3", "-m", "verl.model_merger").Error, StringComparison.Ordinal);
    }
}
