// The options that name a model behind a URL.

using System.CommandLine;
using System.CommandLine.Parsing;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Endpoints;
using R1Sharp.Learning;

namespace R1Sharp.App.Commands;

/// <summary>Options about a service.</summary>
sealed class ServiceOptionsGroup
{
    readonly Option<string?> _url = new("--url")
    {
        Description = "Ask a model behind this OpenAI-compatible address, e.g. http://localhost:8000/v1, with its own chat template; --model is its name "
            + "there.",
    };
    readonly NumberOption<int> _concurrency;
    readonly NumberOption<double> _timeout = new("--timeout", 0.1m, 86_400)
    {
        Description = "Seconds to wait for an answer from behind a URL.",
        DefaultValueFactory = _ => 900,
    };
    readonly NumberOption<int> _retries = new("--retries", 0, 1000)
    {
        Description = "How often what may pass (429, a broken connection, half an answer) is asked again.",
        DefaultValueFactory = _ => 8,
    };
    readonly Option<string> _key = new("--key-variable")
    {
        Description = "The variable of the environment that holds the service's key.",
        DefaultValueFactory = _ => "OPENAI_API_KEY",
    };

    /// <param name="concurrency">Questions on their way where nothing is said.</param>
    /// <param name="limit">What is limited.</param>
    public ServiceOptionsGroup(int concurrency = 64, string limit = "Most questions on their way to a URL at a time.") =>
        _concurrency = new("--concurrency", 1, 100_000) { Description = limit, DefaultValueFactory = _ => concurrency };

    /// <summary>Declares them.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_url, _concurrency, _timeout, _retries, _key])
            command.Options.Add(option);
    }

    /// <summary>Whether a model behind a URL is asked.</summary>
    public bool IsGiven(CommandResult result) => result.GetValue(_url) is not null;

    /// <summary>Most questions on their way.</summary>
    public int AtOnce(ParseResult parsed) => parsed.GetValue(_concurrency);

    /// <summary>The service; null where the engine answers.</summary>
    /// <exception cref="UserErrorException">The address is none.</exception>
    public ChatServiceOptions? Read(ParseResult parsed) => parsed.GetValue(_url) is not { } url ? null : new()
    {
        Url = ChatServiceOptions.Address(url, "--url"),
        KeyVariable = parsed.GetRequiredValue(_key),
        TimeoutSeconds = parsed.GetValue(_timeout),
        Retries = parsed.GetValue(_retries),
    };
}
