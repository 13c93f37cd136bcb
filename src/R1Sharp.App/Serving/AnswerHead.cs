// What every answer says of itself.

using System.Text.Json;

namespace R1Sharp.App.Serving;

/// <summary>Name, time and model of an answer.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Kind">What it is, e.g. "chat.completion".</param>
/// <param name="Model">Who answers.</param>
sealed record AnswerHead(string Id, string Kind, ServedModel Model)
{
    /// <summary>When it began, in seconds of Unix.</summary>
    public long Created { get; } = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    /// <summary>Which weights answer.</summary>
    string Fingerprint { get; } = Model.Fingerprint;

    /// <summary>Writes it into an object that has begun.</summary>
    public void Write(Utf8JsonWriter to)
    {
        to.WriteString("id", Id);
        to.WriteString("object", Kind);
        to.WriteNumber("created", Created);
        to.WriteString("model", Model.Name);
        to.WriteString("system_fingerprint", Fingerprint);
    }
}

/// <summary>How many tokens a request took.</summary>
/// <param name="Prompt">Of its prompts.</param>
/// <param name="Completion">Of its completions.</param>
/// <param name="Thoughts">Of these in thoughts; null where they are not told apart.</param>
readonly record struct Usage(int Prompt, int Completion, int? Thoughts)
{
    /// <summary>Writes the field "usage".</summary>
    public void Write(Utf8JsonWriter to)
    {
        to.WriteStartObject("usage");
        to.WriteNumber("prompt_tokens", Prompt);
        to.WriteNumber("completion_tokens", Completion);
        to.WriteNumber("total_tokens", Prompt + Completion);
        if (Thoughts is { } thoughts)
        {
            to.WriteStartObject("completion_tokens_details");
            to.WriteNumber("reasoning_tokens", thoughts);
            to.WriteEndObject();
        }
        to.WriteEndObject();
    }
}
