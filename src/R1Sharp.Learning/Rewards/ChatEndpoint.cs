// A language model behind a URL, as far as a judge needs it. The program that hosts the library says how one is reached.

namespace R1Sharp.Learning.Rewards;

/// <summary>Where a model is asked.</summary>
public sealed record ChatEndpointOptions
{
    /// <summary>The address of an OpenAI-compatible service, e.g. http://localhost:8000/v1.</summary>
    public required Uri Url { get; init; }

    /// <summary>The model's name there.</summary>
    public required string Model { get; init; }

    /// <summary>The variable of the environment that holds the key; where it is not set, none is sent.</summary>
    public required string KeyVariable { get; init; }

    /// <summary>Seconds to wait for an answer.</summary>
    public required double TimeoutSeconds { get; init; }

    /// <summary>Whether the answer has the thoughts before it; otherwise what the model thought is left out, as of a judge.</summary>
    public bool KeepThoughts { get; init; }
}

/// <summary>Answers questions.</summary>
public interface IChatEndpoint
{
    /// <summary>The answer to one message, at temperature 0; empty where it was cut before its end.</summary>
    /// <exception cref="UserErrorException">The service cannot be reached, refuses, or does not answer in time.</exception>
    string Ask(string message);
}
