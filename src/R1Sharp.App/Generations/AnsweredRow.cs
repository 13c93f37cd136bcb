// A row with its completions, and the line that it becomes.

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Generation;

namespace R1Sharp.App.Generations;

/// <summary>One completion, or why there is none.</summary>
/// <param name="Text">What was said; null where there is none.</param>
/// <param name="Finish">Why it ended: stop, length, …</param>
/// <param name="Tokens">How many tokens it has; 0 where nobody counted them.</param>
sealed record RowSample(string? Text, string Finish, int Tokens)
{
    /// <summary>Why there is none; null where there is one.</summary>
    public string? Error { get; init; }

    /// <summary>Whether its being missing says nothing of whether others will come.</summary>
    public bool IsPassedOver { get; init; }

    /// <summary>The sum of the log-probabilities of the tokens that were chosen; null where nobody said them.</summary>
    public double? LogProb { get; init; }

    /// <summary>The tokens that the model did not choose.</summary>
    public IReadOnlyList<ForcedRun> Forced { get; init; } = [];

    /// <summary>A completion that there is not.</summary>
    public static RowSample Failed(string error) => new(null, "", 0) { Error = error };
}

/// <summary>A row with its completions.</summary>
/// <param name="Asked">The row.</param>
/// <param name="Prompt">The prompt that the engine read; null where a service made its own.</param>
/// <param name="Samples">The completions, in order.</param>
sealed record AnsweredRow(AskedRow Asked, string? Prompt, IReadOnlyList<RowSample> Samples)
{
    /// <summary>Names of the columns that are added.</summary>
    public const string Generations = "generations", Finishes = "finish_reasons", Generation = "generation", Key = "key", Settings = "settings",
        Error = "error";

    static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Why completions are missing; null where all are there.</summary>
    public string? Fault
    {
        get
        {
            List<string> errors = [.. Samples.Select(s => s.Error).OfType<string>()];
            return errors.Count == 0 ? null : errors.Count == 1 && Samples.Count == 1 ? errors[0]
                : FormattableString.Invariant($"{errors.Count} of {Samples.Count} completions failed; the last: {errors[^1]}");
        }
    }

    /// <summary>All tokens of the completions.</summary>
    public long Tokens => Samples.Sum(s => (long)s.Tokens);

    /// <summary>The row with its own columns, and the completions that there are behind them: a line of JSON without its end.</summary>
    /// <param name="prefix">Stands before the names of the columns that are added.</param>
    /// <param name="settings">How the completions were made, as JSON.</param>
    public byte[] Line(string prefix, string settings)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, s_writing))
        {
            json.WriteStartObject();
            foreach (var column in Asked.Row.Value.EnumerateObject())
            {
                json.WritePropertyName(column.Name);
                WriteValue(json, column.Value);
            }
            WriteCompletions(json, prefix);
            WriteOrigin(json, prefix, settings);
            json.WriteEndObject();
        }
        return line.WrittenSpan.ToArray();
    }

    /// <summary>Refuses a row that has a column of a name that is added.</summary>
    /// <exception cref="UserErrorException">It has.</exception>
    public static void RequireFree(JsonLine row, string prefix)
    {
        if (((string[])[Generations, Finishes, Generation]).FirstOrDefault(name => row.Value.TryGetProperty(prefix + name, out _)) is { } taken)
            throw row.Error($"the data has a column '{prefix}{taken}' already, which would be added: put something before the names of what is added, e.g. "
                + "--prefix new_.");
    }

    /// <summary>The completions as they are printed, a line each.</summary>
    public IEnumerable<string> Printed() => Samples.Select((sample, i) =>
    {
        var line = new JsonObject { ["id"] = Asked.Id, ["sample"] = i };
        if (Prompt is not null)
            line["prompt"] = Prompt;
        if (sample.Error is { } error)
            line[Error] = error;
        else
            (line["completion"], line["tokens"], line["finish"]) = (sample.Text, sample.Tokens, sample.Finish);
        if (sample.LogProb is { } logProb)
            line["log_prob"] = Math.Round(logProb, 5);
        return SteeringJson.Added(line, sample.Forced).ToJsonString(RunJson.Line);
    });

    // A row of a JSON list may stand on several lines.
    static void WriteValue(Utf8JsonWriter json, JsonElement value)
    {
        string raw = value.GetRawText();
        if (raw.Contains('\n') || raw.Contains('\r'))
            value.WriteTo(json);
        else
            json.WriteRawValue(raw, skipInputValidation: true);
    }

    void WriteCompletions(Utf8JsonWriter json, string prefix)
    {
        json.WriteStartArray(prefix + Generations);
        foreach (var sample in Samples.Where(s => s.Text is not null))
            json.WriteStringValue(sample.Text);
        json.WriteEndArray();
        json.WriteStartArray(prefix + Finishes);
        foreach (var sample in Samples.Where(s => s.Text is not null))
            json.WriteStringValue(sample.Finish);
        json.WriteEndArray();
    }

    void WriteOrigin(Utf8JsonWriter json, string prefix, string settings)
    {
        json.WriteStartObject(prefix + Generation);
        json.WriteString(Key, Asked.Key);
        json.WritePropertyName(Settings);
        json.WriteRawValue(settings);
        json.WriteStartArray("tokens");
        foreach (var sample in Samples.Where(s => s.Text is not null))
            json.WriteNumberValue(sample.Tokens);
        json.WriteEndArray();
        if (Fault is { } fault)
            json.WriteString(Error, fault);
        json.WriteEndObject();
    }
}
