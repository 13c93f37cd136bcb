// Which stages of a run led to its result. The others are arms beside it, as students or ablations, and are not what the run ended at.

using System.Text.Json.Nodes;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning;

namespace R1Sharp.App.Stages;

/// <summary>The line of stages that leads to a run's result.</summary>
static class ResultLine
{
    /// <summary>
    /// The result, the stages that it builds on, and the first evaluation of each of their models; null where no stage leaves a model.
    /// </summary>
    /// <param name="records">The run's records, in the order of its stages.</param>
    /// <param name="result">The stage that the recipe calls its result; null for the last that leaves a model.</param>
    public static IReadOnlySet<string>? Of(IReadOnlyList<StageRecord> records, string? result)
    {
        var named = records.ToDictionary(r => r.Name);
        if ((result is not null && named.TryGetValue(result, out var end) ? end : records.LastOrDefault(r => StageKinds.LeavesModel(r.Kind))) is not { } last)
            return null;
        HashSet<string> line = [last.Name, .. last.Ancestors(named).Select(r => r.Name)];
        line.UnionWith(records.Where(r => IsEvaluation(r) && r.Parents.Keys.All(line.Contains)).DistinctBy(r => r.Parents.Keys.FirstOrDefault())
            .Select(r => r.Name).ToList());
        return line;
    }

    /// <summary>The finished evaluations on the line, in the order of the stages; all of them where there is no line.</summary>
    public static IEnumerable<StageRecord> Evaluations(IReadOnlyList<StageRecord> records, string? result)
    {
        var line = Of(records, result);
        return records.Where(r => r is { IsFinished: true, Evaluation: not null } && (line is null || line.Contains(r.Name)));
    }

    /// <summary>The finished evaluations on the line of a run in a folder, each with its stage's folder; of a run that goes on, as far as it is.</summary>
    public static IReadOnlyList<(StageFolder Folder, JsonObject Evaluation)> Evaluations(RunFolder run)
    {
        string? result = File.Exists(run.Recipe) ? RecipeParser.TopValue(File.ReadAllText(run.Recipe), run.Recipe, "result") : null;
        return [.. Evaluations([.. run.Stages.Select(s => StageRecord.Read(s)!)], result).Select(r => (run.Stage(r.Name), r.Evaluation!))];
    }

    /// <summary>The file with the completions of the last evaluation on a run's line; a path that is no folder stays as it is.</summary>
    /// <exception cref="UserErrorException">The folder is no run, or the run has kept no evaluation.</exception>
    public static string Completions(string path)
    {
        if (!Directory.Exists(path))
            return path;
        using var run = RunFolder.Existing(path);
        return Evaluations(run).Select(e => e.Folder.Completions).LastOrDefault(File.Exists)
            ?? throw new UserErrorException($"{path}: the run has kept no evaluation of its result; only stages of the kind evaluate keep theirs.");
    }

    /// <summary>Whether a stage is an evaluation.</summary>
    public static bool IsEvaluation(StageRecord stage) => StageKinds.Find(stage.Kind)?.Curves == StageCurves.Evaluation;
}
