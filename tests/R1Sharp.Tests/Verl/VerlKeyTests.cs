// The table of verl's keys, and the page that shows it.

using R1Sharp.App.Verl;
using R1Sharp.Tests.Commands;
using R1Sharp.Tests.Foreign;
using Xunit;

namespace R1Sharp.Tests.Verl;

public class VerlKeyTests
{
    [Fact]
    public void A_default_is_of_its_type_and_every_line_says_how_or_why_not() => Assert.All(VerlKey.All, key =>
    {
        KeyTable.HasTypedDefault(key);
        Assert.NotEqual("", key.Note);
    });

    [Theory]
    [InlineData("data.train_batch_size", "data.train_batch_size")]
    [InlineData("data.image_key", "data.image_*")]
    [InlineData("data.filter_overlong_prompts_workers", "data.filter_overlong_prompts*")]
    [InlineData("data.validation_shuffle", "data.*shuffle*")]
    [InlineData("actor_rollout_ref.actor.fsdp_config.param_offload", "*.fsdp_config.*")]
    [InlineData("critic.model.fsdp_config.param_offload", "critic.*")]
    [InlineData("actor_rollout_ref.actor.profiler.tool_config.nsys.discrete", "*.profiler.*")]
    [InlineData("actor_rollout_ref.model.override_config.rope_scaling.factor", "actor_rollout_ref.model.override_config*")]
    [InlineData("algorithm._target_", "*._target_")]
    [InlineData("actor_rollout_ref.actor.new_trick", null)]
    [InlineData("algorithm.new_trick", null)]
    [InlineData("trainer.new_trick", null)]
    [InlineData("data.new_trick", null)]
    [InlineData("dat.train_batch_size", null)]
    [InlineData("data", null)]
    public void A_name_has_its_own_line_or_the_first_that_stands_for_it(string name, string? line) => Assert.Equal(line, VerlKey.Find(name)?.Name);

    [Fact]
    public void The_page_shows_the_table()
    {
        string[] page = [.. File.ReadAllLines(Path.Combine(Cli.Home, "docs", "verl.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))];
        Assert.Equal(VerlKey.All.Select(Row), page);
    }

    static string Row(VerlKey key) => $"| `{key.Name}` | {KeyTable.Cells(key)}";
}
