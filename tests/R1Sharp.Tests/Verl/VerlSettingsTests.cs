// How overrides and files in verl's keys are read.

using R1Sharp.App.Foreign;
using R1Sharp.App.Verl;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Verl;

public sealed class VerlSettingsTests : IDisposable
{
    readonly string _file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "run.yaml");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    static string Error(params string[] words) => Assert.Throws<UserErrorException>(() => VerlSettings.Read(words)).Message;

    [Theory]
    [InlineData("data.train_files=a.parquet", "a.parquet")]
    [InlineData("data.train_files=['a.parquet','b c.parquet']", "a.parquet|b c.parquet")]
    [InlineData("data.train_files=[\"a.parquet\", \"b.parquet\"]", "a.parquet|b.parquet")]
    [InlineData("data.train_files=[/x/a.parquet,b]", "/x/a.parquet|b")]
    [InlineData("+data.train_files=\"a.parquet\"", "a.parquet")]
    [InlineData("++data.train_files=org/name", "org/name")]
    [InlineData("data.train_files=null", "")]
    public void A_list_is_written_as_hydra_has_it(string word, string read) => Assert.Equal(read, string.Join('|', VerlSettings.Read([word]).List("data.train_files")));

    [Theory]
    [InlineData("data.train_batch_size=128", 128)]
    [InlineData("data.train_batch_size=1e3", 1000)]
    [InlineData("actor_rollout_ref.actor.optim.lr=1e-6", 1e-6)]
    [InlineData("actor_rollout_ref.actor.optim.lr=\"5e-7\"", 5e-7)]
    [InlineData("actor_rollout_ref.actor.clip_ratio_high=.28", 0.28)]
    public void A_number_is_one_in_any_spelling(string word, double number) => Assert.Equal(number, VerlSettings.Read([word]).Number(word.Split('=')[0]));

    [Theory]
    [InlineData("True", true)]
    [InlineData("false", false)]
    [InlineData("TRUE", true)]
    public void A_truth_is_written_as_in_python_too(string text, bool truth) =>
        Assert.Equal(truth, VerlSettings.Read([$"actor_rollout_ref.actor.use_kl_loss={text}"]).Truth("actor_rollout_ref.actor.use_kl_loss"));

    [Fact]
    public void The_last_word_wins_over_those_before_and_over_the_file()
    {
        File.WriteAllText(_file, """
            defaults:
              - ppo_trainer
            data:
              train_batch_size: 64
              max_response_length: ${data.train_batch_size}
              val_batch_size: ???
              custom_cls: {path: null, name: null}
              apply_chat_template_kwargs: {}
            trainer:
              experiment_name: x
              nnodes: 2
              default_local_dir: checkpoints/${trainer.project_name}/${trainer.experiment_name}
            actor_rollout_ref:
              model: {path: ~/models/m, override_config: {}}
              actor:
                checkpoint: {load_contents: "${.save_contents}"}
                optim: {_target_: verl.workers.config.FSDPOptimizerConfig}
            critic:
              use_dynamic_bsz: ${oc.select:actor_rollout_ref.actor.use_dynamic_bsz,false}
              ppo_epochs: ${actor_rollout_ref.actor.ppo_epochs}
            """);
        var settings = VerlSettings.Read(["--config", _file, "data.train_batch_size=32", "data.train_batch_size=16", "--threads=2", "--smoke", "--dry_run"]);
        Assert.Equal((16, 16, 1, "x"), (settings.Whole("data.train_batch_size"), settings.Whole("data.max_response_length"), settings.Whole("critic.ppo_epochs"),
            settings.Text("trainer.experiment_name")));
        Assert.Equal((2, true, true), (settings.Threads, settings.IsSmoke, settings.IsDryRun));
        Assert.Equal("checkpoints/verl_examples/x", settings.Text("trainer.default_local_dir"));
        Assert.Equal(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "models/m"), VerlSettings.Expanded(settings.Text("actor_rollout_ref.model.path")!));
        Assert.Equal(["actor_rollout_ref.actor.checkpoint.load_contents", "actor_rollout_ref.actor.optim._target_", "data.custom_cls.name", "trainer.nnodes"], settings.WithoutMeaning);
        Assert.Equal(64, VerlSettings.Read(["--config-path", Path.GetDirectoryName(_file)!, "--config-name", "run"]).Whole("data.train_batch_size"));
    }

    [Fact]
    public void Values_below_a_key_are_a_map()
    {
        var settings = VerlSettings.Read(["data.apply_chat_template_kwargs={enable_thinking: false}", "+data.apply_chat_template_kwargs.style=short", "+data.apply_chat_template_kwargs.k=1"]);
        Assert.Equal("enable_thinking: false\nstyle: short\nk: 1\n", YamlText.Of(settings.Map("data.apply_chat_template_kwargs")!));
        Assert.Null(VerlSettings.Read([]).Map("data.apply_chat_template_kwargs"));
    }

    [Theory]
    [InlineData("data.train_bach_size=1", "data.train_bach_size: verl's 'data.train_bach_size' is not known here; did you mean 'data.train_batch_size'?")]
    [InlineData("actor_rollout_ref.rollout.temprature=1", "did you mean 'actor_rollout_ref.rollout.temperature'?")]
    [InlineData("dta.train_files=a", "dta.train_files: verl's 'dta.train_files' is not known here; did you mean 'data.train_files'?")]
    [InlineData("data.train_batch_size=many", "data.train_batch_size: 'data.train_batch_size' needs a whole number, but this is 'many'.")]
    [InlineData("data.train_batch_size=1.5", "data.train_batch_size: 'data.train_batch_size' needs a whole number, but this is '1.5'.")]
    [InlineData("actor_rollout_ref.actor.use_kl_loss=maybe", "needs true or false, but this is 'maybe'.")]
    [InlineData("algorithm.adv_estimator=grop", "needs one of gae, grpo, rloo")]
    [InlineData("~data.seed", "'~data.seed' is no setting")]
    [InlineData("~data.seed=1", "takes a key away")]
    [InlineData("words", "'words' is no setting: they are written key=value")]
    [InlineData("--epochs=3", "'--epochs=3' is no option of r1 verl")]
    [InlineData("--threads=0", "--threads needs a whole number from 1 to 1024")]
    [InlineData("--config", "--config lacks its value.")]
    [InlineData("data.train_files=[a", "this is not YAML")]
    [InlineData("data.seed=${data.sed}", "names no key that is known here")]
    [InlineData("trainer.experiment_name=run-${data.sed}", "names no key that is known here")]
    [InlineData("trainer.experiment_name=run-${now:%H}", "'run-${now:%H}' is not understood; write the value itself.")]
    [InlineData("data.seed=${data.seed}", "names no key that is known here")]
    [InlineData("actor_rollout_ref.rollout.top_p=0.9", "'actor_rollout_ref.rollout.top_p: 0.9' is not to be had here: training samples from the whole distribution")]
    [InlineData("actor_rollout_ref.rollout.top_k=20", "is not to be had here")]
    [InlineData("reward_model.enable=True", "is not to be had here: a reward model is a stage")]
    [InlineData("custom_reward_function.path=/x/y.py", "Python is not run")]
    [InlineData("actor_rollout_ref.model.override_config.attention_dropout=0.1", "there is no dropout")]
    [InlineData("actor_rollout_ref.model.override_config.rope_theta=1000", "stands in its config.json")]
    [InlineData("algorithm.kl_ctrl.type=adaptive", "β stays as it is")]
    [InlineData("actor_rollout_ref.actor.optim.optimizer=SGD", "the optimizer is AdamW")]
    [InlineData("actor_rollout_ref.actor.new_trick=True", "verl's 'actor_rollout_ref.actor.new_trick' is not known here: leave it out, if it changes nothing that matters")]
    [InlineData("actor_rollout_ref.actor.adaptive_entropy.enabled=True", "give entropy_coeff a value")]
    [InlineData("trainer.remove_clip=True", "ratios are clipped")]
    [InlineData("actor_rollout_ref.rollout.repetition_penalty=1.1", "is not to be had here")]
    public void What_cannot_be_is_one_sentence(string word, string part) => Assert.Contains(part, Error(word), StringComparison.Ordinal);

    // Names of the default configuration and of published scripts.
    [Theory]
    [InlineData("actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu=4")]
    [InlineData("actor_rollout_ref.actor.ppo_micro_batch_size=4")]
    [InlineData("actor_rollout_ref.actor.fsdp_config.param_offload=False")]
    [InlineData("actor_rollout_ref.rollout.log_prob_micro_batch_size=160")]
    [InlineData("actor_rollout_ref.rollout.gpu_memory_utilization=0.6")]
    [InlineData("actor_rollout_ref.rollout.name=vllm")]
    [InlineData("actor_rollout_ref.rollout.mode=async")]
    [InlineData("actor_rollout_ref.ref.fsdp_config.param_offload=True")]
    [InlineData("actor_rollout_ref.model.use_remove_padding=True")]
    [InlineData("critic.ppo_micro_batch_size=8")]
    [InlineData("critic.model.enable_gradient_checkpointing=True")]
    [InlineData("data.image_key=images")]
    [InlineData("data.shuffle=False")]
    [InlineData("actor_rollout_ref.actor.checkpoint.save_contents=[model]")]
    [InlineData("actor_rollout_ref.actor.fsdp_config.grad_offload=False")]
    [InlineData("data.return_raw_chat=True")]
    [InlineData("trainer.nnodes=1")]
    [InlineData("trainer.n_gpus_per_node=8")]
    [InlineData("trainer.default_hdfs_dir=null")]
    [InlineData("trainer.balance_batch=True")]
    [InlineData("ray_kwargs.ray_init.num_cpus=8")]
    [InlineData("algorithm.kl_ctrl.horizon=10000")]
    [InlineData("reward_model.sandbox_fusion.url=null")]
    public void What_means_nothing_here_is_named(string word) => Assert.Equal([word.Split('=')[0]], VerlSettings.Read([word]).WithoutMeaning);

    [Theory]
    [InlineData("actor_rollout_ref.rollout.top_p=1.0")]
    [InlineData("actor_rollout_ref.rollout.top_k=-1")]
    [InlineData("actor_rollout_ref.rollout.top_k=0")]
    [InlineData("actor_rollout_ref.rollout.do_sample=True")]
    [InlineData("reward_model.enable=False")]
    [InlineData("custom_reward_function.path=null")]
    [InlineData("actor_rollout_ref.model.override_config.attention_dropout=0.")]
    [InlineData("actor_rollout_ref.model.override_config={}")]
    [InlineData("algorithm.kl_penalty=k1")]
    [InlineData("trainer.remove_clip=False")]
    [InlineData("actor_rollout_ref.ref.model=null")]
    public void What_asks_for_nothing_is_not_refused(string word) => Assert.Empty(VerlSettings.Read([word]).WithoutMeaning);
}
