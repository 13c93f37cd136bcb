using System.ComponentModel.DataAnnotations;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;
using Xunit;

namespace R1Sharp.Tests.Recipes;

/// <summary>Every way in which a recipe can be wrong is one sentence with its place and the nearest known key.</summary>
public sealed class RecipeBinderTests
{
    public enum Mood { Calm, VeryLively }

    public enum Size { Small, Big }

    public sealed record Inner
    {
        [Range(0.0, 1.0)] public double Share { get; init; } = 0.5;
        public int? Cap { get; init; } = 7;
    }

    public sealed record Lent
    {
        [Range(1, 100)] public int StepCount { get; init; } = 3;
        public Inner Rate { get; init; } = new() { Share = 0.25 };
    }

    public sealed record Dialled
    {
        [Dial] public Size Size { get; init; }
        public int Width { get; init; } = 1;
        public static Dialled For(Size size) => new() { Size = size, Width = size == Size.Big ? 100 : 10 };
    }

    [ExactlyOneKey]
    public sealed record Choice
    {
        public Inner? First { get; init; }
        public Lent? Second { get; init; }
    }

    public sealed record Sample : IChecked
    {
        public required string Name { get; init; }
        public ulong Seed { get; init; } = 1;
        public Mood Mood { get; init; }
        public bool IsOn { get; init; }
        [Inline] public Lent Lent { get; init; } = new() { StepCount = 5 };
        public Inner Inner { get; init; } = new();
        public Dialled Model { get; init; } = new();
        public IReadOnlyList<string> Words { get; init; } = ["a", "b: c"];
        [MinLength(1)] public IReadOnlyList<Choice> Parts { get; init; } = [new() { First = new() }];
        public SettingsMistake? Mistake() => Seed == 13 ? new("seed 13 is unlucky.", "seed") : null;
    }

    static Sample Bind(string yaml, params string[] overrides)
    {
        var map = RecipeParser.Parse(yaml, "r.yaml");
        foreach (var o in overrides)
            RecipeOverrides.Apply(map, o);
        return SettingsBinder.Bind<Sample>(map);
    }

    static string Error(string yaml, params string[] overrides) => Assert.Throws<UserErrorException>(() => Bind(yaml, overrides)).Message;

    [Fact]
    public void What_is_not_given_keeps_its_default_also_in_nested_and_inlined_records()
    {
        var s = Bind("name: x\nrate: {cap: null}\nmood: very_lively\nseed: 1_000");
        Assert.Equal(("x", 1000UL, Mood.VeryLively, 5), (s.Name, s.Seed, s.Mood, s.Lent.StepCount));
        Assert.Equal((0.25, null), (s.Lent.Rate.Share, s.Lent.Rate.Cap));
        Assert.Equal(0.25, new Lent().Rate.Share);
        Assert.Equal(7, new Sample { Name = "" }.Lent.Rate.Cap);
    }

    [Fact]
    public void A_dial_gives_defaults_that_keys_override()
    {
        Assert.Equal(100, Bind("name: x\nmodel: {size: big}").Model.Width);
        Assert.Equal(5, Bind("name: x\nmodel: {width: 5, size: big}").Model.Width);
    }

    [Theory]
    [InlineData("name: x\nsead: 2", "r.yaml:2:1: the recipe has no key 'sead'; did you mean 'seed'?")]
    [InlineData("name: x\nstep_cuont: 2", "r.yaml:2:1: the recipe has no key 'step_cuont'; did you mean 'step_count'?")]
    [InlineData("name: x\ninner:\n  zzzzzzzz: 1", "r.yaml:3:3: 'inner' has no key 'zzzzzzzz'; known here: share, cap.")]
    [InlineData("seed: 2", "r.yaml:1:1: the recipe needs the key 'name' (a text).")]
    [InlineData("name: x\nseed: 2\nseed: 3", "r.yaml:3:1: the key 'seed' stands here twice; the first is at r.yaml:2:1.")]
    [InlineData("name: x\nseed: many", "r.yaml:2:7: 'seed' needs a whole number from 0, but this is 'many'.")]
    [InlineData("name: x\nseed: -1", "r.yaml:2:7: 'seed' needs a whole number from 0, but this is '-1'.")]
    [InlineData("name: x\nstep_count: 1.5", "r.yaml:2:13: 'step_count' needs a whole number, but this is '1.5'.")]
    [InlineData("name: x\nstep_count: \"4\"", "r.yaml:2:13: 'step_count' needs a whole number; take the quotes off \"4\".")]
    [InlineData("name: x\nis_on: yes", "r.yaml:2:8: 'is_on' needs true or false, but this is 'yes'.")]
    [InlineData("name: x\nstep_count: 101", "r.yaml:2:13: 'step_count' is 101, but must lie between 1 and 100.")]
    [InlineData("name: x\ninner: {share: 1.01}", "r.yaml:2:16: 'share' is 1.01, but must lie between 0 and 1.")]
    [InlineData("name: x\ninner: {share: .nan}", "r.yaml:2:16: 'share' needs a number, but this is '.nan'.")]
    [InlineData("name: x\nstep_count: null", "r.yaml:2:13: 'step_count' cannot be off (null); it needs a whole number.")]
    [InlineData("name:", "r.yaml:1:6: 'name' cannot be off (null); it needs a text.")]
    [InlineData("name: x\nmood: clam", "r.yaml:2:7: 'mood' cannot be 'clam'; did you mean 'calm'?")]
    [InlineData("name: x\nmood: furious", "r.yaml:2:7: 'mood' cannot be 'furious'; known here: calm, very-lively.")]
    [InlineData("name: x\ninner: 3", "r.yaml:2:8: 'inner' needs a map of keys and values, but this is a single value.")]
    [InlineData("name: x\nseed: [1]", "r.yaml:2:7: 'seed' needs a whole number from 0, but this is a list.")]
    [InlineData("name: x\nwords: x", "r.yaml:2:8: 'words' needs a list, but this is a single value.")]
    [InlineData("name: x\nparts: []", "r.yaml:2:8: 'parts' needs at least 1 element.")]
    [InlineData("name: x\nparts:\n  - first: {}\n    second: {}", "r.yaml:4:5: 'parts' names exactly one of first, second, but here are 2.")]
    [InlineData("name: x\nparts:\n  - {}", "r.yaml:3:5: 'parts' names exactly one of first, second, but here are 0.")]
    [InlineData("name: x\nparts:\n  - frist: {}", "r.yaml:3:5: 'parts' has no key 'frist'; did you mean 'first'?")]
    [InlineData("name: x\nseed: 13", "r.yaml:2:1: seed 13 is unlucky.")]
    [InlineData("name: ${R1SHARP_NOT_SET}", "r.yaml:1:7: the environment variable R1SHARP_NOT_SET is not set.")]
    [InlineData("name: !!str x", "r.yaml:1:7: recipes have no tags; leave it out.")]
    [InlineData("name: *a", "r.yaml:1:7: nothing before this place is named &a.")]
    [InlineData("name: x\nwords: &a [*a]", "r.yaml:2:12: nothing before this place is named &a.")]
    [InlineData("name: x\ninner: {<<: 3}", "r.yaml:2:13: the key << takes over the keys of a map (<<: *name) or of a list of maps.")]
    [InlineData("- x", "r.yaml:1:1: a recipe is a map of keys and values (name: …).")]
    [InlineData("# nothing", "r.yaml: the recipe is empty; it needs at least name and stages.")]
    [InlineData("name: x\n---\nname: y", "r.yaml:2:1: a recipe is a single document; remove what follows '---'.")]
    public void Each_mistake_is_one_sentence_with_its_place(string yaml, string expected) => Assert.Equal(expected, Error(yaml));

