// r1 report RUN…: writes a run folder's report.html anew.

using System.CommandLine;
using R1Sharp.App.Runs;

namespace R1Sharp.App.Commands;

/// <summary>The command that writes reports.</summary>
public static class ReportCommand
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var runs = new Argument<string[]>("run") { Description = "The run folder; several runs of one recipe become one report with bands, in the first folder.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("report", "Write the report.html of a run.") { runs };
        command.SetAction(parsed => Execute(parsed.GetRequiredValue(runs)));
        return command;
    }

    static int Execute(string[] runs)
    {
        foreach (var run in runs)
            RunFolder.Existing(run).Dispose();
        Console.WriteLine(RunFolder.Existing(runs[0]).Report);
        return ExitCode.Fine;
    }
}
