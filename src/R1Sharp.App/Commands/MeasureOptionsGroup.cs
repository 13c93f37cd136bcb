// The options that say what the measures of benchmarks need beside the completions: a judge, another model's answers.

using System.CommandLine;
using R1Sharp.App.Endpoints;
using R1Sharp.App.Tasks;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.App.Commands;

/// <summary>Options about measures.</summary>
public sealed class MeasureOptionsGroup
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

    /// <summary>Declares them.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_judgeUrl, _judgeModel, _judgeSeconds, _baseline])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_judgeUrl) is null != result.GetValue(_judgeModel) is null)
                result.AddError("give --judge-url and --judge-model together");
        });
    }

    /// <summary>What the measures get.</summary>
    /// <exception cref="UserErrorException">The judge's address is none.</exception>
    public TaskHost Read(ParseResult parsed, AccuracyOptions accuracy, ulong seed) => new()
    {
        Accuracy = accuracy,
        Rewards = RewardHosts.Own,
        Seed = seed,
        Baseline = parsed.GetValue(_baseline),
        Judge = parsed.GetValue(_judgeUrl) is not { } url ? null : new()
        {
            Url = ChatServiceOptions.Address(url, "--judge-url"),
            Model = parsed.GetRequiredValue(_judgeModel)!,
            KeyVariable = new ChatServiceOptions { Url = new Uri(url) }.KeyVariable,
            TimeoutSeconds = parsed.GetValue(_judgeSeconds),
        },
    };
}
