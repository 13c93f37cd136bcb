// The options of every command that listens: port, address, key, pages of other origins.

using System.CommandLine;
using System.Net;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Serving;

namespace R1Sharp.App.Commands;

/// <summary>Where to listen and who may ask.</summary>
/// <param name="port">The port where none is given.</param>
sealed class ListenOptionsGroup(int port)
{
    const string KeyVariable = "R1SHARP_API_KEY";

    readonly NumberOption<int> _port = new("--port", 0, 65535) { Description = "The port; 0 takes a free one.", DefaultValueFactory = _ => port };
    readonly Option<string> _host = new("--host")
    {
        Description = "The address to listen on.",
        DefaultValueFactory = _ => IPAddress.Loopback.ToString(),
        HelpName = "address",
    };
    readonly Option<string?> _key = new("--api-key") { Description = $"What clients have to show; otherwise the environment's {KeyVariable}." };
    readonly Option<string[]> _cors = new("--cors") { Description = "An origin whose pages may ask, or '*'. May be repeated.", HelpName = "origin" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_port, _host, _key, _cors])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_host) is { } host && HostOf(host) is null)
                result.AddError($"--host is '{host}', but must be an address such as 127.0.0.1, ::1 or 0.0.0.0");
        });
    }

    /// <summary>Options with what the command line says of listening.</summary>
    public T Fill<T>(ParseResult parsed, T options) where T : ListenOptions => options with
    {
        Host = HostOf(parsed.GetRequiredValue(_host))!,
        Port = parsed.GetValue(_port),
        ApiKey = parsed.GetValue(_key) ?? (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key ? key : null),
        Origins = parsed.GetValue(_cors) ?? [],
    };

    /// <summary>Says so where others than this machine can ask without a key.</summary>
    /// <param name="options">How it listens.</param>
    /// <param name="what">What they can do then, e.g. "use the model".</param>
    public static void WarnOfAnyone(ListenOptions options, string what)
    {
        if (!IPAddress.IsLoopback(options.Host) && options.ApiKey is null)
            Console.Error.WriteLine($"r1: whoever reaches {options.Host} can {what}: set --api-key or {KeyVariable} to ask for a key.");
    }

    static IPAddress? HostOf(string text) => text == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(text, out var address) ? address : null;
}
