// The checkpoints of a run: each a Hugging Face folder with trainer/ in it, whole or not there.

using System.Globalization;
using System.Text.Json;
using R1Sharp.Learning;

namespace R1Sharp.App.Runs;

/// <summary>A checkpoint that is whole.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Progress">How far the run had come.</param>
public sealed record RunCheckpoint(string Path, RunProgress Progress)
{
    /// <summary>The optimizer's and the trainer's state.</summary>
    public string Trainer => System.IO.Path.Combine(Path, RunCheckpoints.TrainerFolder);
}

/// <summary>Writes, finds and clears away checkpoints.</summary>
public sealed class RunCheckpoints
{
    /// <summary>The folder inside a checkpoint that only resuming needs.</summary>
    public const string TrainerFolder = "trainer";

    const string ProgressFile = "progress.json";
    readonly string _root;
    readonly int _keep;

    /// <param name="folder">The run.</param>
    /// <param name="keep">How many checkpoints of the present stage stay.</param>
    public RunCheckpoints(RunFolder folder, int keep) => (_root, _keep) = (folder.Checkpoints, keep);

    /// <summary>
    /// Writes a checkpoint. Of the present stage the newest ones stay, of the stages before only the last.
    /// </summary>
    /// <param name="stage">The stage's name.</param>
    /// <param name="progress">How far the run has come.</param>
    /// <param name="writeModel">Fills the Hugging Face folder.</param>
    /// <param name="writeTrainer">Fills the trainer's folder.</param>
    /// <exception cref="UserErrorException">The disk refuses; all earlier checkpoints are as they were.</exception>
    public void Write(string stage, RunProgress progress, Action<string> writeModel, Action<string> writeTrainer)
    {
        var path = Path.Combine(_root, stage, $"step-{progress.Step.ToString(CultureInfo.InvariantCulture)}");
        RunStorage.WriteFolder(path, aside =>
        {
            writeModel(aside);
            var trainer = Directory.CreateDirectory(Path.Combine(aside, TrainerFolder)).FullName;
            writeTrainer(trainer);
            File.WriteAllText(Path.Combine(trainer, ProgressFile), progress.ToJson());
        });
        RunStorage.Guard(_root, () => ClearAway(progress));
    }

    /// <summary>The newest whole checkpoint; null where there is none. What was left half written is removed.</summary>
    public RunCheckpoint? Newest()
    {
        if (Directory.Exists(_root))
            foreach (var half in Directory.GetDirectories(_root, "*" + RunStorage.Aside, SearchOption.AllDirectories))
                RunStorage.Guard(half, () => RunStorage.Remove(half));
        return All().LastOrDefault();
    }

    /// <summary>All whole checkpoints in the order in which they were made.</summary>
    public List<RunCheckpoint> All() => !Directory.Exists(_root) ? [] :
        [.. Directory.GetDirectories(_root).SelectMany(Directory.GetDirectories)
            .Where(d => !d.EndsWith(RunStorage.Aside, StringComparison.Ordinal))
            .Select(Read).OrderBy(c => c.Progress.StageIndex).ThenBy(c => c.Progress.Step)];

    static RunCheckpoint Read(string path)
    {
        var file = Path.Combine(path, TrainerFolder, ProgressFile);
        try
        {
            return new RunCheckpoint(path, RunProgress.FromJson(File.ReadAllText(file)));
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{file}: the checkpoint cannot be read; delete {path} to go on from the one before.", e);
        }
    }

    void ClearAway(RunProgress newest)
    {
        foreach (var stage in All().GroupBy(c => c.Progress.StageIndex))
            foreach (var old in stage.SkipLast(stage.Key == newest.StageIndex && !newest.IsStageFinished ? _keep : 1))
                RunStorage.Remove(old.Path);
    }
}
