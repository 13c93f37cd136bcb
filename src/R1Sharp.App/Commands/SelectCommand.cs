// r1 select s1|limo|random --data F --out G: some of the examples of a data set with traces, and a manifest of every verdict.

using System.CommandLine;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Data;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Selection;

namespace R1Sharp.App.Commands;

/// <summary>The command that selects examples.</summary>
static class SelectCommand
{
    static readonly SelectionOptions s_defaults = new();
    static readonly Option<string[]> s_data = new("--data")
    {
        Description = "JSON Lines with a question and a completion, e.g. a stage's data.jsonl. May be repeated.",
        Required = true,
        HelpName = "file",
    };
    static readonly Option<string> s_out = new("--out")
    {
        Description = "Write the selected lines to this file, and every verdict to FILE.manifest.jsonl.",
        Required = true,
        HelpName = "file",
    };
    static readonly NumberOption<int?> s_count =
        new("--count", SettingsShape.KeyOf<SelectionOptions>(nameof(SelectionOptions.Count)))
        {
            Description = "Examples to select (the papers: 1000 and "
        + "800)."
        };
    static readonly NumberOption<double?> s_share =
        new("--share", SettingsShape.KeyOf<SelectionOptions>(nameof(SelectionOptions.Share)))
        {
            Description = "Share of all examples to select, instead of "
        + "--count."
        };
    static readonly NumberOption<ulong> s_seed = new("--seed", 0, ulong.MaxValue) { Description = "Decides the random numbers.", DefaultValueFactory = _ => 1 };
    static readonly Option<string?> s_question = new("--question-column") { Description = "The question's column." };
    static readonly Option<string?> s_completion = new("--completion-column") { Description = "The completion's column: thoughts and answer." };
    static readonly Option<string?> s_answer = new("--answer-column") { Description = "The gold answer's column, for --model." };
    static readonly Option<string?> s_domain = new("--domain-column") { Description = "What a question is about; otherwise 'domain', or family and level." };
    static readonly Option<string?> s_passRate = new("--pass-rate-column")
    {
        Description = "Pass rate of a strong model, for limo's window; otherwise 'pass_rate' where there is one.",
    };
    static readonly Option<string[]> s_solverColumns =
        new("--solver-column") { Description = "Pass rate of a model that makes a question too easy. May be repeated." };
    static readonly Option<string[]> s_models = new("--model")
    {
        Description = "Ask this model; what it solves is too easy. May be repeated.",
        HelpName = "folder",
    };
    static readonly NumberOption<int> s_samples = new("--samples", 1, 4096, "-k")
    {
        Description = "Completions of each question that a model is asked for.",
        DefaultValueFactory = _ => 1,
    };
    static readonly NumberOption<int> s_maxTokens = new("--max-tokens", 1, 1_000_000)
    {
        Description = "Most tokens of such a completion.",
        DefaultValueFactory = _ => 330,
    };
    static readonly NumberOption<int?> s_threads = new("--threads", 1, 1024) { Description = "Threads to use; changes no result." };
    static readonly NumberOption<double> s_maxSolver =
        new("--max-solver-pass-rate", SettingsShape.KeyOf<SelectionOptions>(nameof(SelectionOptions.MaxSolverPassRate)))
        {
            Description = "A question that a model solves more often than this is too easy.",
            DefaultValueFactory = _ => s_defaults.MaxSolverPassRate,
        };
    static readonly NumberOption<double> s_minPass = new("--min-pass-rate", SettingsShape.KeyOf<SelectionOptions>(nameof(SelectionOptions.MinPassRate)))
    {
        Description = "limo: the window's lower end.",
        DefaultValueFactory = _ => s_defaults.MinPassRate,
    };
    static readonly NumberOption<double> s_maxPass = new("--max-pass-rate", SettingsShape.KeyOf<SelectionOptions>(nameof(SelectionOptions.MaxPassRate)))
    {
        Description = "limo: the window's upper end.",
        DefaultValueFactory = _ => s_defaults.MaxPassRate,
    };
    static readonly NumberOption<double> s_lengthBase = new("--length-base", SettingsShape.KeyOf<SelectionOptions>(nameof(SelectionOptions.LengthBase)))
    {
        Description = "s1: weight of the trace of rank r by length is this power of −r; 1 does not favour length.",
        DefaultValueFactory = _ => s_defaults.LengthBase,
    };
    static readonly Option<bool> s_all = new("--all-traces") { Description = "Keep several traces of one question." };

    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines) => new("select", "Select examples to learn from, and say of every example why or why not.")
    {
        Method(engines, "s1", SelectionMethod.S1, "Quality, then difficulty, then diversity (s1, arXiv 2501.19393)."),
        Method(engines, "limo", SelectionMethod.Limo, "A window of pass rates, then the chain's score (LIMO, arXiv 2502.03387)."),
        Method(engines, "random", SelectionMethod.Random, "Any."),
    };

    static Command Method(Func<int?, IEngine> engines, string name, SelectionMethod method, string description)
    {
        var command = new Command(name, description) { s_data, s_out, s_count, s_share, s_seed, s_question, s_completion, s_answer, s_domain };
        Option[] more = method switch
        {
            SelectionMethod.S1 => [s_lengthBase],
            SelectionMethod.Limo => [s_passRate, s_minPass, s_maxPass],
            _ => [],
        };
        Option[] asking = method == SelectionMethod.Random ? [] : [s_solverColumns, s_models, s_samples, s_maxTokens, s_threads, s_maxSolver, s_all];
        foreach (var option in (Option[])[.. more, .. asking])
            command.Options.Add(option);
        command.Validators.Add(r =>
        {
            if (r.GetValue(s_count) is null == r.GetValue(s_share) is null)
                r.AddError("give either --count or --share");
        });
        command.SetAction(parsed => Run(engines, parsed, method));
        return command;
    }

    static int Run(Func<int?, IEngine> engines, ParseResult parsed, SelectionMethod method)
    {
        OutputTarget.RequireFile(parsed.GetRequiredValue(s_out), "--out", mayBeDevice: false);
        var rows = Progress.While("reading", () => Rows(engines, parsed, method));
        var result = ExampleSelection.Select([.. rows.Select(r => r.Candidate)], method, Options(parsed, method), parsed.GetValue(s_seed));
        string path = parsed.GetRequiredValue(s_out);
        RunStorage.WriteText(path, string.Concat(result.Selected.Select(i => rows[i].Selected(method, result.Verdicts[i]).ToJsonString(RunJson.Line) + "\n")));
        SelectStageRun.WriteManifest(path + ".manifest.jsonl", rows, result);
        SelectionText.Write(result);
        return ExitCode.Fine;
    }

    static List<SelectionRow> Rows(Func<int?, IEngine> engines, ParseResult parsed, SelectionMethod method)
    {
        var columns = new SelectionColumns
        {
            Example = new() { Question = parsed.GetValue(s_question), Completion = parsed.GetValue(s_completion), Answer = parsed.GetValue(s_answer) },
            Domain = parsed.GetValue(s_domain),
            PassRate = method == SelectionMethod.Limo ? parsed.GetValue(s_passRate) : null,
            Solvers = method == SelectionMethod.Random ? [] : parsed.GetValue(s_solverColumns) ?? [],
        };
        List<SelectionRow> rows = [.. parsed.GetRequiredValue(s_data).SelectMany(path => SelectionRow.Read(path, columns))];
        if (method == SelectionMethod.Random || parsed.GetValue(s_models) is not { Length: > 0 } models)
            return rows;
        foreach (var row in parsed.GetValue(s_question) is null ? rows : [])
            AskedColumns.Refuse(row.Line, row.Candidate.Question, ["question", "problem", "prompt"]);
        using var engine = engines(parsed.GetValue(s_threads));
        foreach (string folder in models)
        {
            using var model = LoadedModel.Read(folder, engine, use: NetworkUse.Sampling);
            rows = SolverRates.Ask(rows, folder, model, new()
            {
                SampleCount = parsed.GetValue(s_samples),
                MaxCompletionTokens = parsed.GetValue(s_maxTokens),
            }, parsed.GetValue(s_seed), RewardHosts.Own);
        }
        return rows;
    }

    static SelectionOptions Options(ParseResult parsed, SelectionMethod method)
    {
        var options = new SelectionOptions { Count = parsed.GetValue(s_count), Share = parsed.GetValue(s_share) };
        if (method == SelectionMethod.Random)
            return options;
        options = options with { OnePerQuestion = !parsed.GetValue(s_all), MaxSolverPassRate = parsed.GetValue(s_maxSolver) };
        return method == SelectionMethod.S1 ? options with { LengthBase = parsed.GetValue(s_lengthBase) }
            : options with { MinPassRate = parsed.GetValue(s_minPass), MaxPassRate = parsed.GetValue(s_maxPass) };
    }
}
