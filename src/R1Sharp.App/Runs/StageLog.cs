// What a stage writes while it goes: one JSON object a line, appended. A checkpoint remembers how long the files were.
//   metrics.jsonl   {"stage":"grpo","kind":"train","step":12,"seconds":3.1,"wall_seconds":401.2,"reward":0.61,…}
//                   {"stage":"grpo","kind":"evaluation","step":20,…,"families":{"countdown":{"pass_at_1":0.3,…},…}}
//                   {"stage":"grpo","kind":"stopped","step":20,…,"watchdog":"…","explanation":"…","advice":"…"}
//   rollouts.jsonl  {"stage":"grpo","kind":"train","step":12,"problem":"…","family":"countdown","completion":"…",…}
//   data.jsonl      {"question":"…","completion":"…","family":"countdown","problem":"…","source":"…","tokens":120,…}
//   events.out.tfevents…  the numbers of metrics.jsonl for TensorBoard, where the recipe asks for them (EventRecords)
// A line of the kind "warning" is like one of the kind "stopped", but the run went on.
// Steps count from 0 where a step is told, and are the number of steps done where an evaluation is.

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Learning;

namespace R1Sharp.App.Runs;

/// <summary>Appends to the logs of a stage.</summary>
sealed class StageLog
{
    /// <summary>The kind of a line about a step of training.</summary>
    public const string Train = "train";

    /// <summary>The kind of a line about problems held out from training.</summary>
    public const string Evaluation = "evaluation";

    /// <summary>The kind of the line about a watchdog that only warned.</summary>
    public const string Warned = "warning";

    const string HeldOut = "held_out_";

    /// <summary>The kind of the line about a watchdog that stopped the stage.</summary>
    public const string Stopped = "stopped";

    readonly StageFolder _folder;
    readonly LogHashes _hashes = new();
    readonly string? _events;

    /// <param name="folder">The stage.</param>
    /// <param name="eventFolder">Where TensorBoard looks for the stage; null writes nothing for it.</param>
    public StageLog(StageFolder folder, string? eventFolder = null) =>
        (_folder, _events) = (folder, eventFolder is null ? null : Path.Combine(eventFolder, "events.out.tfevents.0.r1sharp"));

    /// <summary>The numbers of one step or evaluation.</summary>
    /// <param name="kind"><see cref="Train"/>, <see cref="Evaluation"/>, <see cref="Stopped"/> or <see cref="Warned"/>.</param>
    /// <param name="step">Step of the stage.</param>
    /// <param name="seconds">What it took.</param>
    /// <param name="wallSeconds">What the run took up to here.</param>
    /// <param name="numbers">Everything else.</param>
    /// <param name="byPart">Seconds of the parts; null or empty says nothing of them.</param>
    public void Numbers(string kind, int step, double seconds, double wallSeconds, JsonObject numbers, IReadOnlyDictionary<string, double>? byPart = null)
    {
        var line = Start(kind, step);
        line["seconds"] = Math.Round(seconds, 4);
        line["wall_seconds"] = Math.Round(wallSeconds, 2);
        if (byPart is { Count: > 0 })
            line["seconds_by_part"] = new JsonObject(byPart.Select(part => KeyValuePair.Create(part.Key, (JsonNode?)Math.Round(part.Value, 4))));
        Move(numbers, line);
        Append(_folder.Metrics, [line]);
        if (_events is not null)
            AppendEvent(_events, kind, kind == Train ? step + 1 : step, line);
    }

    // Tags as transformers' TensorBoardCallback writes them: train/loss, eval/loss. Steps are the steps done.
    void AppendEvent(string path, string kind, int step, JsonObject line)
    {
        var numbers = LogLines.Numbers(JsonElement.Parse(line.ToJsonString(RunJson.Line))).Where(n => n.Key is not "step")
            .Select(n => KeyValuePair.Create(Tag(kind, n.Key), n.Value)).ToList();
        if (numbers.Count == 0)
            return;
        var now = DateTime.UtcNow;
        Append(path, File.Exists(path) ? [EventRecords.Scalars(now, step, numbers)] : [EventRecords.Version(now), EventRecords.Scalars(now, step, numbers)]);
    }

