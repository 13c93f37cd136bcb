using System.Net.Http.Json;
using System.Text.Json;
using R1Sharp.App.Commands;
using R1Sharp.App.Serving;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Tests.Generation;
using Xunit;

namespace R1Sharp.Tests.Serving;

/// <summary>Two networks behind one address.</summary>
public sealed class SeveralModelsTests
{
    static object Ask(string? model) => new { model, prompt = "abc", seed = 3, max_tokens = 20, n = 3, return_token_ids = true };

    static int[][] Ids((int Status, JsonElement Body) answer)
    {
        Assert.True(answer.Status == 200, answer.Body.GetRawText());
        return [.. answer.Body.GetProperty("choices").EnumerateArray()
            .Select(c => c.GetProperty("token_ids").EnumerateArray().Select(t => t.GetInt32()).ToArray())];
    }

    static int[][] Alone(CpuPolicy policy) => [.. policy.Generate([new()
    {
        Prompt = BigramNetwork.Tokenizer.EncodeWithSpecial("abc"), SampleCount = 3, Seed = 3,
        Sampling = new() { MaxCompletionTokens = 20, StopTokens = [BigramNetwork.Tokenizer.EndOfTextId] },
    }])[0].Select(c => c.Tokens)];

    [Fact]
    public async Task Each_request_goes_to_the_network_that_it_names_and_has_its_bits()
    {
        using var engine = new CpuEngine(1);
        using var one = engine.CreateForSampling(ServedWorld.Shape, 7);
        using var two = engine.CreateForSampling(ServedWorld.Shape, 8);
        int[][][] alone = [Alone(one), Alone(two)];
        Assert.NotEqual(alone[0], alone[1]);
        await using var world = await ServedWorld.Open(second: 8);
        string?[] names = ["tiny", "other", null];
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => world.Post("v1/completions", Ask(names[i % 3]))));
        for (int i = 0; i < answers.Length; i++)
            Assert.Equal(alone[i % 3 == 1 ? 1 : 0], Ids(answers[i]));
        var list = JsonDocument.Parse(await world.Client.GetStringAsync("v1/models")).RootElement.GetProperty("data").EnumerateArray();
        Assert.Equal(["tiny", "other"], list.Select(m => m.GetProperty("id").GetString()));
        Assert.All(list, m => Assert.False(m.TryGetProperty("parent", out _)));
        var chat = await world.Post("v1/chat/completions", new { model = "other", messages = new[] { new { role = "user", content = "hi" } }, max_tokens = 3 });
        Assert.Equal("other", chat.Body.GetProperty("model").GetString());
        var missing = await world.Post("v1/completions", Ask("third"));
        Assert.Equal(404, missing.Status);
        Assert.Contains("'other'", missing.Body.GetRawText());
    }

    [Fact]
    public async Task What_is_on_its_way_through_all_of_them_is_counted()
    {
        await using var world = await ServedWorld.Open(second: 8);
        using var left = new CancellationTokenSource();
        var going = world.Client.PostAsJsonAsync("v1/completions",
            new { model = "other", prompt = "x", max_tokens = 100_000, ignore_eos = true, n = 20 }, left.Token);
        string metrics = "";
        for (int i = 0; i < 500 && !metrics.Contains("r1_samples_running 20\n", StringComparison.Ordinal); i++)
            metrics = await world.Client.GetStringAsync("metrics");
        Assert.Contains("r1_samples_running 20\n", metrics);
        left.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => going);
    }

    [Fact]
    public async Task Two_of_one_name_are_refused()
    {
        using var engine = new CpuEngine(1);
        using var one = new ServedModel(new LoadedModel(engine.CreateForSampling(ServedWorld.Shape, 7), BigramNetwork.Tokenizer, "chat"), "same");
        using var two = new ServedModel(new LoadedModel(engine.CreateForSampling(ServedWorld.Shape, 8), BigramNetwork.Tokenizer, "chat"), "same");
        Assert.Contains("'same'", (await Assert.ThrowsAsync<UserErrorException>(() => Server.Start([one, two], new() { Port = 0 }))).Message);
    }

    [Theory]
    [InlineData("Two models are called 'a'", "--model", "a=/nowhere", "--model", "a=/elsewhere")]
    [InlineData("Two models are called 'run'", "--model", "/x/run/model", "--model", "/y/run/model")]
    [InlineData("--name names one model", "--model", "a=/nowhere", "--model", "/nowhere", "--name", "b")]
    [InlineData("FOLDER or NAME=FOLDER", "--model", "a=")]
    public void Models_on_the_command_line_have_names_of_their_own(string sentence, params string[] words)
    {
        var error = new StringWriter();
        Assert.Equal(2, CommandLine.Run(["serve", .. words], error));
        Assert.Contains(sentence, error.ToString());
    }
}
