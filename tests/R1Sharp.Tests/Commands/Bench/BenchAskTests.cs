using R1Sharp.App.Commands.Bench;
using R1Sharp.Learning;
using R1Sharp.Tests.Serving;
using Xunit;

namespace R1Sharp.Tests.Commands.Bench;

/// <summary>The clients of the server's benchmark, against a small server.</summary>
public sealed class BenchAskTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Clients_of_their_own_process_read_whole_answers_and_say_what_they_took(bool isStreamed)
    {
        await using var world = await ServedWorld.Open();
        var asked = await BenchAsk.Apart(world.Server.Url, new(Clients: 3, RequestsOfEach: 4, MostPrompt: 16, MostTokens: 32), 3, isStreamed);
        Assert.True(asked.TokensPerSecond > 0 && asked.FirstTokenMs > 0 && asked.FirstTokenMsP99 >= asked.FirstTokenMs, asked.ToString());
        Assert.InRange(asked.ClientProcessorSeconds, 0, asked.Seconds * Environment.ProcessorCount + 1);
        Assert.Contains("r1_requests_total{path=\"/v1/completions\",status=\"200\"} 15\n", await world.Client.GetStringAsync("metrics"));
    }

    [Fact]
    public async Task A_refusal_is_said() => Assert.Contains("429",
        (await Assert.ThrowsAsync<UserErrorException>(async () =>
        {
            await using var world = await ServedWorld.Open(new() { MostRequests = 1 });
            await BenchAsk.Apart(world.Server.Url, new(Clients: 8, RequestsOfEach: 4), 32, isStreamed: false);
        })).Message);
}
