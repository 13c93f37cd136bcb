// r1 evaluate --model DIR --task …: asks problems and reports shares with their confidence intervals. Completions can be
// kept, graded again without the model, and compared with those of another model problem by problem.

using System.CommandLine;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Data;
using R1Sharp.App.Endpoints;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.App.Tasks;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Style;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Commands;

/// <summary>The command that evaluates models.</summary>
static class EvaluateCommand
{
    const int UsualSamples = 16;

    static readonly ModelOptionsGroup s_model = new(isModelRequired: false);
    static readonly GraderOptionsGroup<AccuracyOptions> s_grader = new();
    static readonly ThinkingOptionsGroup s_thinking = new();
    static readonly TaskOptionsGroup s_task = new();
    static readonly MeasureOptionsGroup s_measure = new();
    static readonly ServiceOptionsGroup s_service = new();
    static readonly TreeOptionsGroup s_tree = new("--search",
        "Answer by tree search in place of sampling: an edge is lines, results or tokens; each of --samples (otherwise 1) is a search of its own.");
    static readonly Option<string?> s_preset = new("--preset")
    {
        Description = $"Samples, temperature, top-p and most tokens by a convention: "
            + $"{string.Join("; ", EvaluationPresets.All.Select(p => $"{p.Name} ({p.Source})"))}. Options given beside it count.",
    };
    static readonly NumberOption<int> s_samples = new("--samples", 1, 4096, "-k")
    {
        Description = "Completions of each problem; otherwise those by which a benchmark is measured, or 16.",
        DefaultValueFactory = _ => UsualSamples,
    };
    static readonly Option<string?> s_save = new("--save") { Description = "Write every completion to this file, as JSON Lines.", HelpName = "file" };
    static readonly Option<string?> s_regrade = new("--regrade")
    {
        Description = "Grade the completions of such a file, or of the evaluation of a run's result, again instead of asking a model.",
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
            s_preset, s_samples, s_save, s_regrade, s_compare, s_gPass, s_against, s_strict, s_summary, s_json,
        };
        s_task.AddTo(command);
        s_measure.AddTo(command);
        s_service.AddTo(command);
        s_tree.AddTo(command);
        s_model.AddTo(command);
        s_thinking.AddTo(command);
        s_grader.AddTo(command);
        s_preset.AcceptOnlyFromAmong([.. EvaluationPresets.All.Select(p => p.Name)]);
        command.Validators.Add(r =>
        {
            bool isModelGiven = s_model.IsModelGiven(r) || s_service.IsGiven(r), samples = s_task.IsGiven(r) || isModelGiven;
            if (r.GetValue(s_regrade) is not null && samples)
                r.AddError("--regrade grades completions that are there: give no --model and no --task with it");
            else if (r.GetValue(s_regrade) is null && !(s_task.IsGiven(r) && isModelGiven))
                r.AddError("give --model and --task, or --regrade with completions that were kept");
            foreach (string name in s_service.IsGiven(r) ? s_model.OnlyHere(r).Concat(s_thinking.Given(r)) : [])
                r.AddError($"{name} is for models that are sampled here; a model behind a URL has its own way");
            if (s_tree.IsGiven(r) && (s_service.IsGiven(r) ? "--url" : s_thinking.Given(r).FirstOrDefault()) is { } other)
                r.AddError($"--search searches a tree with a model here, and {other} does not go with it");
        });
        command.SetAction(parsed =>
        {
            // Behind what options say of themselves.
            if (s_tree.GivenBeside(parsed.CommandResult).FirstOrDefault() is { } alone)
                throw new UserErrorException($"{alone} belongs to --search, which is not given.");
            RequireTargets(parsed);
            var accuracy = new TaskReward(s_measure.Read(parsed, s_grader.Read(parsed), s_model.Seed(parsed)));
            var rewards = new RewardSum([new(accuracy, 1), new(new FormatReward(parsed.GetValue(s_summary)), 1)]);
            var other = parsed.GetValue(s_compare) is { } with ? EvaluationFile.Read(ResultLine.Completions(with)).Grade(rewards) : null;
            var result = parsed.GetValue(s_regrade) is { } file ? EvaluationFile.Read(ResultLine.Completions(file)).Grade(rewards)
                : s_service.Read(parsed) is { } service ? Ask(parsed, accuracy, rewards, service) : Sample(parsed, accuracy, rewards, engines);
            // What took the time is shown also where it cannot be kept.
            try
            {
                Keep(parsed, result);
                if (s_measure.Predictions(parsed) is { } predictions)
                    PredictionFile.Write(predictions, result, accuracy, s_model.Name(parsed) ?? "r1");
            }
            finally
            {
                Show(parsed, result, other, accuracy);
            }
            return ExitCode.Fine;
        });
        return command;
    }

    // What can be wrong with what is asked for afterwards is looked for before.
    static void RequireTargets(ParseResult parsed)
    {
        OutputTarget.RequireFile(parsed.GetValue(s_save), "--save");
        s_measure.RequirePredictions(parsed);
        foreach (string file in parsed.GetValue(s_against) ?? [])
            JsonLines.Stream(file).Any();
    }

    // The answers of a service are in one place only, unless some are still missing.
    static void Keep(ParseResult parsed, EvaluationResult result)
    {
        if (parsed.GetValue(s_save) is not { } path)
            return;
        EvaluationFile.Write(path, result);
        if (s_service.Read(parsed) is not null && RemoteEvaluation.JournalOf(path) is { } journal && result.LeftOut.Count == 0)
            RunStorage.Guard(journal, () => File.Delete(journal));
    }

    static void Show(ParseResult parsed, EvaluationResult result, EvaluationResult? other, TaskReward accuracy)
    {
        var shown = new ShownEvaluation(result)
        {
            Comparison = other is null ? null : EvaluationComparison.Of(parsed.GetValue(s_compare)!, other, result),
            GPass = parsed.GetValue(s_gPass) is { } k ? GPassFigures.Of(result, k) : null,
            Tasks = TaskFigures.Of(result, accuracy),
            Clean = parsed.GetValue(s_against) is { Length: > 0 } files ? CleanEvaluation.Of(result, files) : null,
        };
        if ((parsed.GetValue(s_json) ? shown.Json().ToJsonString(RunJson.Page) : shown.Text()) is { Length: > 0 } text)
            Console.WriteLine(text);
    }

    static EvaluationResult Ask(ParseResult parsed, TaskReward accuracy, RewardSum rewards, ChatServiceOptions address)
    {
        var problems = Problems(parsed, accuracy);
        using var service = new ChatService(address);
        using var interruption = new Interruption("asking no more, and waiting for the answers that are on their way");
        var remote = new RemoteEvaluation(service, RemoteEvaluation.Model(service, s_model.Name(parsed)), s_model.Asked(parsed, Preset(parsed)),
            s_service.AtOnce(parsed))
        {
            Journal = RemoteEvaluation.JournalOf(parsed.GetValue(s_save)),
            Stop = interruption.Token,
        };
        return remote.Evaluate(problems, Samples(parsed, problems, accuracy), rewards, s_model.Seed(parsed));
    }

    static IReadOnlyList<Problem> Problems(ParseResult parsed, TaskReward accuracy)
    {
        var problems = s_task.Problems(parsed, accuracy, s_model.Seed(parsed));
        if (s_measure.Predictions(parsed) is not null)
            PredictionFile.Require(problems, accuracy);
        return problems;
    }

    static EvaluationPreset? Preset(ParseResult parsed) => parsed.GetValue(s_preset) is { } name ? EvaluationPresets.Find(name) : null;

    static int Samples(ParseResult parsed, IReadOnlyList<Problem> problems, TaskReward accuracy)
    {
        int samples = parsed.GetResult(s_samples) is { Implicit: false } ? parsed.GetValue(s_samples)
            : s_tree.IsGiven(parsed.CommandResult) ? 1
            : Preset(parsed)?.SampleCount(problems) ?? accuracy.SampleCount(problems, UsualSamples);
        if (parsed.GetValue(s_gPass) is { } draw)
            GPassFigures.RequireSamples(draw, samples);
        return samples;
    }

    static EvaluationResult Sample(ParseResult parsed, TaskReward accuracy, RewardSum rewards, Func<int?, IEngine> engines)
    {
        var problems = Problems(parsed, accuracy);
        using var engine = engines(s_model.Threads(parsed));
        using var model = s_model.Load(parsed, engine);
        if (s_tree.IsGiven(parsed.CommandResult))
            return Search(parsed, model, engine, rewards, problems, accuracy);
        var evaluator = new Evaluator(model.Asker(rewards) with { Interject = s_model.Tool(parsed, model) }, Options(parsed, model, problems, accuracy),
            s_model.Seed(parsed))
        { IsStrict = parsed.GetValue(s_strict) };
        using var progress = Progress.Of($"answering {problems.Count} problems", "tokens");
        return evaluator.Evaluate(problems, (_, _, _, _) => progress.Add());
    }

    static EvaluationResult Search(
        ParseResult parsed, LoadedModel model, IEngine engine, RewardSum rewards, IReadOnlyList<Problem> problems, TaskReward accuracy)
    {
        var tree = s_tree.Read(parsed, s_model.Sampling(parsed, model, Preset(parsed)));
        using var decoding = new TreeDecoding(model, engine, rewards, tree, s_tree.Values(parsed));
        return decoding.Evaluate(problems, Options(parsed, model, problems, accuracy), s_model.Seed(parsed));
    }

    static EvaluationOptions Options(ParseResult parsed, LoadedModel model, IReadOnlyList<Problem> problems, TaskReward accuracy)
    {
        var sampling = s_model.Sampling(parsed, model, Preset(parsed));
        return ModelOptionsGroup.Evaluation(sampling) with
        {
            SampleCount = Samples(parsed, problems, accuracy),
            Thinking = s_thinking.Thinking(parsed),
            SwitchPenalty = s_thinking.Penalty(parsed),
        };
    }
}
