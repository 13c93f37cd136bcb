// What a perfect model and a wrong one would write, for every measure.

using System.Globalization;
using R1Sharp.App.Tasks;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Training.Evaluation;
using Xunit;

namespace R1Sharp.Tests.Tasks;

/// <summary>Completions made of gold answers, and their scores.</summary>
static class TaskTruth
{
    /// <summary>The problems of a benchmark's file.</summary>
    public static IReadOnlyList<Problem> Read(string name, TaskReward reward, TaskRequest request)
    {
        var (task, metric) = reward.With(TaskCatalog.Find(name)!);
        return new TaskReader(task, metric, request).Read();
    }

    /// <summary>The figures of completions, one of each problem.</summary>
    public static TaskFigures Figures(IReadOnlyList<Problem> problems, IEnumerable<string> completions, TaskReward reward) =>
        Figures(problems, [.. completions.Select(c => new[] { c })], reward);

    /// <summary>The same of several of each problem.</summary>
    public static TaskFigures Figures(IReadOnlyList<Problem> problems, IReadOnlyList<string[]> completions, TaskReward reward)
    {
        var result = AnsweredProblem.Grade([.. problems.Select((p, i) => new AnsweredProblem(p, p.Question, [.. completions[i].Select(Kept)]))],
            new RewardSum([new(reward, 1)]), new() { SampleCount = completions[0].Length }, 1);
        return Assert.Single(TaskFigures.Of(result, reward));
    }

    /// <summary>The first figure, by which the benchmark is known.</summary>
    public static double Score(IReadOnlyList<Problem> problems, IEnumerable<string> completions, TaskReward reward) =>
        Figures(problems, completions, reward).Figures[0].Value;

    /// <summary>What says an answer, in words that suit the measure.</summary>
    public static string Saying(string metric, string answer) => metric switch
    {
        "choice" => $"<think>\nLet me see.\n</think>\nAnswer: {answer}",
        _ => $"<think>\nLet me see.\n</think>\nThe final answer is \\boxed{{{answer}}}.",
    };

    /// <summary>An answer that is not the problem's: the next letter, or a number that is nobody's.</summary>
    public static string Other(string metric, Problem problem) => metric switch
    {
        "choice" => ((char)('A' + (problem.Answer[0] - 'A' + 1) % 4)).ToString(),
        _ => (1_000_003 + problem.Answer.Length).ToString(CultureInfo.InvariantCulture),
    };

    static KeptCompletion Kept(string text) => new(new Completion([1], [], FinishReason.Stop), text);
}
