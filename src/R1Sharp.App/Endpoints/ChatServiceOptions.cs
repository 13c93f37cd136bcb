// Where a model behind a URL is, and how patient one is with it.

using R1Sharp.Learning;

namespace R1Sharp.App.Endpoints;

/// <summary>A service that speaks OpenAI's protocol: vLLM, llama.cpp's server, or one on the net.</summary>
sealed record ChatServiceOptions
{
    /// <summary>The address up to the version, e.g. http://localhost:8000/v1; one that names chat/completions means the same.</summary>
    public required Uri Url { get; init; }

    /// <summary>The variable of the environment that holds the key; where it is not set, none is sent.</summary>
    public string KeyVariable { get; init; } = "OPENAI_API_KEY";

    /// <summary>Seconds to wait for a whole answer; a model that reasons takes minutes.</summary>
    public double TimeoutSeconds { get; init; } = 900;

    /// <summary>How often a question is asked again after a failure that may pass.</summary>
    public int Retries { get; init; } = 8;

    /// <summary>Seconds of the first pause before it is asked again; they double, give or take chance, where the service names none itself.</summary>
    public double FirstPauseSeconds { get; init; } = 1;

    /// <summary>The longest pause that is chosen here.</summary>
    public double LongestPauseSeconds { get; init; } = 60;

    /// <summary>The address with a slash behind it, to which the protocol's paths are added.</summary>
    public Uri Base
    {
        get
        {
            const string Completions = "/chat/completions";
            string address = Url.GetLeftPart(UriPartial.Path).TrimEnd('/');
            if (address.EndsWith(Completions, StringComparison.Ordinal))
                address = address[..^Completions.Length];
            return new Uri(address + "/");
        }
    }

    /// <summary>What stands behind a question mark in the address, the mark included; it is sent with every question.</summary>
    public string Query => Url.Query;

    /// <summary>An address that a user gave.</summary>
    /// <param name="text">The address.</param>
    /// <param name="name">What names it: an option or a key.</param>
    /// <exception cref="UserErrorException">It is none.</exception>
    public static Uri Address(string text, string name) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url
        : throw new UserErrorException($"{name} is '{text}', but must be the address of an OpenAI-compatible service, such as http://localhost:8000/v1.");
}
