// r1 watch: the runs of a folder in the browser, while they go on.

using System.CommandLine;
using R1Sharp.App.Serving;
using R1Sharp.App.Watching;

namespace R1Sharp.App.Commands;

/// <summary>The command that shows runs.</summary>
static class WatchCommand
{
    const int Port = 8001;

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var runs = new Argument<string>("runs")
        {
            Description = "A folder with runs, or the folder of one.",
            DefaultValueFactory = _ => "runs",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var listening = new ListenOptionsGroup(Port);
        var command = new Command("watch", "Show runs in the browser while they go on: curves, completions, stages, what watchdogs and doctor say. Only reads.")
        {
            runs,
        };
        listening.AddTo(command);
        command.SetAction(parsed =>
        {
            Watch(parsed.GetRequiredValue(runs), listening.Fill(parsed, new ListenOptions())).GetAwaiter().GetResult();
            return ExitCode.Fine;
        });
        return command;
    }

    static async Task Watch(string folder, ListenOptions options)
    {
        using var interruption = new Interruption("ending");
        await using var server = await WatchServer.Start(folder, options);
        Console.WriteLine($"The runs of {folder} are shown at {server.Url} (Ctrl-C ends).");
        ListenOptionsGroup.WarnOfAnyone(options, "read the runs");
        await interruption.Came();
    }
}
