// r1 verl with verl's keys: the settings become a recipe, which is printed and run.

using System.CommandLine;
using R1Sharp.App.Verl;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands;

/// <summary>The command that takes verl's keys.</summary>
static class VerlCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "verl";

    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines)
    {
        var words = new SettingsArgument("settings")
        {
            Description = "key=value for any key of docs/verl.md, as verl.trainer.main_ppo takes them; --config FILE, --threads N, --smoke, --dry_run.",
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [],
        };
        var command = new Command(Name, "Reinforce a model as verl does: overrides in verl's keys, or the whole line that starts verl.trainer.main_ppo "
            + "(docs/verl.md).") { words };
        command.SetAction(parsed => Execute(engines, parsed.GetValue(words) ?? []));
        return command;
    }

    static int Execute(Func<int?, IEngine> engines, IReadOnlyList<string> words)
    {
        var settings = VerlSettings.Read(words);
        return new ForeignRun(Name, words)
        {
            Page = "docs/verl.md",
            WithoutMeaning = settings.WithoutMeaning,
            IsDryRun = settings.IsDryRun,
            IsSmoke = settings.IsSmoke,
            Threads = settings.Threads,
        }.Execute(engines, VerlRecipe.Of(settings, new VerlDatasets()));
    }
}
