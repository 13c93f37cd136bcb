// The options that every command over a corpus has.

using System.CommandLine;
using System.Globalization;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.App.Runs;

namespace R1Sharp.App.Commands;

/// <summary>Input, output and share of the work.</summary>
sealed class CorpusOptionsGroup
{
    readonly DataSourceOptions _source = new(ofWholeFiles: true);
    readonly Option<string> _out = new("--out")
    {
        Description = "The folder to write; begun before with the same settings, it is gone on with.",
        Required = true,
        HelpName = "folder",
    };
    readonly Option<string?> _column = new("--text-column")
    {
        Description = "The column of the text; otherwise text, content, raw_content, body, or all texts of a row.",
    };
    readonly Option<string?> _process = new("--process")
    {
        Description = "This process's share of the parts: its number of all that share the folder.",
        HelpName = "k/n",
    };
    readonly NumberOption<int?> _threads = new("--threads", 1, 1024) { Description = "Threads to use; changes no result." };
    readonly NumberOption<int> _part = new("--part-mb", 1, 100_000)
    {
        Description = "Megabytes of a part of a large file of JSON Lines.",
        DefaultValueFactory = _ => 32,
    };
    readonly Option<bool> _plan = new("--plan") { Description = "Print the parts and phases, and do nothing." };

    /// <summary>Declares them.</summary>
    public void AddTo(Command command)
    {
        _source.AddTo(command);
        foreach (var option in (Option[])[_out, _column, _process, _threads, _part, _plan])
            command.Options.Add(option);
    }

    /// <summary>What was asked for.</summary>
    public CorpusRequest Read(ParseResult parsed, string step, params IReadOnlyList<(string Name, string? Value)> options) => new()
    {
        Step = step,
        Source = _source.Read(parsed),
        Out = parsed.GetRequiredValue(_out).TrimEnd('/'),
        TextColumn = parsed.GetValue(_column),
        Share = ProcessShare.Parse(parsed.GetValue(_process)),
        Threads = parsed.GetValue(_threads) ?? Environment.ProcessorCount,
        PartBytes = (long)parsed.GetValue(_part) << 20,
        Options = options.Where(o => o.Value is not null).ToDictionary(o => o.Name, o => o.Value!),
    };

    /// <summary>Does a step and tells what it counted, or prints its plan.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="request">The step.</param>
    /// <param name="phases">Its phases for the plan.</param>
    /// <param name="run">Does it.</param>
    public int Run(ParseResult parsed, CorpusRequest request, IReadOnlyList<PlanPhase> phases, Func<CorpusRequest, StepCounts> run)
    {
        if (parsed.GetValue(_plan))
        {
            foreach (string line in StepPlan.Lines(request, phases))
                Console.WriteLine(line);
            return ExitCode.Fine;
        }
        OutputTarget.RequireFolder(request.Out, "--out");
        try
        {
            foreach (var (where, amount) in run(request).By)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{where}: {amount.Documents:N0} documents, {amount.Bytes:N0} bytes, "
                    + $"{amount.Words:N0} words"));
            Console.WriteLine(request.Out);
        }
        catch (WaitingException waiting)
        {
            Console.WriteLine(waiting.Message);
        }
        return ExitCode.Fine;
    }
}
