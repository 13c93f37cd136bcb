// What "--task" names on the command line: a family of the miniature world, a benchmark, or a problem file.

using R1Sharp.App.Recipes;
using R1Sharp.App.Tasks;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Stages;

/// <summary>Finds the problems of tasks.</summary>
/// <param name="Count">Problems of each task at most; null takes a file whole and 200 of a family.</param>
/// <param name="Level">Difficulty of the families' problems; null takes the ordinary levels in turn.</param>
/// <param name="ProblemColumn">The question's column in files; null finds it.</param>
/// <param name="AnswerColumn">The gold answer's column in files; null finds it.</param>
sealed record TaskProblems(int? Count, int? Level, string? ProblemColumn, string? AnswerColumn)
{
    const int FamilyCount = 200;

    /// <summary>The whole question of files with {column} places; null asks as their authors do.</summary>
    public string? Question { get; init; }

    /// <summary>The column of the tests in files of programming problems; null compares answers.</summary>
    public string? TestsColumn { get; init; }

    /// <summary>The column of the difficulty in files; null finds it.</summary>
    public string? LevelColumn { get; init; }

    /// <summary>How benchmarks are asked.</summary>
    public TaskRequest Request { get; init; } = new();

    /// <summary>Judges benchmarks, and knows what their gold answers are.</summary>
    public TaskReward Reward { get; init; } = new(TaskHost.None);

    /// <summary>The problems of all tasks; those of the miniature world are held out from its training.</summary>
    /// <exception cref="UserErrorException">A task is neither a family nor a benchmark nor a file.</exception>
    public IReadOnlyList<Problem> Load(IEnumerable<string> tasks)
    {
        var world = new MiniatureWorld(new());
        var sets = new ProblemSets(world);
        return [.. tasks.SelectMany(task => Benchmark(task) ?? sets.Load([Source(task, [.. world.FamilyNames])]))];
    }

    // NAME, or NAME=FILE.
    IReadOnlyList<Problem>? Benchmark(string task)
    {
        string[] parts = task.Split('=', 2);
        if (TaskCatalog.Find(parts[0]) is not { } file)
            return null;
        var request = Request with { Path = parts.ElementAtOrDefault(1), Count = Count, QuestionColumn = ProblemColumn, AnswerColumn = AnswerColumn };
        return new TaskReader(file, Reward.With(file).Metric, request).Read();
    }

    ProblemSource Source(string task, string[] families)
    {
        if (families.Contains(task))
            return new() { Miniature = new() { Family = task, Split = ProblemSplit.HeldOut, Count = Count ?? FamilyCount, Level = Level } };
        return File.Exists(task) || task.Contains('.') || task.Contains('/')
            ? new()
            {
                File = new ProblemFileOptions
                {
                    Path = task,
                    ProblemColumn = ProblemColumn,
                    Question = Question,
                    AnswerColumn = AnswerColumn,
                    TestsColumn = TestsColumn,
                    LevelColumn = LevelColumn,
                    MaxProblems = Count,
                },
            }
            : throw new UserErrorException(
                $"there is no task '{task}'{NearestName.Hint(task, [.. families, .. TaskCatalog.All.Select(t => t.Name)]).TrimEnd('.')}; a task is also a "
                + $"problem file (JSON Lines).");
    }
}
