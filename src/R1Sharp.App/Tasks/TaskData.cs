// The rows of a benchmark: the published dataset under R1SHARP_HUB, or the file or folder that the user names.

using R1Sharp.App.Data;
using R1Sharp.App.Data.Files;
using R1Sharp.App.Recipes;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning;

namespace R1Sharp.App.Tasks;

/// <summary>Some of a benchmark's rows.</summary>
/// <param name="Config">Their configuration; null where the data has none.</param>
/// <param name="Data">The rows.</param>
sealed record TaskPart(string? Config, Dataset Data);

/// <summary>Finds the data of benchmarks.</summary>
static class TaskData
{
    /// <summary>The problems' rows.</summary>
    /// <exception cref="UserErrorException">There is no such file, dataset, configuration or split.</exception>
    public static IReadOnlyList<TaskPart> Problems(TaskFile task, TaskRequest request) =>
        Parts(PathOf(task, request), task, request, request.Split, task.Source.Split);

    /// <summary>Where the problems' rows are: what the user names, or the published dataset.</summary>
    /// <exception cref="UserErrorException">Nothing is named, and the published dataset is not there.</exception>
    public static string PathOf(TaskFile task, TaskRequest request) => request.Path ?? Published(task);

    /// <summary>The rows of examples.</summary>
    /// <exception cref="UserErrorException">As of <see cref="Problems"/>, or nobody has said where examples are.</exception>
    public static IReadOnlyList<TaskPart> Examples(TaskFile task, TaskExamples examples, TaskRequest request)
    {
        string path = request.ShotsPath ?? request.Path ?? Published(task);
        if (request.ShotsPath is null && !IsFolder(path))
            throw new UserErrorException($"{path}: a file has no split '{examples.Split}' from which the examples of {task.Title} could come; name their data "
                + $"with --few-shot-from, or ask without (--few-shot 0).");
        return Parts(path, task, request, null, examples.Split);
    }

    static string Published(TaskFile task) => task.Source.Also.Prepend(task.Source.Name).FirstOrDefault(name => HubFolder.Dataset(name) is not null)
        ?? throw new UserErrorException(
            $"the rows of {task.Title} are not there: give their file or folder (--task {task.Name}=FILE), or set {HubFolder.Variable} to a folder that holds "
            + $"{string.Join(" or ", task.Source.Also.Prepend(task.Source.Name))}.");

    // The configuration that the user names must be there; a copy need not have the published one.
    static IReadOnlyList<TaskPart> Parts(string path, TaskFile task, TaskRequest request, string? asked, string split)
    {
        string? config = request.Config ?? task.Source.Config;
        if (config == TaskSource.EveryConfig && Dataset.Configs(path) is { Count: > 0 } all)
            return [.. all.Select(name => new TaskPart(name, Open(path, name, asked, split)))];
        if (config is null or TaskSource.EveryConfig || (request.Config is null && !Dataset.MayHave(path, config)))
            return [new(null, Open(path, null, asked, split))];
        return [new(config, Open(path, config, asked, split))];
    }

    // A copy may hold one split only, whatever it is called; what the user names must be there.
    static Dataset Open(string path, string? config, string? asked, string split)
    {
        if (asked is not null || !IsFolder(path))
            return Dataset.Open(path, config, asked);
        var there = Dataset.OpenSplits(path, config, null);
        return there.Count == 1 ? there[0].Data : Dataset.Open(path, config, Called(split, [.. there.Select(t => t.Name)]));
    }

    // Where no card names the splits, a copy's val and dev are both called validation.
    static string Called(string split, string[] there) =>
        !there.Contains(split) && SplitNames.Usual(split) is { } usual && there.Contains(usual) ? usual : split;

    static bool IsFolder(string path) => Directory.Exists(path) || (!File.Exists(path) && HubFolder.Dataset(path) is not null);
}
