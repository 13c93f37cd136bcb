// r1 evaluate --model DIR --task …: asks problems and reports shares with their confidence intervals. Completions can be
// kept, graded again without the model, and compared with those of another model problem by problem.

using System.CommandLine;
using System.Text.Json.Nodes;
using R1Sharp.App.Data;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Commands;

/// <summary>The command that evaluates models.</summary>
public static class EvaluateCommand
{
    static readonly ModelOptionsGroup s_model = new(isModelRequired: false);
    static readonly GraderOptionsGroup<AccuracyOptions> s_grader = new();
    static readonly ThinkingOptionsGroup s_thinking = new();
    static readonly Option<string[]> s_task = new("--task")
    {
        Description = "countdown, arithmetic, digits, logic, or a problem file (JSON Lines). May be repeated.",
    };
    static readonly Option<string?> s_preset = new("--preset")
    {
        Description = $"Samples, temperature, top-p and most tokens by a convention: "
            + $"{string.Join("; ", EvaluationPresets.All.Select(p => $"{p.Name} ({p.Source})"))}. Options given beside it count.",
    };
    static readonly NumberOption<int> s_samples = new("--samples", 1, 4096, "-k")
    {
        Description = "Completions of each problem.",
        DefaultValueFactory = _ => 16,
    };
    static readonly NumberOption<int?> s_problems = new("--problems", 1, 1_000_000_000)
    {
        Description = "Problems of each task at most; otherwise a file whole, and 200 of a family.",
    };
    static readonly NumberOption<int?> s_level = new("--level", 1, 1_000_000) { Description = "Difficulty of a family's problems, from 1." };
    static readonly Option<string?> s_problemColumn = new("--problem-column") { Description = "The question's column in a file." };
    static readonly Option<string?> s_question = QuestionOption.Create();
    static readonly Option<string?> s_answerColumn = new("--answer-column") { Description = "The gold answer's column in a file." };
    static readonly Option<string?> s_testsColumn = new("--tests-column")
    {
        Description = "The column of the tests in a file of programming problems; * where the line itself holds them.",
    };
    static readonly Option<string?> s_levelColumn = new("--level-column") { Description = "The difficulty's column in a file." };
    static readonly Option<string?> s_save = new("--save") { Description = "Write every completion to this file, as JSON Lines.", HelpName = "file" };
    static readonly Option<string?> s_regrade = new("--regrade")
    {
        Description = "Grade the completions of such a file, or of a run's last evaluation, again instead of asking a model.",
        HelpName = "file or run",
    };
    static readonly Option<string?> s_compare = new("--compare")
    {
        Description = "Compare with the completions of such a file or run, problem by problem, graded the same way.",
        HelpName = "file or run",
    };
    static readonly NumberOption<int?> s_gPass = new("--g-pass", 1, 4096)
    {
        Description = "Add G-Pass@K and mG-Pass@K (arXiv 2412.13147): how often at least a share of K samples is right. K is even and at most --samples.",
        HelpName = "K",
    };
    static readonly Option<string[]> s_against = new("--against")
    {
        Description = "Training files (JSON Lines): add the numbers over problems that share no 8 words in a row with them and are asked once. May be "
            + "repeated.",
        HelpName = "file",
    };
    static readonly Option<bool> s_strict = new("--strict")
    {
        Description = "End with an error where a problem's prompt is longer than the model's positions, instead of leaving the problem out.",
    };
    static readonly Option<bool> s_summary = new("--summary")
    {
        Description = "The form that is asked for has a summary between the thoughts and the answer, as R1's has.",
    };
    static readonly Option<bool> s_json = new("--json") { Description = "Print JSON instead of a table." };

    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines)
    {
        var command = new Command("evaluate", "Evaluate a model on problems with checkable answers.")
        {
            s_task, s_preset, s_samples, s_problems, s_level, s_problemColumn, s_question, s_answerColumn, s_testsColumn, s_levelColumn, s_save, s_regrade,
            s_compare, s_gPass, s_against, s_strict, s_summary, s_json,
        };
        s_model.AddTo(command);
        s_thinking.AddTo(command);
        s_grader.AddTo(command);
        s_preset.AcceptOnlyFromAmong([.. EvaluationPresets.All.Select(p => p.Name)]);
        command.Validators.Add(r =>
        {
            bool samples = r.GetResult(s_task) is { Implicit: false } || s_model.IsModelGiven(r);
            if (r.GetValue(s_regrade) is not null && samples)
                r.AddError("--regrade grades completions that are there: give no --model and no --task with it");
            else if (r.GetValue(s_regrade) is null && !(r.GetResult(s_task) is { Implicit: false } && s_model.IsModelGiven(r)))
                r.AddError("give --model and --task, or --regrade with completions that were kept");
        });
        command.SetAction(parsed =>
        {
            RequireTargets(parsed);
            var rewards =
                new RewardSum([new(new AccuracyReward(s_grader.Read(parsed), RewardHosts.Own), 1), new(new FormatReward(parsed.GetValue(s_summary)), 1)]);
            var other = parsed.GetValue(s_compare) is { } with ? EvaluationFile.Read(with).Grade(rewards) : null;
            var result = parsed.GetValue(s_regrade) is { } file ? EvaluationFile.Read(file).Grade(rewards) : Sample(parsed, rewards, engines);
            // What took the time is shown also where it cannot be kept.
            try
            {
                if (parsed.GetValue(s_save) is { } path)
                    EvaluationFile.Write(path, result);
            }
            finally
            {
                Show(parsed, result, other);
            }
            return ExitCode.Fine;
        });
        return command;
    }

    // What can be wrong with what is asked for afterwards is looked for before.
    static void RequireTargets(ParseResult parsed)
    {
        OutputTarget.RequireFile(parsed.GetValue(s_save), "--save");
        foreach (string file in parsed.GetValue(s_against) ?? [])
            JsonLines.Stream(file).Any();
    }

    static void Show(ParseResult parsed, EvaluationResult result, EvaluationResult? other)
    {
        var shown = new Shown(result)
        {
            Comparison = other is null ? null : EvaluationComparison.Of(parsed.GetValue(s_compare)!, other, result),
            GPass = parsed.GetValue(s_gPass) is { } k ? GPassFigures.Of(result, k) : null,
            Clean = parsed.GetValue(s_against) is { Length: > 0 } files ? CleanEvaluation.Of(result, files) : null,
        };
        if ((parsed.GetValue(s_json) ? shown.Json().ToJsonString(RunJson.Page) : shown.Text()) is { Length: > 0 } text)
            Console.WriteLine(text);
    }

    static EvaluationResult Sample(ParseResult parsed, RewardSum rewards, Func<int?, IEngine> engines)
    {
        var tasks = new TaskProblems(parsed.GetValue(s_problems), parsed.GetValue(s_level), parsed.GetValue(s_problemColumn), parsed.GetValue(s_answerColumn))
        {
            Question = QuestionOption.Read(parsed, s_question),
            TestsColumn = parsed.GetValue(s_testsColumn),
            LevelColumn = parsed.GetValue(s_levelColumn),
        };
        var problems = tasks.Load(parsed.GetRequiredValue(s_task));
        using var engine = engines(s_model.Threads(parsed));
        using var model = s_model.Load(parsed, engine);
        var evaluator = new Evaluator(model.Asker(rewards) with { Interject = s_model.Tool(parsed, model) }, Options(parsed, model, problems),
            s_model.Seed(parsed))
        { IsStrict = parsed.GetValue(s_strict) };
        return evaluator.Evaluate(problems);
    }

    static EvaluationOptions Options(ParseResult parsed, LoadedModel model, IReadOnlyList<Problem> problems)
    {
        var preset = parsed.GetValue(s_preset) is { } name ? EvaluationPresets.Find(name) : null;
        var sampling = s_model.Sampling(parsed, model, preset);
        int samples = preset is null || parsed.GetResult(s_samples) is { Implicit: false } ? parsed.GetValue(s_samples) : preset.SampleCount(problems);
        if (parsed.GetValue(s_gPass) is { } draw)
            GPassFigures.RequireSamples(draw, samples);
        return ModelOptionsGroup.Evaluation(sampling) with
        {
            SampleCount = samples,
            Thinking = s_thinking.Thinking(parsed),
            SwitchPenalty = s_thinking.Penalty(parsed),
        };
    }

    /// <summary>What is shown of an evaluation; what was not asked for is null.</summary>
    sealed record Shown(EvaluationResult Result)
    {
        public EvaluationComparison? Comparison { get; init; }

        public GPassFigures? GPass { get; init; }

        public CleanEvaluation? Clean { get; init; }

        public JsonObject Json()
        {
            var json = EvaluationJson.Numbers(Result);
            GPass?.AddTo(json["families"]!.AsObject());
            if (Comparison is not null)
                json["comparison"] = Comparison.Json();
            if (Clean is not null)
                json["clean"] = Clean.Json();
            return json;
        }

        // The table goes to the terminal by itself.
        public string Text()
        {
            EvaluationTable.Write(Result, Clean?.Rest);
            return string.Join('\n', ((string?[])[GPass?.Text(), Clean?.Text(), Comparison?.Text()]).Where(text => text is not null));
        }
    }
}
