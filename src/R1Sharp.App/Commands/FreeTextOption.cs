// Texts that may be empty or blank: a question, what is put between thoughts, what ends a completion. All other texts name something,
// and nothing has no name.

using System.CommandLine;

namespace R1Sharp.App.Commands;

/// <summary>An option whose value may be an empty text.</summary>
/// <typeparam name="T">A text, or several.</typeparam>
/// <param name="name">The option's name with its dashes.</param>
sealed class FreeTextOption<T>(string name) : Option<T>(name), IFreeText;

/// <summary>Marks what may be empty.</summary>
interface IFreeText;
