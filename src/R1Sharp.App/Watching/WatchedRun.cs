// A run that is watched. Its folder is only read, and of what is read only what is small is kept: the recipe's stages, their records, the last line of
// each log, where completions lie.

using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using R1Sharp.App.Runs;
using R1Sharp.App.Serving;
using R1Sharp.Learning;

namespace R1Sharp.App.Watching;

/// <summary>How a run stands.</summary>
enum RunState
{
    /// <summary>A process writes it.</summary>
    Running,

    /// <summary>It came to its end.</summary>
    Finished,

    /// <summary>A watchdog stopped it.</summary>
    Stopped,

    /// <summary>It was broken off.</summary>
    Unfinished,
}

/// <summary>One run.</summary>
sealed class WatchedRun
{
    readonly FileValue<RecipeStages> _recipe;
    readonly ConcurrentDictionary<string, WatchedStage> _stages = [];

    /// <param name="name">What it is called among those that are watched.</param>
    /// <param name="path">Its folder.</param>
    public WatchedRun(string name, string path)
    {
        (Name, Folder) = (name, RunFolder.ToRead(path));
        _recipe = new(Folder.Recipe, RecipeStages.Read);
        Findings = new(this);
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Its folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>What the doctor says of it.</summary>
    public RunFindings Findings { get; }

    /// <summary>Whether its folder is that of a run.</summary>
    public bool IsThere => File.Exists(Folder.Recipe);

    /// <summary>How it stands. The file "lock" is there while a process writes the run, and after one that was killed.</summary>
    public RunState State => File.Exists(Folder.LockFile) ? RunState.Running : File.Exists(Folder.Summary) ? RunState.Finished
        : File.Exists(Folder.Stopped) ? RunState.Stopped : RunState.Unfinished;

    /// <summary>When anything of it was last written.</summary>
    /// <param name="begun">The stages that have begun.</param>
    public DateTime LastWritten(IEnumerable<WatchedStage> begun) => begun.SelectMany(s => (FileMark[])[s.Metrics, FileMark.Of(s.Folder.Record)])
        .Append(FileMark.Of(Folder.Recipe)).Append(FileMark.Of(Folder.Summary)).Max(m => m.Written);

    /// <summary>The stages that have begun, in the recipe's order.</summary>
    public IReadOnlyList<WatchedStage> Begun()
    {
        string stages = Folder.StagesFolder;
        string[] names = Directory.Exists(stages) ? [.. Directory.EnumerateDirectories(stages).Select(d => Path.GetFileName(d)!)] : [];
        foreach (string gone in _stages.Keys.Except(names))
            _stages.TryRemove(gone, out _);
        return [.. names.Select(n => _stages.GetOrAdd(n, name => new(Folder.Stage(name)))).Where(s => s.Record is not null).OrderBy(s => s.Record!.Index)];
    }

    /// <summary>All its stages: those of the recipe, or where that cannot be read those that have begun.</summary>
    public IReadOnlyList<PlannedNode> Planned(IReadOnlyList<WatchedStage> begun) =>
        _recipe.Value is { Nodes.Count: > 0 } recipe ? recipe.Nodes : RecipeStages.Of(begun.Select(s => s.Record!));

    /// <summary>A stage that has begun.</summary>
    /// <exception cref="ApiException">It has not, or there is none.</exception>
    public WatchedStage Stage(string name) => Begun().FirstOrDefault(s => s.Folder.Name == name)
        ?? throw new ApiException(StatusCodes.Status404NotFound, $"The run '{Name}' has no stage '{name}' that has begun.", "stage");

    /// <summary>The JSON of what the watchdog said that stopped it; null where none did.</summary>
    public byte[]? StoppedBy() => State == RunState.Stopped && File.ReadAllBytes(Folder.Stopped) is var text && LogPage.IsObject(text) ? text : null;
}

/// <summary>A stage that has begun.</summary>
/// <param name="folder">Where it lies.</param>
sealed class WatchedStage(StageFolder folder)
{
    readonly FileValue<StageRecord> _record = new(folder.Record, _ => Read(folder));
    readonly FileValue<LastLine> _last = new(folder.Metrics, LastLine.Read);

    /// <summary>Where it lies.</summary>
    public StageFolder Folder => folder;

    /// <summary>What it is; null where that cannot be read.</summary>
    public StageRecord? Record => _record.Value;

    /// <summary>How its metrics look.</summary>
    public FileMark Metrics => FileMark.Of(folder.Metrics);

    /// <summary>The last line of its metrics; null before there is one.</summary>
    public LastLine? Last => _last.Value;

    /// <summary>Where its completions lie.</summary>
    public RolloutIndex Rollouts { get; } = new(folder.Rollouts);

    static StageRecord? Read(StageFolder folder)
    {
        try
        {
            return StageRecord.Read(folder);
        }
        catch (UserErrorException)
        {
            return null;
        }
    }
}
