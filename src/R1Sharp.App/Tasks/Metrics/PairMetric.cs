// Answers that a judge compares with those of another model: AlpacaEval, ArenaHard.

using R1Sharp.App.Data;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Style;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>
/// The win rate, and what it would be at equal lengths. Against one other model the Bradley-Terry model's win rate is the weighted share of games won,
/// ties counting half (its maximum likelihood has a closed form).
/// </summary>
sealed class PairMetric : ITaskMetric
{
    const string Id = "id", Baseline = "baseline", Difficulty = "difficulty";

    readonly TaskFile _task;
    readonly TaskPairs _pairs;
    readonly Dictionary<string, string>? _baseline;

    /// <param name="task">The benchmark, which says what the judge is asked.</param>
    /// <param name="host">Has the judge, and perhaps the other model's answers.</param>
    /// <exception cref="UserErrorException">No judge is named, or the other answers cannot be read.</exception>
    public PairMetric(TaskFile task, TaskHost host)
    {
        (_task, _pairs) = (task, task.Pairs ?? new());
        Grader = new PairGrader(task.JudgePrompt!, _pairs, host.JudgeOf(task), host.Seed);
        _baseline = host.Baseline is { } path ? Read(task, path) : null;
    }

    /// <inheritdoc/>
    public IReward Grader { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Heavy => [Baseline];

    /// <inheritdoc/>
    public string Gold(TaskRow row)
    {
        string? text = _baseline is null ? row.Text(Baseline)
            : row.Text(Id) is { } id && _baseline.TryGetValue(id, out string? known) ? known : throw row.Line.Error("--baseline has no answer to this row.");
        return text is { Length: > 0 } ? text : throw row.Line.Error(
            $"{_task.Title} compares with the answers of another model, and the row has none: name their data with --baseline.");
    }

    /// <inheritdoc/>
    public IReadOnlyList<TaskFigure> Figures(TaskResult result)
    {
        var (rate, interval) = result.Mean(sample => sample.RewardParts["accuracy"].Value ?? 0);
        Rollout[] samples = [.. result.Problems.SelectMany(p => p.Samples)];
        JudgedPair[] pairs = [.. samples.SelectMany(Pairs)];
        double games = pairs.Sum(p => p.Weight);
        bool isWhole = samples.All(sample => sample.RewardParts["accuracy"].Value is not null);
        var plain = TaskFigure.Share("win rate", games == 0 ? 0 : pairs.Sum(p => p.Weight * p.Credit) / games, _pairs.Games == 1 && isWhole ? interval : null);
        var controlled = TaskFigure.Share("length-controlled win rate", pairs.Length == 0 ? 0 : LengthControl.WinRate(pairs));
        TaskFigure length = new("mean length", samples.Average(s => Answer(s).Length), "characters");
        return _pairs.Games == 1 ? [controlled, plain, length] : [plain, controlled, length];
    }

    IEnumerable<JudgedPair> Pairs(Rollout sample) => PairGrader.Verdicts(sample.RewardParts["accuracy"].Answer).Select(verdict => new JudgedPair(
        verdict.Credit, verdict.Weight(_pairs.StrongWeight), Answer(sample).Length - sample.Problem.Answer.Length, Number(sample.Problem)));

    static double Number(Problem problem) => problem.Columns.GetValueOrDefault(Difficulty) is { } text
        && double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double number) ? number : 0;

    static string Answer(Rollout sample) =>
        CompletionText.AfterThoughts(new RewardInput(sample.Problem, sample.Prompt, sample.Text, 1, FinishReason.Stop))?.Trim() ?? "";

    // Answers as AlpacaEval (instruction, output) and ArenaHard (question_id, choices or messages) keep them.
    static Dictionary<string, string> Read(TaskFile task, string path)
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Dataset.Open(path).Rows())
        {
            var row = new TaskRow(task, line, 0, new(), null);
            answers[row.NeededText(Id)] = row.Text(Baseline) ?? BaselineText.Of(line)
                ?? throw line.Error($"the row has no answer that is understood; it has {string.Join(", ", line.Columns)}.");
        }
        return answers;
    }
}
