// --option name=value: the choices of the grader, for the commands that grade.

using System.CommandLine;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Commands;

/// <summary>The option by which a record of choices is filled.</summary>
/// <typeparam name="TOptions">The record.</typeparam>
sealed class GraderOptionsGroup<TOptions> where TOptions : class, new()
{
    static readonly SettingsPlace s_place = new("--option");

    readonly Option<string[]> _option = new("--option")
    {
        Description = $"A choice of the grader, name=value: {string.Join(", ", RewardParameter.Of(new TOptions()).Select(p => p.Name))}. May be repeated; "
            + $"'r1 reward list' says under accuracy what each means.",
        HelpName = "name=value",
    };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(_option);

    /// <summary>The choices given; the others keep their defaults.</summary>
    /// <exception cref="UserErrorException">A name is unknown, given twice, or its value does not fit.</exception>
    public TOptions Read(ParseResult parsed)
    {
        var entries = new List<SettingsEntry>();
        foreach (string text in parsed.GetValue(_option) ?? [])
            if (text.Split('=', 2) is not [var name, var value])
                throw new UserErrorException($"--option {text}: this is not name=value, e.g. percent=hundredth.");
            else if (entries.Exists(e => e.Key == name))
                throw new UserErrorException($"--option {name} is given twice: give it once.");
            else
                entries.Add(new SettingsEntry(s_place, name, new SettingsScalar(s_place, value, IsPlain: true)));
        var options = new TOptions();
        SettingsBinder.Fill(options, new SettingsMap(s_place, entries));
        return options;
    }
}
