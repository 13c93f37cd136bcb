using System.Text.Json;
using R1Sharp.App.Runs;
using R1Sharp.App.Serving;
using R1Sharp.App.Watching;
using Xunit;

namespace R1Sharp.Tests.Watching;

/// <summary>Where the completions of each step lie, while the log grows, is cut back, is damaged.</summary>
public sealed class RolloutIndexTests : IDisposable
{
    readonly StageFolder _stage = new(Directory.CreateTempSubdirectory("rollouts").FullName);

    public void Dispose() => Directory.Delete(_stage.Root, recursive: true);

    JsonElement Page(RolloutIndex index, int? step = null, long first = 0, int rows = 10, string? kind = null) =>
        JsonElement.Parse(JsonAnswer.Bytes(to => RolloutPage.Write(to, _stage.Rollouts, index, new(kind, step, first, rows))).Span);

    static (int Step, int Group, int Sample)[] Rows(JsonElement page) => [.. page.GetProperty("rows").EnumerateArray()
        .Select(r => (r.GetProperty("step").GetInt32(), r.GetProperty("group").GetInt32(), r.GetProperty("sample").GetInt32()))];

    [Fact]
    public void Any_page_of_any_step_is_found()
    {
        WatchedWorld.Rollouts(_stage, 0, 5, 200);
        var index = new RolloutIndex(_stage.Rollouts);
        index.Advance(long.MaxValue);
        Assert.Equal(1000, index.Lines);
        foreach (int step in (int[])[0, 3, 4])
            foreach (int first in (int[])[0, 1, 63, 64, 65, 127, 150, 195])
            {
                var page = Page(index, step, first);
                Assert.Equal(200, page.GetProperty("count").GetInt64());
                Assert.Equal(Enumerable.Range(first, Math.Min(10, 200 - first)).Select(i => (step, i / 8, i % 8)), Rows(page));
            }
        Assert.Equal(4, Page(index).GetProperty("step").GetInt32());
        Assert.Equal(2, Page(index, 3).GetProperty("step_before").GetInt32());
        Assert.Equal(4, Page(index, 99).GetProperty("step").GetInt32());
    }

    [Fact]
    public void It_goes_on_where_it_stopped_and_begins_anew_where_the_log_was_cut_back()
    {
        WatchedWorld.Rollouts(_stage, 0, 3, 100);
        var index = new RolloutIndex(_stage.Rollouts);
        while (index.Read < new FileInfo(_stage.Rollouts).Length)
        {
            long before = index.Read;
            index.Advance(10_000);
            Assert.InRange(index.Read - before, 1, 11_000);
        }
        Assert.Equal(300, index.Lines);
        WatchedWorld.Rollouts(_stage, 3, 1, 50);
        index.Advance(long.MaxValue);
        Assert.Equal((3, 50), (Page(index).GetProperty("step").GetInt32(), Page(index).GetProperty("count").GetInt32()));
        string[] lines = File.ReadAllLines(_stage.Rollouts);
        File.WriteAllLines(_stage.Rollouts, lines[..150]);
        index.Advance(long.MaxValue);
        Assert.Equal((1, 50, 150L), (Page(index).GetProperty("step").GetInt32(), Page(index).GetProperty("count").GetInt32(), index.Lines));
    }

    [Fact]
    public void Evaluations_stand_between_steps_and_are_told_apart()
    {
        File.WriteAllLines(_stage.Rollouts, Enumerable.Range(0, 10).SelectMany(step => (string[])
        [
            $$"""{"stage":"s","kind":"train","step":{{step}},"group":0,"sample":0}""", $$"""{"stage":"s","kind":"train","step":{{step}},"group":0,"sample":1}""",
            .. step % 5 == 4 ? (string[])[$$"""{"stage":"s","kind":"evaluation","step":{{step + 1}},"group":0,"sample":0}"""] : [],
        ]));
        var index = new RolloutIndex(_stage.Rollouts);
        index.Advance(long.MaxValue);
        Assert.Equal(["train", "evaluation"], index.Kinds());
        Assert.Equal([(9, 0, 0), (9, 0, 1)], Rows(Page(index)));
        Assert.Equal([(5, 0, 0)], Rows(Page(index, step: 7, kind: "evaluation")));
        Assert.Equal(10, Page(index, kind: "evaluation").GetProperty("step").GetInt32());
    }

    [Fact]
    public void Damaged_lines_are_shown_as_such_and_long_texts_are_cut_between_characters()
    {
        string text = string.Concat(Enumerable.Repeat("😀", 5000));
        File.WriteAllLines(_stage.Rollouts,
        [
            """{"stage":"s","kind":"train","step":0,"completion":"\ud800 alone"}""", """{"stage":"s","kind":"train","step":0,"completion":"half""", "[1]", "",
        ]);
        var index = new RolloutIndex(_stage.Rollouts);
        index.Advance(long.MaxValue);
        var rows = Page(index).GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal([false, true, true, true], rows.Select(r => r.TryGetProperty("damaged", out _)));
        File.WriteAllLines(_stage.Rollouts, [$$"""{"stage":"s","kind":"train","step":0,"x":"y{{text}}","completion":"{{text}}"}"""]);
        index.Advance(long.MaxValue);
        var row = Page(index).GetProperty("rows")[0];
        Assert.Equal(["x", "completion"], row.GetProperty("cut").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal("y" + text[..3998], row.GetProperty("x").GetString());
        Assert.Equal(text[..4000], row.GetProperty("completion").GetString());
        var whole = JsonElement.Parse(JsonAnswer.Bytes(to => Assert.True(RolloutPage.WriteWhole(to, _stage.Rollouts, row.GetProperty("at").GetInt64()))).Span);
        Assert.Equal(text, whole.GetProperty("completion").GetString());
    }

    [Fact]
    public void A_stage_without_completions_has_none()
    {
        var index = new RolloutIndex(_stage.Rollouts);
        index.Advance(long.MaxValue);
        Assert.False(Page(index).TryGetProperty("rows", out _));
    }
}
