// What a stage writes while it goes: one JSON object a line, appended. A checkpoint remembers how long the files were.
//   metrics.jsonl   {"stage":"grpo","kind":"train","step":12,"seconds":3.1,"wall_seconds":401.2,"reward":0.61,…}
//                   {"stage":"grpo","kind":"evaluation","step":20,…,"families":{"countdown":{"pass_at_1":0.3,…},…}}
//                   {"stage":"grpo","kind":"stopped","step":20,…,"watchdog":"…","explanation":"…","advice":"…"}
//   rollouts.jsonl  {"stage":"grpo","kind":"train","step":12,"problem":"…","family":"countdown","completion":"…",…}
//   data.jsonl      {"question":"…","completion":"…","family":"countdown","problem":"…","source":"…","tokens":120,…}
// Steps count from 0 where a step is told, and are the number of steps done where an evaluation is.

using System.Text.Json.Nodes;

namespace R1Sharp.App.Runs;

/// <summary>Appends to the logs of a stage.</summary>
public sealed class StageLog
{
    /// <summary>The kind of a line about a step of training.</summary>
    public const string Train = "train";

    /// <summary>The kind of a line about problems held out from training.</summary>
    public const string Evaluation = "evaluation";

    /// <summary>The kind of the line about a watchdog that stopped the stage.</summary>
    public const string Stopped = "stopped";

    readonly StageFolder _folder;

    /// <param name="folder">The stage.</param>
    public StageLog(StageFolder folder) => _folder = folder;

    /// <summary>The numbers of one step or evaluation.</summary>
    /// <param name="kind"><see cref="Train"/> or <see cref="Evaluation"/>.</param>
    /// <param name="step">Step of the stage.</param>
    /// <param name="seconds">What it took.</param>
    /// <param name="wallSeconds">What the run took up to here.</param>
    /// <param name="numbers">Everything else.</param>
    public void Numbers(string kind, int step, double seconds, double wallSeconds, JsonObject numbers)
    {
        var line = Start(kind, step);
        line["seconds"] = Math.Round(seconds, 4);
        line["wall_seconds"] = Math.Round(wallSeconds, 2);
        Move(numbers, line);
        Append(_folder.Metrics, [line]);
    }

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

    /// <summary>Drops what was written after the lengths were taken.</summary>
    public void CutBack(IReadOnlyDictionary<string, long> lengths)
    {
        foreach (var file in Files().ToList())
            RunStorage.Guard(file, () => CutBack(file, lengths.GetValueOrDefault(Path.GetRelativePath(_folder.Root, file))));
    }

    static void CutBack(string file, long length)
    {
        if (length == 0)
        {
            File.Delete(file);
            return;
        }
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write);
        stream.SetLength(Math.Min(length, stream.Length));
    }

    IEnumerable<string> Files() => ((string[])[_folder.Metrics, _folder.Rollouts, _folder.Data]).Where(File.Exists);

    JsonObject Start(string kind, int step) => new() { ["stage"] = _folder.Name, ["kind"] = kind, ["step"] = step };

    static void Move(JsonObject from, JsonObject to)
    {
        foreach (var (name, value) in from.ToList())
            if (from.Remove(name))
                to[name] = value;
    }

    static void Append(string path, IEnumerable<JsonObject> lines) => RunStorage.Guard(path, () =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = new StreamWriter(path, append: true);
        foreach (var line in lines)
        {
            stream.Write(line.ToJsonString(RunJson.Line));
            stream.Write('\n');
        }
    });
}
