// A text that may be empty: a question, or what is put between thoughts. All other texts name something, and nothing has no name.

using System.CommandLine;

namespace R1Sharp.App.Commands;

/// <summary>An option whose value may be the empty text.</summary>
/// <param name="name">The option's name with its dashes.</param>
public sealed class FreeTextOption(string name) : Option<string?>(name);
