// The one way to models behind a URL, for judges and for generation: OpenAI's chat completions over HTTP. What may pass is asked again after growing
// pauses, or after the pause that the service names; whatever was only half answered was not answered.

using System.Text.Json;
using Polly;
using Polly.Retry;
using R1Sharp.Learning;

namespace R1Sharp.App.Endpoints;

/// <summary>Asks a service; any number of questions at once.</summary>
sealed class ChatService : IDisposable
{
    readonly ChatServiceOptions _options;
    readonly ServiceConnection _connection;
    readonly ResiliencePipeline _patient, _quick;
    long _retried;
    volatile bool _hasNewerName;

    /// <param name="options">Where it is.</param>
    /// <param name="clock">Measures the pauses; null takes the system's clock.</param>
    public ChatService(ChatServiceOptions options, TimeProvider? clock = null)
    {
        _options = options;
        _connection = new(options.Base, options.KeyVariable, options.TimeoutSeconds);
        _patient = Pipeline(options.Retries, e => e.Fault == ServiceFault.Moment, clock);
        _quick = Pipeline(options.Retries, e => e.Fault == ServiceFault.Moment && !e.IsUnreachable, clock);
    }

    /// <summary>Where it is.</summary>
    public ChatServiceOptions Options => _options;

    /// <summary>How often a question was asked again.</summary>
    public long Retried => Interlocked.Read(ref _retried);

    /// <summary>The answer to a question.</summary>
    /// <param name="model">The model's name there.</param>
    /// <param name="question">The question.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="ServiceException">There is none, and no more tries are made.</exception>
    public async Task<ChatReply> AskAsync(string model, ChatQuestion question, CancellationToken cancellation = default)
    {
        bool hasNewerName = _hasNewerName;
        try
        {
            return await Reply(question.Json(model, hasNewerName), cancellation).ConfigureAwait(false);
        }
        catch (ServiceException e) when (!hasNewerName && question.MaxTokens is not null && e.Fault == ServiceFault.Question
            && e.Message.Contains(ChatQuestion.NewerMaxTokens, StringComparison.Ordinal))
        {
            // Models of OpenAI that reason know the number of tokens by its newer name alone, and say so.
            _hasNewerName = true;
            return await Reply(question.Json(model, hasNewerName: true), cancellation).ConfigureAwait(false);
        }
    }

    ValueTask<ChatReply> Reply(byte[] body, CancellationToken cancellation) => _patient.ExecuteAsync(
        async c => ServiceAnswer.Reply(await SendAsync(HttpMethod.Post, "chat/completions", body, c).ConfigureAwait(false)), cancellation);

    /// <summary>The names of the models that the service has; empty where it does not list them. Tells at once where nobody listens.</summary>
    /// <exception cref="UserErrorException">The service cannot be reached, or what is there is none.</exception>
    public async Task<IReadOnlyList<string>> ModelsAsync(CancellationToken cancellation = default)
    {
        try
        {
            var json = await _quick.ExecuteAsync(async c => await SendAsync(HttpMethod.Get, "models", null, c).ConfigureAwait(false), cancellation)
                .ConfigureAwait(false);
            return json.ValueKind == JsonValueKind.Object && json.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array
                ? [.. data.EnumerateArray().Select(NameOf).OfType<string>()] : [];
        }
        catch (ServiceException e) when (e.Message.StartsWith("it refuses with 404", StringComparison.Ordinal)
            || e.Message.StartsWith("it refuses with 405", StringComparison.Ordinal))
        {
            return [];
        }
        catch (ServiceException e)
        {
            throw Error(e);
        }
    }

    /// <summary>The only one of the models that are listed, for whoever names none.</summary>
    /// <exception cref="UserErrorException">There are several or none.</exception>
    public string OnlyOf(IReadOnlyList<string> models) => models.Count == 1 ? models[0] : throw new UserErrorException(models.Count == 0
        ? $"{_options.Url}: the service does not list its models: its address usually ends in /v1; where it does, name one (--model)."
        : $"{_options.Url}: the service has the models {string.Join(", ", models.Take(20))}; name one (--model).");

    /// <summary>The sentence for the user.</summary>
    public UserErrorException Error(ServiceException e) => new($"{_options.Url}: {e.Message}", e);

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    static string? NameOf(JsonElement model) => model.ValueKind == JsonValueKind.Object && model.TryGetProperty("id", out var id)
        && id.ValueKind == JsonValueKind.String ? id.GetString() : null;

    async ValueTask<JsonElement> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellation)
    {
        using var answer = await _connection.SendAsync(method, path + _options.Query, body, cancellation).ConfigureAwait(false);
        return ServiceAnswer.Json(answer.Response, answer.Body);
    }

    ResiliencePipeline Pipeline(int retries, Func<ServiceException, bool> isRetried, TimeProvider? clock) => retries == 0 ? ResiliencePipeline.Empty
        : new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is ServiceException e && isRetried(e)),
            MaxRetryAttempts = retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromSeconds(_options.FirstPauseSeconds),
            MaxDelay = TimeSpan.FromSeconds(_options.LongestPauseSeconds),
            DelayGenerator = args => ValueTask.FromResult((args.Outcome.Exception as ServiceException)?.RetryAfter),
            OnRetry = _ =>
            {
                Interlocked.Increment(ref _retried);
                return ValueTask.CompletedTask;
            },
        }).Build();
}
