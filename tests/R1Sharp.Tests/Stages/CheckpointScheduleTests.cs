using R1Sharp.App.Stages;
using Xunit;

namespace R1Sharp.Tests.Stages;

/// <summary>When checkpoints are due, by steps and by the clock.</summary>
public sealed class CheckpointScheduleTests
{
    static readonly Recipe s_recipe = new() { Name = "x", Stages = [] };

    // Steps of so many seconds; after which of them a checkpoint is written that takes so many seconds.
    static int[] Written(Recipe recipe, double stepSeconds, double writeSeconds = 0, int steps = 100, double begin = 0)
    {
        var schedule = new CheckpointSchedule(recipe);
        schedule.Begin(begin);
        double seconds = begin;
        var written = new List<int>();
        for (int done = 1; done <= steps; done++)
        {
            seconds += stepSeconds;
            if (!schedule.IsDue(done, seconds))
                continue;
            written.Add(done);
            schedule.Written(seconds, seconds + writeSeconds);
            seconds += writeSeconds;
        }
        return [.. written];
    }

    [Fact]
    public void Short_steps_count() => Assert.Equal([50, 100], Written(s_recipe, 2));

    [Fact]
    public void Long_steps_are_kept_after_five_minutes() => Assert.Equal([10, 20, 30, 40, 50, 60, 70, 80, 90, 100], Written(s_recipe, 30));

    [Fact]
    public void What_a_stage_took_before_it_was_killed_is_not_counted_again() => Assert.Equal([10, 20], Written(s_recipe, 30, steps: 25, begin: 10_000));

    [Fact]
    public void A_step_by_count_begins_the_time_anew() => Assert.Equal([15, 30, 45, 50, 65], Written(s_recipe, 20, steps: 70));

    [Fact]
    public void A_checkpoint_that_takes_a_minute_comes_every_twenty() => Assert.Equal([10, 50, 90], Written(s_recipe with { CheckpointEverySteps = 1000 }, 30, 60));

    [Fact]
    public void Without_the_clock_steps_alone_count() => Assert.Equal([50, 100], Written(s_recipe with { CheckpointEveryMinutes = null }, 1000));

    [Fact]
    public void Checkpoints_that_stay_do_not_depend_on_the_clock() => Assert.Equal([50, 100], Written(s_recipe with { LeaveCheckpoints = true }, 1000));

    [Fact]
    public void A_recipe_without_checkpoints_has_none() => Assert.Empty(Written(s_recipe with { CheckpointEverySteps = null }, 1000));
}
