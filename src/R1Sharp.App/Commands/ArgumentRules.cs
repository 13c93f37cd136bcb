// What holds for the arguments of every command, and the sentence about what is wrong with them.

using System.CommandLine;
using System.CommandLine.Parsing;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Commands;

/// <summary>Rules for all options and arguments.</summary>
static class ArgumentRules
{
    /// <summary>How arguments are cut into words: @name is a text like any other and no file of further arguments.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null };

    /// <summary>Applies the rules to a command and all below it.</summary>
    public static void Apply(Command command)
    {
        for (int i = 0; i < command.Validators.Count; i++)
            command.Validators[i] = AfterValues(command.Validators[i]);
        command.Validators.Insert(0, RefuseWords);
        foreach (var below in command.Subcommands)
            Apply(below);
    }

    /// <summary>The sentence about the first mistake: one about a value before one about what is missing, unknown words between them.</summary>
    public static string Mistake(ParseResult parsed)
    {
        if (parsed.Errors.FirstOrDefault(e => IsAboutValue(e.SymbolResult)) is { } error)
            return Named(error);
        if (parsed.UnmatchedTokens is not [var unknown, ..])
            return Named(parsed.Errors[^1]);
        var command = parsed.CommandResult.Command;
        var known = unknown.StartsWith('-') ? command.Options.Select(o => o.Name) : command.Subcommands.Select(c => c.Name);
        return $"Unrecognized command or argument '{unknown}'{(NearestName.Of(unknown, known) is { } near ? $" (did you mean '{near}'?)" : "")}";
    }

    static bool IsAboutValue(SymbolResult? result) => result is OptionResult { Implicit: false }
        || (result is ArgumentResult && (result.Tokens.Count > 0 || IsAboutValue(result.Parent)));

    static bool IsText(Type type) => type == typeof(string) || type == typeof(string[]);

    static void RefuseWords(CommandResult result)
    {
        foreach (var child in result.Children)
            if (Refusal(child) is { } sentence)
                child.AddError(sentence);
    }

    // What names something is not empty; and where a command takes any number of words, a mistyped option is none of them.
    static string? Refusal(SymbolResult result)
    {
        if (result is OptionResult { Option: var option } ? !IsText(option.ValueType) || option is IFreeText
            : result is not ArgumentResult { Argument: not IFreeText })
            return null;
        if (result.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value)))
            return $"{NameOf(result)} is empty, but must say something";
        return result is ArgumentResult && result.Tokens.FirstOrDefault(t => t.Value.StartsWith("--", StringComparison.Ordinal)) is { } unknown
            ? $"'{unknown.Value}' is no option of this command; where a file is called so, write ./{unknown.Value}" : null;
    }

    // A check of several options together asks for their values, which throw where they cannot be read; that is told by itself.
    static Action<CommandResult> AfterValues(Action<CommandResult> check) => result =>
    {
        if (result.Children.Any(child => Refusal(child) is not null))
            return;
        try
        {
            check(result);
        }
        catch (InvalidOperationException)
        {
        }
    };

    static string Named(ParseError error)
    {
        string name = NameOf(error.SymbolResult), message = string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return message.Contains(name, StringComparison.Ordinal) ? message : $"{name}: {message}";
    }

    static string NameOf(SymbolResult? result) => result switch
    {
        OptionResult option => option.Option.Name,
        ArgumentResult { Parent: OptionResult option } => option.Option.Name,
        ArgumentResult argument => argument.Argument.Name,
        _ => "",
    };
}
