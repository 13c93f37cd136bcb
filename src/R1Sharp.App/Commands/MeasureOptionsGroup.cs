// The options that say what the measures of benchmarks need beside the completions: a judge, another model's answers.

using System.CommandLine;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Endpoints;
using R1Sharp.App.Runs;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards.Accuracy;

namespace R1Sharp.App.Commands;

/// <summary>Options about measures.</summary>
sealed class MeasureOptionsGroup
{
    readonly Option<string?> _judgeUrl = new("--judge-url")
    {
        Description = "The address of a model that judges, where a benchmark needs one: an OpenAI-compatible service, e.g. http://localhost:8000/v1. Its key "
            + "is taken from OPENAI_API_KEY.",
        HelpName = "url",
    };
    readonly Option<string?> _judgeModel = new("--judge-model") { Description = "The judge's name there.", HelpName = "name" };
    readonly NumberOption<double> _judgeSeconds = new("--judge-seconds", 1, 3600)
    {
        Description = "Seconds to wait for a judgement.",
        DefaultValueFactory = _ => 120,
    };
    readonly Option<string?> _baseline = new("--baseline")
    {
        Description = "The answers that a judge compares with, where they do not stand in the rows: a file of AlpacaEval's or ArenaHard's form.",
        HelpName = "data",
    };

    readonly Option<string?> _contests = new("--contests")
    {
        Description = "The folder with the contests' results, as Codeforces' interface returns them (docs/benchmarks.md): adds rating and percentile.",
        HelpName = "folder",
    };
    readonly Option<string?> _checkouts = new("--checkouts")
    {
        Description = "The folder of checkouts to whose copies patches are applied, each called as its problem: adds how many issues are resolved.",
        HelpName = "folder",
    };
    readonly Option<string?> _predictions = new("--predictions")
    {
        Description = "Write the patches to this file, as SWE-bench's harness reads them.",
        HelpName = "file",
    };

    /// <summary>Declares them.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_judgeUrl, _judgeModel, _judgeSeconds, _baseline, _contests, _checkouts, _predictions])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_judgeUrl) is null != result.GetValue(_judgeModel) is null)
                result.AddError("give --judge-url and --judge-model together");
        });
    }

    /// <summary>The file for predictions; null writes none.</summary>
    public string? Predictions(ParseResult parsed) => parsed.GetValue(_predictions);

    /// <summary>Looks whether predictions can be written.</summary>
    /// <exception cref="UserErrorException">They cannot.</exception>
    public void RequirePredictions(ParseResult parsed) => OutputTarget.RequireFile(Predictions(parsed), _predictions.Name);

    static string? Folder(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is not { } folder ? null
        : Directory.Exists(folder) ? Path.GetFullPath(folder) : throw new UserErrorException($"{option.Name} is '{folder}', but there is no such folder.");

    /// <summary>What the measures get.</summary>
    /// <exception cref="UserErrorException">The judge's address is none.</exception>
    public TaskHost Read(ParseResult parsed, AccuracyOptions accuracy, ulong seed) => new()
    {
        Accuracy = accuracy,
        Rewards = RewardHosts.Own,
        Seed = seed,
        Baseline = parsed.GetValue(_baseline),
        Contests = Folder(parsed, _contests),
        Checkouts = Folder(parsed, _checkouts),
        Judge = parsed.GetValue(_judgeUrl) is not { } url ? null : new()
        {
            Url = ChatServiceOptions.Address(url, "--judge-url"),
            Model = parsed.GetRequiredValue(_judgeModel)!,
            KeyVariable = new ChatServiceOptions { Url = new Uri(url) }.KeyVariable,
            TimeoutSeconds = parsed.GetValue(_judgeSeconds),
        },
    };
}
