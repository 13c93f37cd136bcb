// r1 sft, r1 grpo, r1 dpo, r1 reward with TRL's keys: the settings become a recipe, which is printed and run.

using System.CommandLine;
using R1Sharp.App.Stages;
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
        var unwrapped = LaunchLine.Unwrapped(words, out string ignored);
        if (ignored.Length > 0)
            Console.Error.WriteLine($"r1: '{ignored}' is read as 'r1 {unwrapped[0]}'; there is one process on one machine.");
        bool hasSettings = unwrapped.Count > 1
            && (s_commands.ContainsKey(unwrapped[0]) || unwrapped[0] == Reward
            && (unwrapped[1].StartsWith("--", StringComparison.Ordinal) || unwrapped[1].EndsWith(".yaml", StringComparison.Ordinal)));
        return hasSettings && !unwrapped.Any(w => w is "--help" or "-h" or "-?") ? [unwrapped[0], "--", .. unwrapped.Skip(1)] : [.. unwrapped];
    }

    static int Execute(Func<int?, IEngine> engines, TrlCommand command, IReadOnlyList<string> words)
    {
        var settings = TrlSettings.Read(command, words);
        var translated = TrlRecipe.Of(settings, new TrlDatasets());
        foreach (string line in Remarks(settings, translated))
            Console.Error.WriteLine($"r1: {line}");
        Console.WriteLine(translated.Text);
        if (settings.Truth("dry_run") == true)
            return ExitCode.Fine;
        string again = $"./r1 {command.ToString().ToLowerInvariant()} {string.Join(' ', words.Select(RunRequest.Quoted))} --resume_from_checkpoint true";
        var recipe = RecipeFile.Read(translated.Text, $"the recipe of r1 {command.ToString().ToLowerInvariant()}", settings.Whole("threads") is { } threads
            ? [FormattableString.Invariant($"threads={threads}")] : []);
        return RunCommand.Execute(engines, recipe, new RunRequest("", [], translated.Output, translated.Use, [], settings.Truth("smoke") == true), again);
    }

    static IEnumerable<string> Remarks(TrlSettings settings, TrlRecipe translated)
    {
        if (settings.WithoutMeaning is { Count: > 0 } nothing)
            yield return $"without meaning here: {string.Join(", ", nothing.Select(k => k.Name))} (docs/open-r1.md says why).";
        foreach (string remark in translated.Remarks)
            yield return remark;
    }

    // Flags are words of this command, empty values among them.
    sealed class SettingsArgument(string name) : Argument<string[]>(name), IFreeText;
}
