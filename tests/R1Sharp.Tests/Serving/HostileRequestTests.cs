using R1Sharp.App.Serving;
using Xunit;

namespace R1Sharp.Tests.Serving;

/// <summary>Malformed and hostile requests: the server stays up, nothing is left behind, and nobody else's answer changes.</summary>
public sealed class HostileRequestTests
{
    [Fact]
    public async Task Four_hundred_hostile_requests_change_nobody_elses_answer_and_leave_nothing_behind()
    {
        await using var world = await ServedWorld.Open(new() { MostBodyBytes = 100_000 });
        object asked = new { prompt = "abc", seed = 3, max_tokens = 30, n = 2 };
        string alone = (await world.Post("v1/completions", asked)).Body.GetProperty("choices").GetRawText();
        var storm = Task.Run(() => HostileRequests.Send(world.Server.Url, first: 0, count: 400, side: 8));
        while (!storm.IsCompleted)
            Assert.Equal(alone, (await world.Post("v1/completions", asked)).Body.GetProperty("choices").GetRawText());
        var answers = await storm;
        Assert.Equal(400, answers.Sum(a => a.Value));
        Assert.DoesNotContain(answers.Keys, status => status >= 500);
        Assert.True(answers.GetValueOrDefault(400) > 50, string.Join(", ", answers));
        for (int i = 0; i < 500 && (world.Server.InProgress > 0 || world.Model.Live.Load != default); i++)
            await Task.Delay(10);
        Assert.Equal(default, world.Model.Live.Load);
        Assert.Equal(0, world.Server.InProgress);
    }
}
