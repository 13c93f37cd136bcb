// What is still to be asked, handed out one by one to whoever has time for it.

namespace R1Sharp.App.Generations;

/// <summary>One completion of a row that is to be asked for.</summary>
/// <param name="Row">The row.</param>
/// <param name="Sample">Which of its completions, 0-based.</param>
readonly record struct CompletionRequest(OpenRow Row, int Sample);

/// <summary>Hands out requests; rows are read as they are needed.</summary>
/// <param name="rows">The rows.</param>
/// <param name="samples">Completions of each.</param>
/// <param name="progress">Told what is handed out, and when nothing is left.</param>
sealed class RequestFeed(IEnumerable<AskedRow> rows, int samples, StreamProgress progress)
{
    readonly IEnumerator<CompletionRequest> _requests = Requests(rows, samples).GetEnumerator();
    bool _isEmpty;

    /// <summary>The next request; null where nothing is left.</summary>
    public CompletionRequest? Take()
    {
        lock (_requests)
        {
            if (_isEmpty)
                return null;
            if (_requests.MoveNext())
            {
                progress.Began();
                return _requests.Current;
            }
            _isEmpty = true;
            progress.TailBegins();
            return null;
        }
    }

    /// <summary>The next requests, at most so many.</summary>
    public IReadOnlyList<CompletionRequest> Take(int most)
    {
        var taken = new List<CompletionRequest>();
        while (taken.Count < most && Take() is { } request)
            taken.Add(request);
        return taken;
    }

    static IEnumerable<CompletionRequest> Requests(IEnumerable<AskedRow> rows, int samples)
    {
        foreach (var row in rows)
        {
            var open = new OpenRow(row, samples);
            for (int sample = 0; sample < samples; sample++)
                yield return new(open, sample);
        }
    }
}
