// What a perfect model and a wrong one would write, for every measure.

using System.Globalization;
using R1Sharp.App.Data;
using R1Sharp.App.Tasks;
using R1Sharp.App.Tasks.Declarations;
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

    /// <summary>Right and wrong completions of problems: those that lie beside the rows, or the gold answers and others.</summary>
    public static (string[] Right, string[] Wrong) Completions(TaskFile task, IReadOnlyList<Problem> problems, string path)
    {
        string beside = Path.ChangeExtension(path, ".answers.jsonl");
        if (!File.Exists(beside))
            return ([.. problems.Select(p => Saying(task.Metric, p.Answer))], [.. problems.Select(p => Saying(task.Metric, Other(task.Metric, p)))]);
        var lines = JsonLines.Read(beside);
        return ([.. lines.Select(l => l.Value.GetProperty("right").GetString()!)], [.. lines.Select(l => l.Value.GetProperty("wrong").GetString()!)]);
    }

    /// <summary>A judge of all benchmarks: it finds the gold answer in the answer, and prefers what is called good.</summary>
    public static string Judged(string message)
    {
        if (message.Contains("[[A>B]]"))
            return FakeJudge.Part(message, "A:", "B:").Contains(Good) ? "[[A>B]]" : FakeJudge.Part(message, "B:", "End your").Contains(Good) ? "[[B>A]]"
                : FakeJudge.Part(message, "A:", "B:").Contains(Bad) ? "[[B>A]]" : "[[A>B]]";
        bool isChinese = message.Contains("标准答案");
        string gold = isChinese ? FakeJudge.Part(message, "标准答案：", "待评判的回答：") : FakeJudge.Part(message, "Right answer:", "Answer to be judged:");
        string answer = isChinese ? FakeJudge.Part(message, "待评判的回答：", "请给出") : FakeJudge.Part(message, "Answer to be judged:", "Give one");
        return answer.Contains(gold) ? "A" : answer.Contains("not sure") ? "C" : "B";
    }

    /// <summary>Words in answers that the judge prefers, and in those that it does not.</summary>
    public const string Good = "a good answer", Bad = "a bad answer";

    /// <summary>What says an answer, in words that suit the measure.</summary>
    static string Saying(string metric, string answer) => metric switch
    {
        "choice" => $"<think>\nLet me see.\n</think>\nAnswer: {answer}",
        "pairs" => answer == Bad ? Bad : Good,
        _ => $"<think>\nLet me see.\n</think>\nThe final answer is \\boxed{{{answer}}}.",
    };

    // An answer that is not the problem's: the next letter, or a number that is nobody's.
    static string Other(string metric, Problem problem) => metric switch
    {
        "choice" => ((char)('A' + (problem.Answer[0] - 'A' + 1) % 4)).ToString(),
        "pairs" => Bad,
        _ => (1_000_003 + problem.Answer.Length).ToString(CultureInfo.InvariantCulture),
    };

    static KeptCompletion Kept(string text) => new(new Completion([1], [], FinishReason.Stop), text);
}
