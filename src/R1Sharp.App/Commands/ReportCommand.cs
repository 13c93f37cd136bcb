// r1 report RUN…: writes a run folder's report.html anew, or one report of several runs.

using System.CommandLine;
using R1Sharp.App.Reports;
using R1Sharp.App.Runs;

namespace R1Sharp.App.Commands;

/// <summary>The command that writes reports.</summary>
static class ReportCommand
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var runs = new Argument<string[]>("run")
        {
            Description = "The run folder; several runs of one recipe make one report with bands.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--out") { Description = "The file to write; otherwise report.html in the (first) run folder.", HelpName = "file" };
        var figures = new Option<string?>("--figures")
        {
            Description = "Write the main figures as SVG into this folder too, and their numbers.",
            HelpName = "folder",
        };
        var command = new Command("report", "Write the report of a run, or of several together.") { runs, output, figures };
        command.SetAction(parsed => Execute(parsed.GetRequiredValue(runs), parsed.GetValue(output), parsed.GetValue(figures)));
        return command;
    }

    static int Execute(string[] runs, string? output, string? figures)
    {
        OutputTarget.RequireFile(output, "--out");
        OutputTarget.RequireFolder(figures, "--figures");
        foreach (var run in runs)
            RunFolder.Existing(run).Dispose();
        Console.WriteLine(Write(runs, output));
        if (figures is not null)
            foreach (var path in Report.Figures(runs, figures))
                Console.WriteLine(path);
        return ExitCode.Fine;
    }

    static string Write(string[] runs, string? output)
    {
        if (runs.Length == 1 && output is null)
            return Report.Write(runs[0]);
        var path = output ?? RunFolder.Existing(runs[0]).Report;
        Report.WriteComparison(runs, path);
        return path;
    }
}