    [Fact]
    public void A_named_value_is_repeated_and_a_map_takes_over_the_keys_of_others_that_it_does_not_have()
    {
        var s = Bind("""
            name: &n x
            mood: calm
            words: &w [a, *n]
            parts:
              - first: &f {cap: 3}
              - second: &t {step_count: 7}
              - second: {<<: *t, step_count: 9}
              - first: {<<: [*f, {cap: 5}]}
            """, "parts.0.first.cap=4");
        Assert.Equal(["a", "x"], s.Words);
        Assert.Equal((4, 3), (s.Parts[0].First!.Cap, s.Parts[3].First!.Cap));
        Assert.Equal((7, 9), (s.Parts[1].Second!.StepCount, s.Parts[2].Second!.StepCount));
    }

    [Fact]
    public void Aliases_of_aliases_do_not_grow_without_end()
    {
        string yaml = "name: x\nwords: [";
        string text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(",", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        Assert.Contains("aliases repeat more than", Error(text + yaml + "]"), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_is_not_YAML_is_refused_with_its_place() =>
        Assert.StartsWith("r.yaml:2:", Error("name: x\nseed: [1, 2\nmood: calm"), StringComparison.Ordinal);

    [Fact]
    public void Overrides_reach_maps_lists_and_what_was_not_written()
    {
        var s = Bind("name: x\nparts:\n  - first: {}\n  - second: {step_count: 9}",
            "name=y", "rate.share=0.75", "parts.1.second.step_count=11", "parts.first.cap=null", "words=[p, q]");
        Assert.Equal(("y", 0.75, 11), (s.Name, s.Lent.Rate.Share, s.Parts[1].Second!.StepCount));
        Assert.Null(s.Parts[0].First!.Cap);
        Assert.Equal(["p", "q"], s.Words);
    }

    [Theory]
    [InlineData("seed", "--set seed: an override is written path=value, for example --set seed=2.")]
    [InlineData("sede=2", "--set sede=2: the recipe has no key 'sede'; did you mean 'seed'?")]
    [InlineData("step_count=1000", "--set step_count=1000: 'step_count' is 1000, but must lie between 1 and 100.")]
    [InlineData("name.x=2", "--set name.x=2: there is nothing below a single value, so 'x' leads nowhere.")]
    [InlineData("parts.4.first.cap=2", "--set parts.4.first.cap=2: there is no element 4: the list has 1, counted from 0 (0: first).")]
    [InlineData("parts.third.cap=2", "--set parts.third.cap=2: no element of the list is 'third'; name it by its index from 0 (0: first).")]
    public void Overrides_are_checked_like_the_file(string set, string expected) =>
        Assert.Equal(expected, Error("name: x\nparts:\n  - first: {}", set));

    [Fact]
    public void What_is_written_back_reads_back_the_same_with_every_default_filled_in()
    {
        var text = RecipeWriter.Write(Bind("name: \"a: \\\"b\\\"\\n\"\nmodel: {size: big}\nparts: [{second: {rate: {cap: null}}}]"));
        Assert.Contains("width: 100", text);
        Assert.Contains("step_count: 5", text);
        Assert.DoesNotContain("first:", text);
        Assert.Equal(text, RecipeWriter.Write(Bind(text)));
    }
}
