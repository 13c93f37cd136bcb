// What the server counts, in the text form of Prometheus.

using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Serving;

/// <summary>Counts; safe for any number of threads.</summary>
sealed class ServerMetrics
{
    readonly ConcurrentDictionary<(string Path, int Status), long> _requests = [];
    readonly Histogram _first = new(), _whole = new();
    long _promptTokens, _completionTokens;

    /// <summary>Tokens of completions so far.</summary>
    public long CompletionTokens => Interlocked.Read(ref _completionTokens);

    /// <summary>A request has ended.</summary>
    public void Answered(string path, int status, double seconds)
    {
        _requests.AddOrUpdate((path, status), 1, (_, count) => count + 1);
        _whole.Add(seconds);
    }

    /// <summary>The first token of a request has come.</summary>
    public void FirstToken(double seconds) => _first.Add(seconds);

    /// <summary>A request's tokens.</summary>
    public void Count(int promptTokens, int completionTokens)
    {
        Interlocked.Add(ref _promptTokens, promptTokens);
        Interlocked.Add(ref _completionTokens, completionTokens);
    }

    /// <summary>All of it.</summary>
    /// <param name="load">What is on its way.</param>
    /// <param name="inProgress">Requests being answered.</param>
    public string Text(LiveLoad load, int inProgress)
    {
        var text = new StringBuilder();
        text.Append("# HELP r1_requests_total Requests that were answered.\n# TYPE r1_requests_total counter\n");
        foreach (var ((path, status), count) in _requests.OrderBy(r => r.Key.Path, StringComparer.Ordinal).ThenBy(r => r.Key.Status))
            text.Append(CultureInfo.InvariantCulture, $"r1_requests_total{{path=\"{path}\",status=\"{status}\"}} {count}\n");
        One("r1_prompt_tokens_total", "counter", "Tokens of prompts.", Interlocked.Read(ref _promptTokens));
        One("r1_completion_tokens_total", "counter", "Tokens of completions.", CompletionTokens);
        One("r1_requests_in_progress", "gauge", "Requests that are being answered.", inProgress);
        One("r1_samples_running", "gauge", "Samples that are being generated.", load.Running);
        One("r1_samples_waiting", "gauge", "Samples that wait for room.", load.Waiting);
        _first.Write(text, "r1_time_to_first_token_seconds", "Seconds from a request to its first token.");
        _whole.Write(text, "r1_request_seconds", "Seconds from a request to the end of its answer.");
        return text.ToString();

        void One(string name, string type, string help, long value) =>
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n{name} {value}\n");
    }

    /// <summary>Counts of durations up to some seconds.</summary>
    sealed class Histogram
    {
        static readonly double[] s_ends = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

        readonly Lock _lock = new();
        readonly long[] _counts = new long[s_ends.Length];
        double _sum;
        long _count;

        public void Add(double seconds)
        {
            lock (_lock)
            {
                for (int i = 0; i < s_ends.Length; i++)
                    _counts[i] += seconds <= s_ends[i] ? 1 : 0;
                _sum += seconds;
                _count++;
            }
        }

        public void Write(StringBuilder text, string name, string help)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} histogram\n");
            lock (_lock)
            {
                for (int i = 0; i < s_ends.Length; i++)
                    text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{le=\"{s_ends[i]}\"}} {_counts[i]}\n");
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{le=\"+Inf\"}} {_count}\n{name}_sum {_sum}\n{name}_count {_count}\n");
            }
        }
    }
}
