// The folder of one run. Everything about the run is in it, and the report reads nothing else:
//   recipe.yaml              the recipe with every default filled in
//   metrics.jsonl            one object a step, evaluations among them (RunLog)
//   rollouts/STAGE.jsonl     every completion with its rewards (RunLog)
//   evaluations/STAGE.jsonl  every completion of an evaluation that is a stage of its own (EvaluationFile)
//   checkpoints/STAGE/step-N a Hugging Face folder with trainer/ beside the weights (RunCheckpoints)
//   summary.json             the first and the last evaluation, when the run is finished (RunSummary)
//   stopped.json             which watchdog stopped the run, where and why
//   model/                   the final model as a Hugging Face folder
//   report.html

using R1Sharp.App.Recipes;
using R1Sharp.Learning;

namespace R1Sharp.App.Runs;

/// <summary>Paths within a run folder, and who may write there.</summary>
public sealed class RunFolder : IDisposable
{
    readonly FileStream? _lock;

    RunFolder(string path, FileStream? @lock) => (Root, _lock) = (path, @lock);

    /// <summary>The folder itself.</summary>
    public string Root { get; }

    /// <summary>The resolved recipe.</summary>
    public string Recipe => Path.Combine(Root, "recipe.yaml");

    /// <summary>The metrics of every step.</summary>
    public string Metrics => Path.Combine(Root, "metrics.jsonl");

    /// <summary>Where the stages' checkpoints are.</summary>
    public string Checkpoints => Path.Combine(Root, "checkpoints");

    /// <summary>Written last: a run that has it is finished.</summary>
    public string Summary => Path.Combine(Root, "summary.json");

    /// <summary>There where a watchdog stopped the run.</summary>
    public string Stopped => Path.Combine(Root, "stopped.json");

    /// <summary>The final model.</summary>
    public string Model => Path.Combine(Root, "model");

    /// <summary>The report.</summary>
    public string Report => Path.Combine(Root, "report.html");

    /// <summary>Where the completions of evaluations are.</summary>
    public string Evaluations => Path.Combine(Root, "evaluations");

    /// <summary>The completions of a stage.</summary>
    public string Rollouts(string stage) => Path.Combine(Root, "rollouts", stage + ".jsonl");

    /// <summary>Opens a folder that is only read.</summary>
    /// <exception cref="UserErrorException">There is no run in it.</exception>
    public static RunFolder Existing(string path) => File.Exists(Path.Combine(path, "recipe.yaml"))
        ? new RunFolder(path, null)
        : throw new UserErrorException($"{path}: this is not a run folder (it has no recipe.yaml); run folders are made by 'r1 run'.");

    /// <summary>Opens the folder of a run for writing: a new one, or one to go on with.</summary>
    /// <param name="path">The folder; made where it does not exist.</param>
    /// <param name="recipe">The resolved recipe.</param>
    /// <param name="resume">Whether to go on where a run stopped.</param>
    /// <exception cref="UserErrorException">The folder holds another run, is in use, or cannot be written.</exception>
    public static RunFolder Open(string path, string recipe, bool resume)
    {
        var existing = Path.Combine(path, "recipe.yaml");
        if (File.Exists(existing))
            RefuseOther(path, File.ReadAllText(existing), recipe, resume);
        else if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(e => Path.GetFileName(e) is not ("lock" or "recipe.yaml.tmp")))
            throw new UserErrorException($"{path}: the folder holds something else than a run; name another with --out.");
        RunFolder? folder = null;
        RunStorage.Guard(path, () =>
        {
            Directory.CreateDirectory(path);
            folder = new RunFolder(path, Lock(path));
        });
        RunStorage.WriteText(folder!.Recipe, recipe);
        return folder;
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    static void RefuseOther(string path, string existing, string recipe, bool resume)
    {
        var difference = RecipeDifference.First(existing, recipe);
        if (File.Exists(Path.Combine(path, "summary.json")))
            throw new UserErrorException($"{path}: the folder holds a finished run{(difference is null ? "" : $" of another recipe ({difference})")}; name another with --out, or delete it.");
        if (!resume)
            throw new UserErrorException($"{path}: the folder holds an unfinished run{(difference is null ? "; go on with --resume" : $" of another recipe ({difference})")}; name another with --out, or delete it.");
        if (difference is not null)
            throw new UserErrorException($"{path}: the run there was begun with another recipe ({difference}), so it cannot go on with this one; give the same --set as then, or another --out.");
    }

    static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(Path.Combine(path, "lock")))
        {
            throw new UserErrorException($"{path}: another process is writing this run; wait for it, or name another folder with --out.", e);
        }
    }
}
