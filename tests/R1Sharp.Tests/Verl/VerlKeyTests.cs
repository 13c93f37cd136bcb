// The table of verl's keys, and the page that shows it.

using System.Globalization;
using R1Sharp.App.Foreign;
using R1Sharp.App.Verl;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Verl;

public class VerlKeyTests
{
    static readonly string[] s_types = ["int", "float", "bool", "text", "list", "dict", "any"];

    [Fact]
    public void A_default_is_of_its_type_and_what_is_not_done_says_why() => Assert.All(VerlKey.All, key =>
    {
        Assert.True(key.Choices.Count > 0 || s_types.Contains(key.Type), $"{key.Name}: {key.Type}");
        Assert.NotEqual("", key.Note);
        if (key.Default.Length == 0)
            return;
        if (key.Choices.Count > 0)
            Assert.Contains(key.Default, key.Choices);
        else if (key.Type is "int" or "float")
            Assert.True(double.TryParse(key.Default, NumberStyles.Float, CultureInfo.InvariantCulture, out _), key.Name);
        else if (key.Type == "bool")
            Assert.True(key.Default is "true" or "false", key.Name);
    });

    [Theory]
    [InlineData("data.train_batch_size", "data.train_batch_size")]
    [InlineData("data.image_key", "data.*")]
    [InlineData("actor_rollout_ref.actor.fsdp_config.param_offload", "actor_rollout_ref.actor.*")]
    [InlineData("actor_rollout_ref.model.override_config.rope_scaling.factor", "actor_rollout_ref.model.override_config.*")]
    [InlineData("actor_rollout_ref.hybrid_engine", "actor_rollout_ref.*")]
    [InlineData("dat.train_batch_size", null)]
    [InlineData("data", null)]
    public void A_name_has_its_own_line_or_the_nearest_that_stands_for_it(string name, string? line) => Assert.Equal(line, VerlKey.Find(name)?.Name);

    [Fact]
    public void The_page_shows_the_table()
    {
        string[] page = [.. File.ReadAllLines(Path.Combine(Cli.Home, "docs", "verl.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))];
        Assert.Equal(VerlKey.All.Select(Row), page);
    }

    static string Row(VerlKey key) => $"| `{key.Name}` | {(key.Default.Length == 0 ? "" : $"`{key.Default}`")} | {Treatment(key)} | {Cell(key)} |";

    static string Treatment(VerlKey key) => key.Treatment switch { KeyTreatment.Does => "yes", KeyTreatment.Nothing => "no meaning", _ => "refused" };

    static string Cell(VerlKey key) => string.Join("; ", ((string[])[key.Choices.Count > 0 ? string.Join(", ", key.Choices) : "", key.Note]).Where(t => t.Length > 0));
}
