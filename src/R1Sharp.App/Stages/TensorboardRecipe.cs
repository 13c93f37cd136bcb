// Where TensorBoard looks for the numbers of a run.

using System.ComponentModel;
using R1Sharp.App.Runs;

namespace R1Sharp.App.Stages;

/// <summary>Event files beside the logs.</summary>
sealed record TensorboardRecipe
{
    /// <summary>The folder that TensorBoard is given, with a folder for each stage in it; null is tensorboard in the run folder.</summary>
    [DefaultValue(null)] public string? Folder { get; init; }

    /// <summary>The folder of a stage.</summary>
    public string FolderOf(RunFolder run, string stage) => Path.Combine(Folder is null ? Path.Combine(run.Root, "tensorboard") : Folder, stage);
}
