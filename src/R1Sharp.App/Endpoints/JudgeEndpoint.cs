// A model behind a URL as a judge: one message, one answer, at temperature 0.

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
            return Judgement(_service.AskAsync(options.Model, new() { Messages = [new("user", message)], Temperature = 0 }).GetAwaiter().GetResult());
        }
        catch (ServiceException e)
        {
            throw new UserErrorException($"The judge {options.Model} at {options.Url} gave no answer: {e.Message}", e);
        }
    }

    // What is thought is no judgement, nor is what was cut.
    static string Judgement(ChatReply reply)
    {
        int end = reply.Text.LastIndexOf(StandardTokens.EndThink, StringComparison.Ordinal);
        bool hasNone = reply.Finish == "length" || end < 0 && reply.Text.TrimStart().StartsWith(StandardTokens.Think, StringComparison.Ordinal);
        return hasNone ? "" : end < 0 ? reply.Text : reply.Text[(end + StandardTokens.EndThink.Length)..].Trim();
    }
}