    static string Tag(string kind, string name) => name.StartsWith(HeldOut, StringComparison.Ordinal) ? $"eval/{name[HeldOut.Length..]}"
        : kind == Train ? $"train/{name}" : $"eval/{name}";

    /// <summary>Completions with everything that is known of them.</summary>
    public void Rollouts(string kind, int step, IEnumerable<JsonObject> rollouts) =>
        Append(_folder.Rollouts, rollouts.Select(rollout =>
        {
            var line = Start(kind, step);
            Move(rollout, line);
            return line;
        }));

    /// <summary>Examples that were collected.</summary>
    public void Data(IEnumerable<JsonObject> examples) => Append(_folder.Data, examples);

    /// <summary>Bytes of every log.</summary>
    public IReadOnlyDictionary<string, long> Lengths() =>
        Files().ToDictionary(f => Path.GetRelativePath(_folder.Root, f), f => new FileInfo(f).Length);

    /// <summary>The hash of every log (<see cref="LogHashes"/>).</summary>
    public IReadOnlyDictionary<string, string> Hashes() => Files().ToDictionary(f => Path.GetRelativePath(_folder.Root, f), _hashes.Of);

    /// <summary>Waits until all that was logged is on the disk: a checkpoint must not be newer than its logs.</summary>
    /// <exception cref="UserErrorException">The disk refuses.</exception>
    public void Sync()
    {
        foreach (string file in Files())
            RunStorage.Guard(file, () => RunStorage.SyncFile(file));
    }

    /// <summary>Drops what was written after a checkpoint was.</summary>
    /// <param name="checkpoint">The checkpoint; null drops all.</param>
    /// <exception cref="UserErrorException">A log is not what it was when the checkpoint was written.</exception>
    public void CutBack(StageCheckpoint? checkpoint)
    {
        var lengths = checkpoint?.Progress.LogLengths ?? new Dictionary<string, long>();
        foreach (var (name, length) in lengths)
            RequireWhole(Path.Combine(_folder.Root, name), length, checkpoint!.Progress.LogHashes.GetValueOrDefault(name), checkpoint.Path);
        foreach (var file in Files().ToList())
            RunStorage.Guard(file, () => CutBack(file, lengths.GetValueOrDefault(Path.GetRelativePath(_folder.Root, file))));
    }

    // Checkpoints of earlier versions know lengths only.
    void RequireWhole(string file, long length, string? hash, string checkpoint)
    {
        long found = File.Exists(file) ? new FileInfo(file).Length : 0;
        string advice = $"restore the file, or delete {checkpoint} to go on from the checkpoint before it or to begin the stage anew";
        if (found < length)
            throw new UserErrorException(
                $"{file}: the log has {found} bytes, but had {length} when the newest checkpoint was written, so that steps are missing; {advice}.");
        _hashes.Read(file, length);
        if (hash is not null && hash != _hashes.Of(file))
            throw new UserErrorException($"{file}: the log is not what the run wrote up to its newest checkpoint: it was damaged or changed; {advice}.");
    }

    void CutBack(string file, long length)
    {
        if (length == 0)
        {
            File.Delete(file);
            _hashes.Forget(file);
            return;
        }
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write);
        stream.SetLength(Math.Min(length, stream.Length));
    }

    IEnumerable<string> Files() => ((IEnumerable<string>)[_folder.Metrics, _folder.Rollouts, _folder.Data, .. _events is null ? [] : (string[])[_events]])
        .Where(File.Exists);

    JsonObject Start(string kind, int step) => new() { ["stage"] = _folder.Name, ["kind"] = kind, ["step"] = step };

    static void Move(JsonObject from, JsonObject to)
    {
        foreach (var (name, value) in from.ToList())
            if (from.Remove(name))
                to[name] = value;
    }

    void Append(string path, IEnumerable<JsonObject> lines) =>
        Append(path, lines.Select(line => Encoding.UTF8.GetBytes(line.ToJsonString(RunJson.Line) + "\n")));

    void Append(string path, IEnumerable<byte[]> parts) => RunStorage.Guard(path, () =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        foreach (byte[] part in parts)
        {
            stream.Write(part);
            _hashes.Add(path, part);
        }
    });
}
