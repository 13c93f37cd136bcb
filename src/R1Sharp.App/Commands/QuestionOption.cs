// --question: how a file's columns make a question, for the commands that read problem files.

using System.CommandLine;

namespace R1Sharp.App.Commands;

/// <summary>The option by which a user says what is asked.</summary>
static class QuestionOption
{
    /// <summary>Declares it.</summary>
    public static Option<string?> Create() => new("--question")
    {
        Description = "The whole question of a file's line with {column} places, e.g. '{passage}\\n\\n{question}'; \\n is a new line, {options} are those "
            + "of multiple choice as lettered lines.",
        HelpName = "text",
    };

    /// <summary>The template; null where none is given.</summary>
    public static string? Read(ParseResult parsed, Option<string?> option) => parsed.GetValue(option)?.Replace("\\n", "\n");
}
