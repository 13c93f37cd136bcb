// r1 sft, r1 grpo, r1 dpo, r1 reward with TRL's keys: the settings become a recipe, which is printed and run.

using System.CommandLine;
using R1Sharp.App.Runs;
using R1Sharp.App.Trl;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands;

/// <summary>The commands that take TRL's keys.</summary>
static class TrlCommands
{
    static readonly Dictionary<string, (TrlCommand Command, string Description)> s_commands = new()
    {
        ["sft"] = (TrlCommand.Sft, "Fine-tune a model: a YAML file in TRL's keys, flags of the same names, or both (docs/open-r1.md)."),
        ["grpo"] = (TrlCommand.Grpo, "Reinforce a model: a YAML file in TRL's keys, flags of the same names, or both (docs/open-r1.md)."),
        ["dpo"] = (TrlCommand.Dpo, "Train on preferences: a YAML file in TRL's keys, flags of the same names, or both (docs/open-r1.md)."),
    };

    const string Reward = "reward";

    // How `r1 data filter` is called where it takes settings, not options.
    const string PassRate = "pass-rate";

    /// <summary>The commands that are nothing else; "reward" has others beside it.</summary>
    public static IEnumerable<Command> Create(Func<int?, IEngine> engines) =>
        s_commands.Select(pair => Create(engines, new Command(pair.Key, pair.Value.Description), pair.Value.Command));

    /// <summary>Makes a command take settings.</summary>
    public static Command Create(Func<int?, IEngine> engines, Command command, TrlCommand trained)
    {
        var words = new SettingsArgument("settings")
        {
            Description = "--config FILE, and --key value for any key of docs/open-r1.md.",
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [],
        };
        command.Arguments.Add(words);
        command.SetAction(parsed => Execute(engines, trained, parsed.GetValue(words) ?? []));
        return command;
    }

    /// <summary>The words of the command line in the form that they are parsed in: launchers taken off, and settings marked as words.</summary>
    /// <exception cref="UserErrorException">A launcher starts a script that no command stands for.</exception>
    public static string[] Prepared(IReadOnlyList<string> words)
    {
        var remarks = new List<string>();
        var unwrapped = LaunchLine.Unwrapped(words, remarks);
        foreach (string remark in remarks)
            Console.Error.WriteLine($"r1: {remark}");
        if (unwrapped.ToArray() is ["data", var called, .. var settings] && !settings.Any(IsHelp)
            && (called == PassRate || called == "filter" && IsSettings(settings)))
            return ["data", PassRate, "--", .. settings];
        bool hasSettings = unwrapped.Count > 1
            && (s_commands.ContainsKey(unwrapped[0]) || unwrapped[0] == VerlCommand.Name || unwrapped[0] == Reward
            && (unwrapped[1].StartsWith("--", StringComparison.Ordinal) || unwrapped[1].EndsWith(".yaml", StringComparison.Ordinal)));
        return hasSettings && !unwrapped.Any(w => w is "--help" or "-h" or "-?") ? [unwrapped[0], "--", .. unwrapped.Skip(1)] : [.. unwrapped];
    }

    /// <summary>The filter by pass rate, which is called as `r1 data filter` too.</summary>
    public static Command CreateFilter(Func<int?, IEngine> engines) => Create(engines, new Command(PassRate,
        "Let a model solve problems and keep those that it solves sometimes: a YAML file of Open-R1 (recipes/dataset_filtering), flags, or both; r1 data "
        + "filter with these is the same (docs/open-r1.md)."), TrlCommand.Filter);

    static bool IsHelp(string word) => word is "--help" or "-h" or "-?";

    // A file of settings, or a flag that only they have; --config NAME alone is a dataset's configuration.
    static bool IsSettings(string[] words) => words.Any(w => w.EndsWith(".yaml", StringComparison.Ordinal)
        || w.EndsWith(".yml", StringComparison.Ordinal) || w.StartsWith("--model_name_or_path", StringComparison.Ordinal)
        || w.StartsWith("--dataset_name", StringComparison.Ordinal));

    static int Execute(Func<int?, IEngine> engines, TrlCommand command, IReadOnlyList<string> words)
    {
        var settings = TrlSettings.Read(command, words);
        var translated = TrlRecipe.Of(settings, new TrlDatasets());
        var run = new ForeignRun(TrlKey.WordsOf(command), command == TrlCommand.Filter ? words : [.. words, "--resume_from_checkpoint", "true"])
        {
            Page = "docs/open-r1.md",
            WithoutMeaning = [.. settings.WithoutMeaning.Select(k => k.Name)],
            IsDryRun = settings.Truth("dry_run") == true,
            IsSmoke = settings.Truth("smoke") == true,
            Threads = settings.Whole("threads"),
        };
        int code = run.Execute(engines, translated);
        if (code == ExitCode.Fine && command == TrlCommand.Filter && !run.IsDryRun)
            WriteKept(settings, translated.Output);
        return code;
    }

    static void WriteKept(TrlSettings settings, string folder)
    {
        string found = new StageFolder(Path.Combine(folder, "stages", "filter")).Data;
        string target = Path.Combine(folder, TrlFilter.ConfigurationName(settings) + ".parquet");
        long rows = TrlFilter.WriteKept(settings, File.Exists(found) ? found : null, target);
        Console.WriteLine(rows == 0 ? "no row has a pass rate within the window, so there is no file of rows."
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{target}: {rows:N0} rows"));
    }
}
