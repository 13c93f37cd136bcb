// Serves a page that shows the runs of a folder while they go on. It only reads: there is no request that changes anything.

using Microsoft.AspNetCore.Http;
using R1Sharp.App.Serving;
using R1Sharp.Learning;

namespace R1Sharp.App.Watching;

/// <summary>Shows runs over HTTP until it is disposed of.</summary>
sealed class WatchServer : IAsyncDisposable
{
    const int MetricsBytes = 1 << 20, RolloutsOfPage = 16;

    // What is passed over of a new file of completions while one question is answered: about a tenth of a second.
    const long IndexBytes = 64L << 20;

    static readonly PageFiles s_page = new(new Dictionary<string, string>
    {
        ["/"] = "watch/watch.html",
        ["/look.css"] = "page/look.css",
        ["/icon.svg"] = "page/icon.svg",
        ["/text.js"] = "page/text.js",
        ["/watch.css"] = "watch/watch.css",
        ["/watch.js"] = "watch/watch.js",
        ["/ask.js"] = "watch/ask.js",
        ["/chart.js"] = "watch/chart.js",
        ["/curves.js"] = "watch/curves.js",
        ["/graph.js"] = "watch/graph.js",
        ["/rollouts.js"] = "watch/rollouts.js",
        ["/runs.js"] = "watch/runs.js",
        ["/run.js"] = "watch/run.js",
        ["/compare.js"] = "watch/compare.js",
    });

    static readonly Dictionary<string, Func<WatchRequest, Task>> s_questions = new()
    {
        ["/api/runs"] = Runs,
        ["/api/run"] = Run,
        ["/api/recipe"] = Recipe,
        ["/api/metrics"] = Metrics,
        ["/api/rollouts"] = Rollouts,
        ["/api/rollout"] = Rollout,
        ["/api/doctor"] = Doctor,
    };

    readonly RunList _runs;
    readonly Gate _gate;
    Listener? _listener;

    WatchServer(string folder, ListenOptions options) => (_runs, _gate) = (new(folder), new(options));

    /// <summary>Where it listens.</summary>
    public Uri Url => _listener!.Url;

    /// <summary>Begins to listen.</summary>
    /// <param name="folder">A run's folder, or one that holds runs.</param>
    /// <param name="options">Where to listen.</param>
    /// <exception cref="UserErrorException">There is no such folder, or the port is taken.</exception>
    public static async Task<WatchServer> Start(string folder, ListenOptions options)
    {
        if (!Directory.Exists(folder))
            throw new UserErrorException($"{folder}: there is no such folder; give the folder of a run, or one that holds runs, as 'r1 run' makes them.");
        var server = new WatchServer(folder, options);
        server._listener = await Listener.Start(options, server.Handle);
        return server;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _listener?.DisposeAsync() ?? ValueTask.CompletedTask;

    async Task Handle(HttpContext context)
    {
        try
        {
            if (!_gate.IsPreflight(context))
                await Answer(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception e)
        {
            await ErrorAnswer.Explain(context, Changed(e) ?? e, "watch");
        }
    }

    // Stages are removed and logs cut back while a run is done again.
    static ApiException? Changed(Exception error) => error is IOException or UnauthorizedAccessException
        ? new(StatusCodes.Status409Conflict, $"The run cannot be read as it is now: {error.Message.TrimEnd('.')}.") : null;

    Task Answer(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "/";
        _gate.RequireHost(context.Request);
        if (!HttpMethods.IsGet(context.Request.Method))
            throw new ApiException(StatusCodes.Status405MethodNotAllowed, "Runs are only read here: ask with GET.");
        if (s_page.Has(path))
            return s_page.Send(context.Response, path, context.RequestAborted);
        _gate.RequireKey(context.Request);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        return s_questions.TryGetValue(path, out var answer) ? answer(new WatchRequest(context, _runs))
            : throw new ApiException(StatusCodes.Status404NotFound, $"There is no {path} here.");
    }

    static Task Runs(WatchRequest request) => request.Answer(to =>
    {
        to.WriteStartObject();
        to.WriteString("folder", request.Runs.Folder);
        to.WriteStartArray("runs");
        foreach (var run in request.Runs.All().Values.Where(r => r.IsThere))
            RunJsonAnswers.WriteGlance(to, run);
        to.WriteEndArray();
        to.WriteEndObject();
    });

    static Task Run(WatchRequest request)
    {
        var run = request.Run;
        return request.Answer(to => RunJsonAnswers.WriteRun(to, run));
    }

    static Task Recipe(WatchRequest request)
    {
        string text = File.ReadAllText(request.Run.Folder.Recipe);
        return request.Answer(to =>
        {
            to.WriteStartObject();
            to.WriteString("recipe", text);
            to.WriteEndObject();
        });
    }

    static Task Metrics(WatchRequest request)
    {
        var (path, from) = (request.Stage.Folder.Metrics, request.Number("from") ?? 0);
        return request.Answer(to => LogPage.Write(to, path, from, MetricsBytes));
    }

    static Task Rollouts(WatchRequest request)
    {
        var stage = request.Stage;
        var asked = new RolloutQuery(request.Text("kind"), (int?)Math.Min(request.Number("step") ?? -1, int.MaxValue) is >= 0 and var step ? step : null,
            request.Number("first") ?? 0, (int)Math.Clamp(request.Number("rows") ?? RolloutsOfPage, 1, RolloutPage.MostRows));
        stage.Rollouts.Advance(IndexBytes);
        return request.Answer(to => RolloutPage.Write(to, stage.Folder.Rollouts, stage.Rollouts, asked));
    }

    static Task Rollout(WatchRequest request)
    {
        var (path, at) = (request.Stage.Folder.Rollouts, request.Number("at") ?? 0);
        return request.Answer(to =>
        {
            if (!RolloutPage.WriteWhole(to, path, at))
                throw new ApiException(StatusCodes.Status404NotFound, "There is no completion there any more: the log was cut back.", "at");
        });
    }

    static async Task Doctor(WatchRequest request)
    {
        var (found, refusal) = await request.Run.Findings.Get(request.Cancellation);
        await request.Answer(to => RunJsonAnswers.WriteFindings(to, found, refusal));
    }
}
