// r1 evaluate --model DIR --task …: asks problems and reports shares with their confidence intervals.

using System.CommandLine;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Commands;

/// <summary>The command that evaluates models.</summary>
public static class EvaluateCommand
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var model = new ModelOptionsGroup();
        var task = new Option<string[]>("--task") { Description = "countdown, arithmetic, digits, logic, or a problem file (JSON Lines). May be repeated.", Required = true };
        var samples = new Option<int>("--samples", "-k") { Description = "Completions of each problem.", DefaultValueFactory = _ => 16 };
        var problems = new Option<int?>("--problems") { Description = "Problems of each task at most; otherwise a file whole, and 200 of a family." };
        var level = new Option<int?>("--level") { Description = "Difficulty of a family's problems, from 1." };
        var problemColumn = new Option<string?>("--problem-column") { Description = "The question's column in a file." };
        var answerColumn = new Option<string?>("--answer-column") { Description = "The gold answer's column in a file." };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a table." };
        var command = new Command("evaluate", "Evaluate a model on problems with checkable answers.") { task, samples, problems, level, problemColumn, answerColumn, json };
        model.AddTo(command);
        command.Validators.Add(r =>
        {
            ModelOptionsGroup.Within(r, samples, 1, 4096);
            ModelOptionsGroup.Within(r, problems, 1, 1e9);
        });
        command.SetAction(parsed =>
        {
            var tasks = new TaskProblems(parsed.GetValue(problems), parsed.GetValue(level), parsed.GetValue(problemColumn), parsed.GetValue(answerColumn));
            var result = Evaluate(parsed, model, tasks.Load(parsed.GetRequiredValue(task)), parsed.GetValue(samples));
            Print(result, parsed.GetValue(json));
            return ExitCode.Fine;
        });
        return command;
    }

    static EvaluationResult Evaluate(ParseResult parsed, ModelOptionsGroup options, IReadOnlyList<Problem> problems, int samples)
    {
        using var pool = options.Pool(parsed);
        using var model = options.Load(parsed, pool);
        var sampling = options.Sampling(parsed, model);
        var rewards = new RewardSum([new(new AccuracyReward(false), 1), new(new FormatReward(), 1)]);
        var evaluator = new Evaluator(model.Tokenizer, model.Template.Render, rewards, new()
        {
            SampleCount = samples,
            Temperature = sampling.Temperature,
            TopP = sampling.TopP,
            MaxCompletionTokens = sampling.MaxCompletionTokens,
        }, options.Seed(parsed));
        return evaluator.Evaluate(model.Policy, problems);
    }

    static void Print(EvaluationResult result, bool asJson)
    {
        if (asJson)
            Console.WriteLine(EvaluationJson.Numbers(result).ToJsonString(RunJson.Page));
        else
            EvaluationTable.Write(result);
    }
}
