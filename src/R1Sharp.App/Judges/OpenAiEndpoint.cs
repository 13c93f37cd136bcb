// A model behind an OpenAI-compatible address: vLLM, llama.cpp's server, or a service.

using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards.Judges;

namespace R1Sharp.App.Judges;

/// <summary>Asks one message at a time, at temperature 0; tries again where the service is busy.</summary>
sealed class OpenAiEndpoint(ChatEndpointOptions options) : IChatEndpoint
{
    const int Retries = 3;

    readonly ChatClient _client = new(options.Model,
        new ApiKeyCredential(Environment.GetEnvironmentVariable(options.KeyVariable) is { Length: > 0 } key ? key : "none"),
        new OpenAIClientOptions
        {
            Endpoint = options.Url,
            NetworkTimeout = TimeSpan.FromSeconds(options.TimeoutSeconds),
            RetryPolicy = new ClientRetryPolicy(Retries),
        });

    /// <inheritdoc/>
    public string Ask(string message)
    {
        try
        {
            var completion = _client.CompleteChat([new UserChatMessage(message)], new ChatCompletionOptions { Temperature = 0 }).Value;
            return string.Concat(completion.Content.Select(part => part.Text));
        }
        catch (Exception e) when (e is ClientResultException or HttpRequestException or AggregateException or TaskCanceledException
            or InvalidOperationException)
        {
            throw new UserErrorException($"The judge {options.Model} at {options.Url} gave no answer: {Reason(e)}", e);
        }
    }

    static string Reason(Exception e) => (e is AggregateException { InnerExceptions: [.., var last] } ? last : e).Message.ReplaceLineEndings(" ").Trim();
}
