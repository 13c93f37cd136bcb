using R1Sharp.App.Stages;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Stages;

/// <summary>The key of a stage names all that decides its results, and nothing else.</summary>
public sealed class StageKeysTests
{
    static Dictionary<string, string> Keys(string recipe, params string[] overrides) => KeysOn("cpu", recipe, overrides);

    static Dictionary<string, string> KeysOn(string engine, string recipe, params string[] overrides)
    {
        var loaded = RecipeFile.Load(Cli.Recipe(recipe), overrides);
        var keys = new StageKeys(loaded, engine);
        return StageGraph.Of(loaded.Stages).ToDictionary(node => node.Name, node => keys.Of(node).Key);
    }

    [Fact]
    public void Another_engine_is_another_key() => Assert.Empty(Keys("smoke.yaml").Intersect(KeysOn("other", "smoke.yaml")));

    [Fact]
    public void The_stages_of_r1_are_the_same_among_the_claims() => Assert.Empty(Keys("r1.yaml").Except(Keys("claims.yaml")).Select(stage => stage.Key));

    [Fact]
    public void What_builds_on_a_change_has_another_key_and_nothing_else_has()
    {
        var (before, after) = (Keys("r1.yaml"), Keys("r1.yaml", "stages.dev2.grpo.steps=41", "threads=1"));
        // What builds on Dev2 has, and that is most: the students learn from what it wrote. Its settings were copied to stage 4 by an alias before.
        Assert.Equal(
            ["dev2", "dev2-evaluated", "sft-data", "dev3", "dev3-evaluated", "helpful", "helpful-2", "helpful-3", "safe", "r1", "r1-evaluated", "student-s", "student-s-evaluated", "student-m", "student-m-evaluated", "student-l", "student-l-evaluated"],
            before.Keys.Where(name => before[name] != after[name]));
        Assert.NotEqual(before["base"], Keys("r1.yaml", "seed=2")["base"]);
    }
}
