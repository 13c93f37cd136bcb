// Settings in another program's keys, as words of a command.

using System.CommandLine;

namespace R1Sharp.App.Commands;

/// <summary>Words that are taken as they are: flags are among them, and empty values.</summary>
/// <param name="name">The argument's name.</param>
sealed class SettingsArgument(string name) : Argument<string[]>(name), IFreeText;
