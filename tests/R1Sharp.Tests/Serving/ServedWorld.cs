using System.Net.Http.Json;
using System.Text.Json;
using R1Sharp.App.Serving;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Tests.Generation;

namespace R1Sharp.Tests.Serving;

/// <summary>A small network with random weights over single bytes, served on a free port of this machine.</summary>
sealed class ServedWorld : IAsyncDisposable
{
    public static readonly ModelOptions Shape = BigramNetwork.Shape with { HiddenSize = 32, MaxPositions = 2048, InitializerRange = 0.15 };

    readonly CpuEngine _engine = new(2);
    readonly ServedModel _model;
    ServedModel? _second;

    ServedWorld(CpuPolicy? policy, ServeOptions? options, string template, Tokenizer tokenizer)
    {
        _model = new(new LoadedModel(policy ?? _engine.CreateForSampling(Shape, 7), tokenizer, template), "tiny", context: tokenizer == BigramNetwork.Tokenizer ? 512 : null);
        Options = (options ?? new()) with { Port = 0 };
    }

    public ServeOptions Options { get; }

    public Server Server { get; private set; } = null!;

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromSeconds(60) };

    public ServedModel Model => _model;

    public static async Task<ServedWorld> Open(ServeOptions? options = null, string template = "chat", Func<CpuEngine, CpuPolicy>? policy = null, Tokenizer? tokenizer = null,
        Func<string, ServedModel>? reload = null, ulong? second = null)
    {
        var world = new ServedWorld(policy?.Invoke(new CpuEngine(2)), options, template, tokenizer ?? BigramNetwork.Tokenizer);
        if (second is { } seed)
            world._second = new(new LoadedModel(new CpuEngine(2).CreateForSampling(Shape, seed), BigramNetwork.Tokenizer, template), "other", context: 512);
        world.Server = await Server.Start(world._second is null ? [world._model] : [world._model, world._second], world.Options, reload);
        world.Client.BaseAddress = world.Server.Url;
        return world;
    }

    public async Task<(int Status, JsonElement Body)> Post(string path, object body)
    {
        using var response = await Client.PostAsJsonAsync(path, body);
        string text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, JsonDocument.Parse(text).RootElement);
    }

    /// <summary>The chunks of a stream, each parsed; the last line must be [DONE].</summary>
    public async Task<List<JsonElement>> Stream(string path, object body)
    {
        using var response = await Client.PostAsJsonAsync(path, body);
        string[] lines = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Xunit.Assert.Equal("data: [DONE]", lines[^1]);
        return [.. lines[..^1].Select(line => JsonDocument.Parse(line["data: ".Length..]).RootElement)];
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        _model.Dispose();
        _second?.Dispose();
        _engine.Dispose();
    }
}
