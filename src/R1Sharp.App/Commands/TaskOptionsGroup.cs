// The options that say what is asked: families, problem files, benchmarks with their data, wording, examples and days.

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Stages;
using R1Sharp.App.Tasks;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.App.Commands;

/// <summary>Options about tasks.</summary>
sealed class TaskOptionsGroup
{
    readonly Option<string[]> _task = new("--task")
    {
        Description = "countdown, arithmetic, digits, logic; a benchmark of docs/benchmarks.md, NAME or NAME=FILE; or a problem file. May be repeated.",
        HelpName = "name",
    };
    readonly NumberOption<int?> _problems = new("--problems", 1, 1_000_000_000)
    {
        Description = "Problems of each task at most; otherwise a file whole, and 200 of a family.",
    };
    readonly NumberOption<int?> _level = new("--level", 1, 1_000_000) { Description = "Difficulty of a family's problems, from 1." };
    readonly Option<string?> _problemColumn = new("--problem-column") { Description = "The question's column in a file." };
    readonly Option<string?> _question = QuestionOption.Create();
    readonly Option<string?> _answerColumn = new("--answer-column") { Description = "The gold answer's column in a file." };
    readonly Option<string?> _testsColumn = new("--tests-column")
    {
        Description = "The column of the tests in a file of programming problems; * where the line itself holds them.",
    };
    readonly Option<string?> _levelColumn = new("--level-column") { Description = "The difficulty's column in a file." };
    readonly Option<string?> _config = new("--config") { Description = "The configuration of a benchmark's dataset; otherwise the published one." };
    readonly Option<string?> _split = new("--split") { Description = "The split of a benchmark's dataset, or a part of it; otherwise the published one." };
    readonly Option<string?> _wording = new("--wording")
    {
        Description = "How a benchmark is asked: r1, as R1 was (for mathematics within \\boxed{}), or authors, as its authors do; otherwise r1.",
    };
    readonly NumberOption<int?> _shots = new("--few-shot", 0, 64)
    {
        Description = "Answered examples before each question of a benchmark, from its split for them; otherwise the benchmark's own number.",
        HelpName = "N",
    };
    readonly Option<string?> _shotsFrom = new("--few-shot-from") { Description = "The file or dataset that the examples come from.", HelpName = "data" };
    readonly Option<string?> _since = new("--since") { Description = "The first day of a benchmark's problems that have one, yyyy-mm-dd.", HelpName = "day" };
    readonly Option<string?> _until = new("--until") { Description = "The last day of a benchmark's problems that have one, yyyy-mm-dd.", HelpName = "day" };

    /// <summary>Declares them.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_task, _problems, _level, _problemColumn, _question, _answerColumn, _testsColumn, _levelColumn, _config, _split,
            _wording, _shots, _shotsFrom, _since, _until])
            command.Options.Add(option);
        _wording.AcceptOnlyFromAmong("r1", "authors");
        command.Validators.Add(result =>
        {
            foreach (var option in (Option<string?>[])[_since, _until])
                if (result.GetValue(option) is { } text && Day(text) is null)
                    result.AddError($"{option.Name} is '{text}', but must be a day like 2024-08-01");
        });
    }

    /// <summary>Whether a task is named.</summary>
    public bool IsGiven(CommandResult result) => result.GetResult(_task) is { Implicit: false };

    /// <summary>The problems of all tasks.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="reward">Judges the benchmarks.</param>
    /// <param name="seed">Orders options.</param>
    /// <exception cref="UserErrorException">A task is not known, or its data is missing or broken.</exception>
    public IReadOnlyList<Problem> Problems(ParseResult parsed, TaskReward reward, ulong seed) => new TaskProblems(parsed.GetValue(_problems),
        parsed.GetValue(_level), parsed.GetValue(_problemColumn), parsed.GetValue(_answerColumn))
    {
        Question = QuestionOption.Read(parsed, _question),
        TestsColumn = parsed.GetValue(_testsColumn),
        LevelColumn = parsed.GetValue(_levelColumn),
        Reward = reward,
        Request = new()
        {
            Config = parsed.GetValue(_config),
            Split = parsed.GetValue(_split),
            Wording = parsed.GetValue(_wording) == "authors" ? TaskWording.Authors : TaskWording.R1,
            Shots = parsed.GetValue(_shots),
            ShotsPath = parsed.GetValue(_shotsFrom),
            Since = Day(parsed.GetValue(_since)),
            Until = Day(parsed.GetValue(_until)),
            Seed = seed,
        },
    }.Load(parsed.GetRequiredValue(_task));

    static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
