// What listens: Kestrel with nothing around it. Signals end the program, which ends this.

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using R1Sharp.Learning;

namespace R1Sharp.App.Serving;

/// <summary>Takes requests from a port until it is disposed of.</summary>
sealed class Listener : IAsyncDisposable
{
    readonly WebApplication _application;

    Listener(WebApplication application)
    {
        _application = application;
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Url = new Uri(addresses.Addresses.First());
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>Begins to listen.</summary>
    /// <param name="options">Where, and within which limits.</param>
    /// <param name="handle">Answers a request.</param>
    /// <exception cref="UserErrorException">The port is taken.</exception>
    public static async Task<Listener> Start(ListenOptions options, RequestDelegate handle)
    {
        var application = Build(options);
        application.Run(handle);
        try
        {
            await application.StartAsync();
        }
        catch (IOException e)
        {
            await application.DisposeAsync();
            throw new UserErrorException($"Nothing can listen on {options.Host}:{options.Port}: {e.Message.TrimEnd('.')}. Choose another --port.", e);
        }
        return new Listener(application);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    static WebApplication Build(ListenOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, Lifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MostBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = options.MostConnections;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(options.MostHeadSeconds);
            kestrel.Listen(options.Host, options.Port);
        });
        return builder.Build();
    }

    /// <summary>The program ends the server; signals do not.</summary>
    sealed class Lifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
