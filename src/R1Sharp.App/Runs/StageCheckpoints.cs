// The checkpoints of a stage in progress: each a Hugging Face folder with trainer/ in it, whole or not there.

using System.Globalization;
using System.Text.Json;
using R1Sharp.Learning;

namespace R1Sharp.App.Runs;

/// <summary>A checkpoint that is whole.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Progress">How far the stage had come.</param>
sealed record StageCheckpoint(string Path, StageProgress Progress)
{
    /// <summary>The optimizer's and the trainer's state.</summary>
    public string Trainer => System.IO.Path.Combine(Path, StageCheckpoints.TrainerFolder);
}

/// <summary>Writes, finds and clears away checkpoints.</summary>
sealed class StageCheckpoints
{
    /// <summary>The folder inside a checkpoint that only resuming needs.</summary>
    public const string TrainerFolder = "trainer";

    const string ProgressFile = "progress.json";
    readonly string _root;
    readonly int _keep;

    /// <param name="folder">The stage.</param>
    /// <param name="keep">How many checkpoints stay.</param>
    public StageCheckpoints(StageFolder folder, int keep) => (_root, _keep) = (folder.Checkpoints, keep);

    /// <summary>Writes a checkpoint; only the newest ones stay.</summary>
    /// <param name="progress">How far the stage has come.</param>
    /// <param name="writeModel">Fills the Hugging Face folder.</param>
    /// <param name="writeTrainer">Fills the trainer's folder.</param>
    /// <exception cref="UserErrorException">The disk refuses; all earlier checkpoints are as they were.</exception>
    public void Write(StageProgress progress, Action<string> writeModel, Action<string> writeTrainer)
    {
        var path = Path.Combine(_root, $"step-{progress.Step.ToString(CultureInfo.InvariantCulture)}");
        RunStorage.WriteFolder(path, aside =>
        {
            writeModel(aside);
            var trainer = Directory.CreateDirectory(Path.Combine(aside, TrainerFolder)).FullName;
            writeTrainer(trainer);
            File.WriteAllText(Path.Combine(trainer, ProgressFile), progress.ToJson());
        });
        RunStorage.Guard(_root, () => All().SkipLast(_keep).ToList().ForEach(old => RunStorage.Remove(old.Path)));
    }

    /// <summary>The newest whole checkpoint; null where there is none. What was left half written is removed.</summary>
    public StageCheckpoint? Newest()
    {
        if (Directory.Exists(_root))
            foreach (var half in Directory.GetDirectories(_root, "*" + RunStorage.Aside))
                RunStorage.Guard(half, () => RunStorage.Remove(half));
        return All().LastOrDefault();
    }

    /// <summary>All whole checkpoints in the order in which they were made.</summary>
    public List<StageCheckpoint> All() => !Directory.Exists(_root) ? [] :
        [.. Directory.GetDirectories(_root).Where(d => !d.EndsWith(RunStorage.Aside, StringComparison.Ordinal)).Select(Read).OrderBy(c => c.Progress.Step)];

    /// <summary>Removes all.</summary>
    public void Clear() => RunStorage.Guard(_root, () => RunStorage.Remove(_root));

    static StageCheckpoint Read(string path)
    {
        var file = Path.Combine(path, TrainerFolder, ProgressFile);
        try
        {
            return new StageCheckpoint(path, StageProgress.FromJson(File.ReadAllText(file)));
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{file}: the checkpoint cannot be read; delete {path} to go on from the one before.", e);
        }
    }
}
