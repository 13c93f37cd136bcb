// YAML files and flags in TRL's keys.

using R1Sharp.App.Trl;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Trl;

public sealed class TrlSettingsTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    TrlSettings Read(TrlCommand command, string yaml, params string[] flags)
    {
        string path = Path.Combine(_folder, "config.yaml");
        File.WriteAllText(path, yaml);
        return TrlSettings.Read(command, ["--config", path, .. flags]);
    }

    string Mistake(TrlCommand command, string yaml, params string[] flags) => Assert.Throws<UserErrorException>(() => Read(command, yaml, flags)).Message;

    [Fact]
    public void FlagsWinWhereverTheyStand()
    {
        var settings = Read(TrlCommand.Sft, "learning_rate: 4.0e-05\nmax_steps: -1\nbf16: true\n", "--learning_rate", "1e-6", "--max_steps=-1", "--bf16", "false");
        Assert.Equal((1e-6, -1, false), (settings.Number("learning_rate"), settings.Whole("max_steps"), settings.Truth("bf16")));
        string path = Path.Combine(_folder, "config.yaml");
        Assert.Equal(7, TrlSettings.Read(TrlCommand.Sft, ["--seed", "7", "--config", path]).Whole("seed"));
        Assert.Equal(4e-5, TrlSettings.Read(TrlCommand.Sft, [path]).Number("learning_rate"));
    }

    [Fact]
    public void ListsMapsAndTruthValuesAreReadAsTheArgumentParserReadsThem()
    {
        var settings = Read(TrlCommand.Grpo, "", "--reward_funcs", "accuracy", "format", "--reward_weights", "1.0", "0.1", "--lr_scheduler_kwargs", "{\"min_lr_rate\": 0.1}", "--mask_truncated_completions", "--no_log_completions");
        Assert.Equal(["accuracy", "format"], settings.List("reward_funcs"));
        Assert.Equal(["1.0", "0.1"], settings.List("reward_weights"));
        Assert.NotNull(settings.Map("lr_scheduler_kwargs")!.Find("min_lr_rate"));
        Assert.True(settings.Truth("mask_truncated_completions"));
        Assert.False(settings.Truth("log_completions"));
        Assert.Equal(["accuracy", "format", "tag_count"], Read(TrlCommand.Grpo, "").List("reward_funcs"));
        Assert.Equal(["tag_count"], Read(TrlCommand.Grpo, "reward_funcs: tag_count").List("reward_funcs"));
    }

    [Theory]
    [InlineData("eval_strategy: 'no'")]
    [InlineData("eval_strategy: no")]
    [InlineData("eval_strategy: false")]
    [InlineData("save_strategy: No")]
    public void NoIsNoHoweverItIsSpelled(string yaml)
    {
        var settings = Read(TrlCommand.Sft, yaml);
        Assert.False(TrlSettings.TruthOf(settings.Text(yaml[..yaml.IndexOf(':', StringComparison.Ordinal)])!));
    }

    [Theory]
    [InlineData("learning_rat: 1", "config.yaml:1:1: r1 sft has no key 'learning_rat'")]
    [InlineData("seed: 42\nnum_generations: 8", "config.yaml:2:1: r1 sft has no key 'num_generations'; it belongs to r1 grpo.")]
    [InlineData("learning_rate: fast", "config.yaml:1:16: 'learning_rate' needs a number, but this is 'fast'.")]
    [InlineData("max_steps: 1.5", "'max_steps' needs a whole number, but this is '1.5'.")]
    [InlineData("packing: maybe", "'packing' needs true or false, but this is 'maybe'.")]
    [InlineData("lr_scheduler_type: polynomial", "'lr_scheduler_type' needs one of linear, cosine, cosine_with_min_lr, constant, constant_with_warmup, but this is 'polynomial'.")]
    [InlineData("lr_scheduler_kwargs: 3", "'lr_scheduler_kwargs' needs a map of keys and values, but this is '3'.")]
    [InlineData("eval_strategy: best", "'eval_strategy' needs one of no, steps, epoch, but this is 'best'.")]
    [InlineData("use_dora: true", "'use_dora: true' is not to be had here: there is no weight decomposition")]
    [InlineData("load_in_4bit: yes", "'load_in_4bit: yes' is not to be had here")]
    [InlineData("optim: lion_32bit", "'optim: lion_32bit' is not to be had here: there is AdamW alone")]
    [InlineData("neftune_noise_alpha: 5", "'neftune_noise_alpha: 5' is not to be had here")]
    [InlineData("loss_type: dft", "'loss_type: dft' is not to be had here")]
    public void AMistakeIsToldWithItsPlace(string yaml, string sentence) => Assert.Contains(sentence, Mistake(TrlCommand.Sft, yaml), StringComparison.Ordinal);

    [Theory]
    [InlineData("use_peft: false\nload_in_8bit: no\nfp16: false\nneftune_noise_alpha: null\nlabel_smoothing_factor: 0.0")]
    [InlineData("optim: paged_adamw_8bit\noptim_args: null")]
    [InlineData("optim: adamw_torch\nloss_type: nll\ntruncation_mode: keep_start")]
    public void WhatAsksForNothingIsNotRefused(string yaml) => Read(TrlCommand.Sft, yaml);

    [Fact]
    public void WhatHasNoMeaningIsNamedOnce()
    {
        var settings = Read(TrlCommand.Grpo, "push_to_hub: true\nreport_to:\n- wandb\nvllm_device: auto\nseed: 1\nhub_model_id: x/y");
        Assert.Equal(["hub_model_id", "push_to_hub", "vllm_device"], settings.WithoutMeaning.Select(k => k.Name).Order());
    }

    [Theory]
    [InlineData("--learning_rate", "'--learning_rate' lacks its value")]
    [InlineData("--seed 1 2", "'2' belongs to no flag")]
    [InlineData("--sead 1", "'--sead' is no key of this command; did you mean 'seed'?")]
    public void AFlagThatIsWrongIsToldByName(string flags, string sentence) => Assert.Contains(sentence.Replace("'--learning_rate'", "--learning_rate", StringComparison.Ordinal), Mistake(TrlCommand.Sft, "", flags.Split(' ')), StringComparison.Ordinal);

    [Fact]
    public void AFileThatIsNotThereIsNamed() =>
        Assert.Contains("none.yaml: there is no such file", Assert.Throws<UserErrorException>(() => TrlSettings.Read(TrlCommand.Sft, ["--config", "none.yaml"])).Message, StringComparison.Ordinal);
}
