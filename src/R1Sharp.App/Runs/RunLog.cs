// What a run writes while it goes: one JSON object a line, appended; a checkpoint remembers how long the files were.
//   metrics.jsonl          {"stage":"grpo","step":12,"seconds":3.1,"wall_seconds":401.2,"metrics":{"reward":0.61,…}}
//                          {"stage":"grpo","step":20,"wall_seconds":430.0,"evaluation":{"countdown":{"pass_at_1":0.3,…},…}}
//   rollouts/grpo.jsonl    {"step":12,"problem":"countdown:…","family":"countdown","level":1,"language":"en","sample":3,
//                           "prompt":"…","completion":"…","tokens":63,"finish":"stop","reward":1.1,
//                           "rewards":{"accuracy":1,"format":0.1},"advantage":0.4}

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace R1Sharp.App.Runs;

/// <summary>Appends to the logs of a run.</summary>
public sealed class RunLog
{
    static readonly JsonWriterOptions s_format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    readonly RunFolder _folder;

    /// <param name="folder">The run.</param>
    public RunLog(RunFolder folder) => _folder = folder;

    /// <summary>One step's numbers; a number that is not finite becomes null.</summary>
    public void Metrics(string stage, int step, double seconds, double wallSeconds, IEnumerable<KeyValuePair<string, double>> metrics) =>
        Append(_folder.Metrics, [json =>
        {
            Start(json, stage, step);
            Number(json, "seconds", seconds);
            Number(json, "wall_seconds", wallSeconds);
            json.WriteStartObject("metrics");
            foreach (var (name, value) in metrics)
                Number(json, name, value);
            json.WriteEndObject();
        }]);

    /// <summary>One evaluation's numbers by family of problems.</summary>
    public void Evaluation(string stage, int step, double wallSeconds, JsonObject evaluation) =>
        Append(_folder.Metrics, [json =>
        {
            Start(json, stage, step);
            Number(json, "wall_seconds", wallSeconds);
            json.WritePropertyName("evaluation");
            evaluation.WriteTo(json);
        }]);

    /// <summary>A step's completions, each written by its own function.</summary>
    public void Rollouts(string stage, IEnumerable<Action<Utf8JsonWriter>> completions) => Append(_folder.Rollouts(stage), completions);

    /// <summary>Bytes of every log, which are on the disk when this returns.</summary>
    public IReadOnlyDictionary<string, long> Lengths() =>
        Files().ToDictionary(f => Path.GetRelativePath(_folder.Root, f), f => new FileInfo(f).Length);

    /// <summary>Drops what was written after the lengths were taken.</summary>
    public void CutBack(IReadOnlyDictionary<string, long> lengths)
    {
        foreach (var file in Files().ToList())
            AtomicFile.Guard(file, () =>
            {
                if (!lengths.TryGetValue(Path.GetRelativePath(_folder.Root, file), out long length))
                    File.Delete(file);
                else
                    using (var stream = new FileStream(file, FileMode.Open, FileAccess.Write))
                        stream.SetLength(Math.Min(length, stream.Length));
            });
    }

    /// <summary>A number with seven digits; null where it is not finite, for which JSON has no word.</summary>
    public static void Number(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        if (double.IsFinite(value))
            json.WriteRawValue(value.ToString("G7", CultureInfo.InvariantCulture));
        else
            json.WriteNullValue();
    }

    IEnumerable<string> Files()
    {
        var rollouts = Path.Combine(_folder.Root, "rollouts");
        return (File.Exists(_folder.Metrics) ? [_folder.Metrics] : Enumerable.Empty<string>())
            .Concat(Directory.Exists(rollouts) ? Directory.EnumerateFiles(rollouts, "*.jsonl") : []);
    }

    static void Start(Utf8JsonWriter json, string stage, int step)
    {
        json.WriteString("stage", stage);
        json.WriteNumber("step", step);
    }

    static void Append(string path, IEnumerable<Action<Utf8JsonWriter>> lines) => AtomicFile.Guard(path, () =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, 1 << 16);
        using var json = new Utf8JsonWriter(stream, s_format);
        foreach (var line in lines)
        {
            json.WriteStartObject();
            line(json);
            json.WriteEndObject();
            json.Flush();
            stream.WriteByte((byte)'\n');
            json.Reset();
        }
    });
}
