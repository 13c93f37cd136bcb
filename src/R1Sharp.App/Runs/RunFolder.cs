// The folder of one run. Everything about the run is in it, and the report reads nothing else:
//   recipe.yaml     the recipe with every default filled in
//   stages/NAME/    a stage: its record, logs, checkpoints, model and data (StageFolder)
//   summary.json    the first and the last evaluation, when the run is finished (RunSummary)
//   stopped.json    which watchdog stopped the run, where and why
//   model/          the final model as a Hugging Face folder
//   report.html

using R1Sharp.App.Recipes;
using R1Sharp.Learning;

namespace R1Sharp.App.Runs;

/// <summary>What may be done with a run that is in the folder already.</summary>
public enum RunUse
{
    /// <summary>Nothing: the folder must be new.</summary>
    None,

    /// <summary>Go on with it where it stopped.</summary>
    Resume,

    /// <summary>Keep the stages whose results the recipe would give again, and do the others anew.</summary>
    Redo,
}

/// <summary>Paths within a run folder, and who may write there.</summary>
sealed class RunFolder : IDisposable
{
    const string LockName = "lock";

    readonly FileStream? _lock;
    readonly string? _recipe;

    RunFolder(string path, FileStream? @lock = null, string? recipe = null) => (Root, _lock, _recipe) = (path, @lock, recipe);

    /// <summary>The folder itself.</summary>
    public string Root { get; }

    /// <summary>The resolved recipe.</summary>
    public string Recipe => Path.Combine(Root, "recipe.yaml");

    /// <summary>Written last: a run that has it is finished.</summary>
    public string Summary => Path.Combine(Root, "summary.json");

    /// <summary>There where a watchdog stopped the run.</summary>
    public string Stopped => Path.Combine(Root, "stopped.json");

    /// <summary>The final model.</summary>
    public string Model => Path.Combine(Root, "model");

    /// <summary>The report.</summary>
    public string Report => Path.Combine(Root, "report.html");

    /// <summary>There while a process writes the run, and after one that was killed.</summary>
    public string LockFile => Path.Combine(Root, LockName);

    /// <summary>Where the folders of the stages are.</summary>
    public string StagesFolder => Path.Combine(Root, "stages");

    /// <summary>The folder of a stage.</summary>
    public StageFolder Stage(string name) => new(Path.Combine(StagesFolder, name));

    /// <summary>The folders of the stages that have begun, in the recipe's order.</summary>
    public IReadOnlyList<StageFolder> Stages => !Directory.Exists(StagesFolder) ? [] :
        [.. Directory.GetDirectories(StagesFolder).Select(d => new StageFolder(d)).Where(s => File.Exists(s.Record))
            .OrderBy(s => StageRecord.Read(s)!.Index)];

    /// <summary>A folder in which nothing is looked for but what earlier stages left.</summary>
    public static RunFolder ToRead(string path) => new(path);

    /// <summary>Opens a folder that is only read.</summary>
    /// <exception cref="UserErrorException">There is no run in it.</exception>
    public static RunFolder Existing(string path) => File.Exists(Path.Combine(path, "recipe.yaml"))
        ? new RunFolder(path)
        : throw new UserErrorException($"{path}: this is not a run folder (it has no recipe.yaml); run folders are made by 'r1 run'.");

    /// <summary>
    /// Opens the folder of a run for writing: a new one, or one to go on with. Nothing of a run is in it or changed until <see cref="Begin"/>.
    /// </summary>
    /// <param name="path">The folder; made where it does not exist.</param>
    /// <param name="recipe">The resolved recipe.</param>
    /// <param name="use">What may be done with a run that is there.</param>
    /// <exception cref="UserErrorException">The folder holds another run, is in use, or cannot be written.</exception>
    public static RunFolder Open(string path, string recipe, RunUse use)
    {
        var existing = Path.Combine(path, "recipe.yaml");
        if (File.Exists(existing))
            RefuseOther(path, File.ReadAllText(existing), recipe, use);
        else if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(e => Path.GetFileName(e) is not (LockName or "recipe.yaml.tmp")))
            throw new UserErrorException($"{path}: the folder holds something else than a run; name another with --out.");
        RunFolder? folder = null;
        RunStorage.Guard(path, () =>
        {
            Directory.CreateDirectory(path);
            folder = new RunFolder(path, Lock(path), recipe);
        });
        return folder!;
    }

    /// <summary>Says that the run of this recipe, with these stages, goes on: it is no longer finished, and stages that it does not have are removed.</summary>
    /// <exception cref="InvalidOperationException">The folder is only read.</exception>
    public void Begin(IEnumerable<string> stages)
    {
        RunStorage.WriteText(Recipe, _recipe ?? throw new InvalidOperationException("the folder was opened to be read"));
        RunStorage.Guard(Root, () =>
        {
            File.Delete(Summary);
            foreach (var stage in Stages.ExceptBy(stages, s => s.Name))
                RunStorage.Remove(stage.Root);
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    static void RefuseOther(string path, string existing, string recipe, RunUse use)
    {
        if (use == RunUse.Redo)
            return;
        var difference = RecipeDifference.First(existing, recipe);
        var other = difference is null ? "" : $" of another recipe ({difference})";
        if (File.Exists(Path.Combine(path, "summary.json")))
            throw new UserErrorException(
                $"{path}: the folder holds a finished run{other}; name another with --out, "
                + $"{(difference is null ? "" : "do again with --redo what has changed, ")}or delete it.");
        if (use != RunUse.Resume)
            throw new UserErrorException(
                $"{path}: the folder holds an unfinished run{(difference is null ? "; go on with --resume" : other)}; name another with --out, or delete it.");
        if (difference is not null)
            throw new UserErrorException(
                $"{path}: the run there was begun with another recipe ({difference}), so it cannot go on with this one; give the same --set as then, do "
                + $"again with --redo what has changed, or name another --out.");
    }

    static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(Path.Combine(path, LockName)))
        {
            throw new UserErrorException($"{path}: another process is writing this run; wait for it, or name another folder with --out.", e);
        }
    }
}
