// One question of the page: what it asks, and the answer.

using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using R1Sharp.App.Serving;

namespace R1Sharp.App.Watching;

/// <summary>A question that is being answered.</summary>
/// <param name="context">The connection's side.</param>
/// <param name="runs">The runs.</param>
sealed class WatchRequest(HttpContext context, RunList runs)
{
    /// <summary>The runs.</summary>
    public RunList Runs => runs;

    /// <summary>The client is gone.</summary>
    public CancellationToken Cancellation => context.RequestAborted;

    /// <summary>The run that is asked about. Only runs that were found can be named, so that no path leads elsewhere.</summary>
    /// <exception cref="ApiException">There is none of that name.</exception>
    public WatchedRun Run => Text("run") is { } name && runs.All().TryGetValue(name, out var run) && run.IsThere ? run
        : throw new ApiException(StatusCodes.Status404NotFound, $"There is no run '{Text("run")}' below {runs.Folder}.", "run");

    /// <summary>The stage of it that is asked about.</summary>
    /// <exception cref="ApiException">It has none of that name.</exception>
    public WatchedStage Stage => Run.Stage(Text("stage") ?? "");

    /// <summary>A text; null where none is given.</summary>
    public string? Text(string name) => context.Request.Query[name] is [{ Length: > 0 } text] ? text : null;

    /// <summary>A number that is not negative; null where none is given.</summary>
    /// <exception cref="ApiException">It is no such number.</exception>
    public long? Number(string name) => Text(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
        : throw ApiException.Bad(name, $"{name} is '{text}', but must be a whole number that is not negative.");

    /// <summary>Answers with JSON.</summary>
    public Task Answer(Action<Utf8JsonWriter> write) => JsonAnswer.Write(context.Response, write, Cancellation);
}
