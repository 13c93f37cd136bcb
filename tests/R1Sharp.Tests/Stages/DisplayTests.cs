using R1Sharp.App.Stages;
using Xunit;

namespace R1Sharp.Tests.Stages;

/// <summary>What a run tells of itself.</summary>
public sealed class DisplayTests
{
    [Theory]
    [InlineData(0.2, "1 s")]
    [InlineData(41.5, "42 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(3900, "1 h 05 min")]
    public void Durations_are_said_as_people_say_them(double seconds, string words) =>
        Assert.Equal(words, StageClock.Words(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Speed_and_time_left_follow_the_latest_steps()
    {
        var clock = new StageClock();
        Assert.Null(clock.Left(3));
        clock.Add(100, 1);
        for (int step = 0; step < 20; step++)
            clock.Add(2, 500);
        Assert.Equal(250, clock.TokensPerSecond, 9);
        Assert.Equal(6, clock.Left(3)!.Value.TotalSeconds, 9);
    }

    [Fact]
    public void Lines_name_stage_step_numbers_speed_and_time_left()
    {
        var output = new StringWriter { NewLine = "\n" };
        var display = new PlainDisplay(output);
        display.StageBegins("grpo", 3);
        for (int step = 0; step < 3; step++)
            display.Step(step, new StageStep([], 1000, [("reward", "0.5"), ("accuracy", "40 %")]), 2);
        Assert.Equal("grpo: 3 steps\ngrpo: step 1/3: reward 0.5, accuracy 40 %, 500 tokens/s, 4 s left\ngrpo: step 3/3: reward 0.5, accuracy 40 %, 500 tokens/s\n", output.ToString());
    }
}
