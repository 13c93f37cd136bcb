using R1Sharp.App.Commands;
using R1Sharp.App.Trl;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Trl;

public class LaunchLineTests
{
    [Theory]
    [InlineData("accelerate launch --config_file=recipes/accelerate_configs/zero3.yaml src/open_r1/sft.py --config recipes/x.yaml --seed 7", "sft --config recipes/x.yaml --seed 7")]
    [InlineData("ACCELERATE_LOG_LEVEL=info accelerate launch --config_file recipes/accelerate_configs/zero2.yaml --num_processes=1 src/open_r1/grpo.py --config c.yaml --vllm_mode colocate", "grpo --config c.yaml --vllm_mode colocate")]
    [InlineData("CUDA_VISIBLE_DEVICES=0,1 torchrun --nproc_per_node 2 examples/scripts/dpo.py --model_name_or_path m", "dpo --model_name_or_path m")]
    [InlineData("python trl/scripts/reward_modeling.py --dataset_name d", "reward --dataset_name d")]
    [InlineData("python3 -u src/open_r1/sft.py --dataset_name d", "sft --dataset_name d")]
    [InlineData("trl sft --config c.yaml", "sft --config c.yaml")]
    [InlineData("uv run src/open_r1/grpo.py", "grpo")]
    [InlineData("sft --config c.yaml", "sft --config c.yaml")]
    [InlineData("python scripts/pass_rate_filtering/compute_pass_rate.py --config c.yaml", "data filter --config c.yaml")]
    [InlineData("python3 -m verl.trainer.main_ppo algorithm.adv_estimator=grpo", "verl algorithm.adv_estimator=grpo")]
    [InlineData("PYTHONUNBUFFERED=1 python3 -u -m verl.trainer.main_ppo --config-name x a=1", "verl --config-name x a=1")]
    [InlineData("ray job submit --no-wait --runtime-env=x -- python3 -m recipe.dapo.src.main_dapo a=1", "verl a=1")]
    [InlineData("nohup python -m recipe.dapo.main_dapo a=1", "verl a=1")]
    [InlineData("run recipes/r1-zero.yaml", "run recipes/r1-zero.yaml")]
    public void ALauncherIsTakenOff(string pasted, string command) => Assert.Equal(command, string.Join(' ', LaunchLine.Unwrapped(pasted.Split(' '), [])));

    [Fact]
    public void TheNumberFormatOfALauncherIsKept()
    {
        var remarks = new List<string>();
        Assert.Equal("sft --seed 1 --mixed_precision bf16", string.Join(' ', LaunchLine.Unwrapped("accelerate launch --mixed_precision=bf16 sft.py --seed 1".Split(' '), remarks)));
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "compute_environment: LOCAL_MACHINE\ndeepspeed_config:\n  zero_stage: 3\nmixed_precision: 'no'\nnum_processes: 8\n");
        Assert.Equal("grpo --mixed_precision no", string.Join(' ', LaunchLine.Unwrapped(["accelerate", "launch", "--config_file", file, "grpo.py"], remarks)));
        Assert.Equal($"{file}: without meaning on one machine: compute_environment, deepspeed_config, num_processes; mixed_precision is no.", remarks[^1]);
        File.WriteAllText(file, "a: [1\n");
        Assert.Contains(file, Assert.Throws<UserErrorException>(() => LaunchLine.Unwrapped(["accelerate", "launch", "--config_file", file, "grpo.py"], [])).Message, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Theory]
    [InlineData("accelerate launch train.py", "train.py")]
    [InlineData("torchrun --nproc_per_node 2", "starts no script")]
    [InlineData("trl env", "env")]
    [InlineData("python3 -m verl.trainer.fsdp_sft_trainer data.train_files=x", "starts no script")]
    [InlineData("ray job submit -- python3 -m main_ppo", "starts no script")]
    public void AnotherScriptIsRefusedByName(string pasted, string named) => Assert.Contains(named, Assert.Throws<UserErrorException>(() => LaunchLine.Unwrapped(pasted.Split(' '), [])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("sft --config c.yaml --lr -1", "sft -- --config c.yaml --lr -1")]
    [InlineData("reward --config c.yaml", "reward -- --config c.yaml")]
    [InlineData("reward c.yaml", "reward -- c.yaml")]
    [InlineData("verl data.train_files=x --smoke", "verl -- data.train_files=x --smoke")]
    [InlineData("verl --help", "verl --help")]
    [InlineData("reward score --help", "reward score --help")]
    [InlineData("reward list", "reward list")]
    [InlineData("grpo --help", "grpo --help")]
    [InlineData("grpo", "grpo")]
    public void SettingsAreWordsOfTheCommand(string line, string prepared) => Assert.Equal(prepared, string.Join(' ', TrlCommands.Prepared(line.Split(' '))));
}
