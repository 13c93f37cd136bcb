// r1 completion: has a shell complete commands, options, their values and recipes.

using System.CommandLine;
using R1Sharp.App.Runs;
using R1Sharp.Learning;

namespace R1Sharp.App.Commands;

/// <summary>The command that sets up completion.</summary>
static class CompletionCommand
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var command = new Command("completion", "Have a shell complete commands and options with Tab.") { Install() };
        foreach (string shell in CompletionScripts.Shells)
        {
            var print = new Command(shell, $"Print what {shell} is told.");
            print.SetAction(_ =>
            {
                Console.Write(CompletionScripts.Of(shell));
                return ExitCode.Fine;
            });
            command.Subcommands.Add(print);
        }
        return command;
    }

    static Command Install()
    {
        var shell = new Argument<string?>("shell")
        {
            Description = "bash, zsh, fish or pwsh; otherwise the one that $SHELL names.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.Shells]);
        var home = new Option<string?>("--home") { Description = "The home folder; otherwise yours.", HelpName = "folder" };
        var command = new Command("install", "Write it where the shell reads it, once and for all.") { shell, home };
        command.SetAction(parsed =>
        {
            string of = parsed.GetValue(shell) ?? Own(Environment.GetEnvironmentVariable("SHELL"));
            string root = parsed.GetValue(home) ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            Console.WriteLine($"{Install(of, root)} is written; it takes effect in the next {of}.");
            return ExitCode.Fine;
        });
        return command;
    }

    /// <summary>Writes the script of a shell below a home folder, and has the shell read it; twice is once.</summary>
    /// <returns>The script's file.</returns>
    internal static string Install(string shell, string home)
    {
        var (place, reader) = CompletionScripts.PlacesOf(shell);
        string script = Path.Combine(home, place);
        if (!Directory.Exists(home))
            throw new UserErrorException($"{home}: there is no such home folder; name one with --home.");
        RunStorage.Guard(script, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(script)!);
            AtomicFile.WriteAllText(script, CompletionScripts.Of(shell));
            if (reader is not null)
                AddLine(Path.Combine(home, reader), $". \"$HOME/{place}\"");
        });
        return script;
    }

    static void AddLine(string file, string line)
    {
        string text = File.Exists(file) ? File.ReadAllText(file) : "";
        if (text.Split('\n').Any(l => l.Trim() == line))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        AtomicFile.WriteAllText(file, text + (text.Length == 0 || text.EndsWith('\n') ? "" : "\n") + line + "\n");
    }

    static string Own(string? path) => CompletionScripts.Shells.FirstOrDefault(s => s == Path.GetFileNameWithoutExtension(path))
        ?? throw new UserErrorException($"$SHELL names none of {string.Join(", ", CompletionScripts.Shells)}: say which one you use.");
}
