// r1 reward score|list|lint: rewards by themselves, without a model.

using System.CommandLine;
using System.Text.Json;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.App.Trl;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Checks;

namespace R1Sharp.App.Commands;

/// <summary>The command about rewards.</summary>
static class RewardCommand
{
    /// <summary>Declares the command.</summary>
    public static Command Create(Func<int?, IEngine> engines) =>
        TrlCommands.Create(engines,
        new("reward", "Train a reward model with a YAML file in TRL's keys and flags of the same names (docs/open-r1.md); score completions, list the "
        + "rewards, check a reward against a data set, or measure a reward model.")
    {
        Score(),
        List(),
        Lint(),
        RewardMeasureCommand.Create(engines),
    }, TrlCommand.Reward);

    static Command Score()
    {
        var file = new Option<string>("--file")
        {
            Description = "JSON Lines, or - for standard input: {\"reward\":\"format\",\"params\":{},\"completions\":[\"…\"],\"solutions\":[\"…\"]}.",
            Required = true,
        };
        var reasons = new Option<bool>("--reasons") { Description = "Write why beside the scores." };
        var command = new Command("score", "Score completions: one group a line in, {\"scores\":[…]} out.") { file, reasons };
        command.SetAction(
            parsed => JsonLines.Answer(parsed.GetRequiredValue(file),
            (line, answer) => RewardLine.Answer(line, answer, RewardHosts.Own, parsed.GetValue(reasons))));
        return command;
    }

    static Command List()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON instead of text." };
        var command = new Command("list", "List every reward with its parameters, formula and source.") { json };
        command.SetAction(parsed =>
        {
            Console.WriteLine(parsed.GetValue(json) ? RewardListing.Json() : RewardListing.Text());
            return ExitCode.Fine;
        });
        return command;
    }

    static Command Lint()
    {
        var reward = new Option<string>("--reward") { Description = "The reward: a name of 'r1 reward list', my.csx or my.dll.", Required = true };
        var parameters = new Option<string>("--params") { Description = "Its parameters as JSON.", DefaultValueFactory = _ => "{}" };
        var dataset = new Option<string[]>("--dataset")
        {
            Description = "A problem file (JSON Lines), or a family of the miniature world. May be repeated.",
            Required = true,
        };
        var problems = new NumberOption<int?>("--problems", 1, 1_000_000_000) { Description = "Problems of each data set at most." };
        var problemColumn = new Option<string?>("--problem-column") { Description = "The question's column in a file." };
        var question = QuestionOption.Create();
        var answerColumn = new Option<string?>("--answer-column") { Description = "The gold answer's column in a file." };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of text." };
        var command = new Command("lint", "Check a reward: the truth must score 1, damaged truth and attacks 0.") { reward, parameters, dataset, problems,
            problemColumn, question, answerColumn, json };
        command.SetAction(parsed =>
        {
            var tasks = new TaskProblems(parsed.GetValue(problems), null, parsed.GetValue(problemColumn),
                parsed.GetValue(answerColumn))
            { Question = QuestionOption.Read(parsed, question) };
            var made = RewardSource.Create(parsed.GetRequiredValue(reward), Parameters(parsed.GetValue(parameters)!), RewardHosts.Own);
            var report = Progress.While("checking", () => RewardLint.Check(made, tasks.Load(parsed.GetRequiredValue(dataset))));
            Console.WriteLine(parsed.GetValue(json) ? RewardLintText.Json(report) : RewardLintText.Text(report));
            return report.IsClean ? ExitCode.Fine : ExitCode.Internal;
        });
        return command;
    }

    static IReadOnlyDictionary<string, object?> Parameters(string json)
    {
        try
        {
            return JsonValues.Map(JsonElement.Parse(json));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new UserErrorException($"--params is not a JSON object like {{\"max_len\":1000}}: {json}", e);
        }
    }
}
