// Predictions as SWE-bench's harness reads them: {"instance_id": …, "model_name_or_path": …, "model_patch": …}, one a line.

using System.Text.Json.Nodes;
using R1Sharp.App.Runs;
using R1Sharp.App.Tasks.Metrics;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Tasks;

/// <summary>Writes predictions.</summary>
static class PredictionFile
{
    const string Id = "id";

    /// <summary>Refuses predictions of problems that are not answered with patches.</summary>
    /// <exception cref="UserErrorException">None of them is.</exception>
    public static void Require(IEnumerable<Problem> problems, TaskReward reward)
    {
        if (!problems.Any(problem => IsPatched(problem, reward)))
            throw new UserErrorException("--predictions are of benchmarks that are answered with patches (swe_bench), and none is asked.");
    }

    /// <summary>The first sample of each problem; one without a patch has an empty one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="result">The evaluation; problems of other benchmarks are passed over.</param>
    /// <param name="reward">Knows which problems are answered with patches.</param>
    /// <param name="model">What the predictions call the model.</param>
    /// <exception cref="UserErrorException">The disk refuses.</exception>
    public static void Write(string path, EvaluationResult result, TaskReward reward, string model)
    {
        RunStorage.Guard(path, () => AtomicFile.Write(path, writer =>
        {
            foreach (var problem in result.Problems.Where(p => IsPatched(p.Problem, reward)))
                writer.Write(Line(problem, model).ToJsonString(RunJson.Line) + "\n");
        }));
    }

    static bool IsPatched(Problem problem, TaskReward reward) => reward.Of(problem)?.Metric is PatchMetric;

    static JsonObject Line(ProblemEvaluation problem, string model) => new()
    {
        ["instance_id"] = problem.Problem.Columns[Id],
        ["model_name_or_path"] = model,
        ["model_patch"] = PatchGrader.PatchOf(problem.Problem, problem.Samples[0].Prompt, problem.Samples[0].Text) ?? "",
    };
}
