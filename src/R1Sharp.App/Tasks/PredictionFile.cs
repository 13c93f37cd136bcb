// Predictions as SWE-bench's harness reads them: {"instance_id": …, "model_name_or_path": …, "model_patch": …}, one a line.

using System.Text.Json.Nodes;
using R1Sharp.App.Runs;
using R1Sharp.App.Tasks.Metrics;
using R1Sharp.Learning;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Tasks;

/// <summary>Writes predictions.</summary>
public static class PredictionFile
{
    const string Id = "id";

    /// <summary>The first sample of each problem; one without a patch has an empty one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="result">The evaluation; problems of other benchmarks are passed over.</param>
    /// <param name="reward">Knows which problems are answered with patches.</param>
    /// <param name="model">What the predictions call the model.</param>
    /// <exception cref="UserErrorException">No problem is answered with a patch, or the disk refuses.</exception>
    public static void Write(string path, EvaluationResult result, TaskReward reward, string model)
    {
        ProblemEvaluation[] patched = [.. result.Problems.Where(p => reward.Of(p.Problem)?.Metric is PatchMetric)];
        if (patched.Length == 0)
            throw new UserErrorException("--predictions are of benchmarks that are answered with patches (swe_bench), and none was asked.");
        RunStorage.Guard(path, () => AtomicFile.Write(path, writer =>
        {
            foreach (var problem in patched)
                writer.Write(Line(problem, model).ToJsonString(RunJson.Line) + "\n");
        }));
    }

    static JsonObject Line(ProblemEvaluation problem, string model) => new()
    {
        ["instance_id"] = problem.Problem.Columns[Id],
        ["model_name_or_path"] = model,
        ["model_patch"] = PatchGrader.PatchOf(problem.Problem, problem.Samples[0].Prompt, problem.Samples[0].Text) ?? "",
    };
}
