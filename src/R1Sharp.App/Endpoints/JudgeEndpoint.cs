// A model behind a URL as a judge or a writer: one message, one answer, at temperature 0.

using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Endpoints;

/// <summary>Asks one message at a time; tries again where the service is busy.</summary>
/// <param name="options">Where the judge is.</param>
sealed class JudgeEndpoint(ChatEndpointOptions options) : IChatEndpoint
{
    const int Retries = 3;

    readonly ChatService _service = new(new()
    {
        Url = options.Url,
        KeyVariable = options.KeyVariable,
        TimeoutSeconds = options.TimeoutSeconds,
        Retries = Retries,
    });

    /// <inheritdoc/>
    public string Ask(string message)
    {
        try
        {
            var reply = _service.AskAsync(options.Model, new() { Messages = [new("user", message)], Temperature = 0 }).GetAwaiter().GetResult();
            return reply.Finish == "length" ? "" : options.KeepThoughts ? reply.Text : Judgement(reply.Text);
        }
        catch (ServiceException e)
        {
            throw new UserErrorException($"The {(options.KeepThoughts ? "model" : "judge")} {options.Model} at {options.Url} gave no answer: {e.Message}", e);
        }
    }

    // What is thought is no judgement.
    static string Judgement(string text)
    {
        int end = text.LastIndexOf(StandardTokens.EndThink, StringComparison.Ordinal);
        return end >= 0 ? text[(end + StandardTokens.EndThink.Length)..].Trim()
            : text.TrimStart().StartsWith(StandardTokens.Think, StringComparison.Ordinal) ? "" : text;
    }
}
