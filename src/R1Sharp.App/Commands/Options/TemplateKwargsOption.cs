// The option that sets variables of the chat template.

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using R1Sharp.App.Data.Shapes;

namespace R1Sharp.App.Commands.Options;

/// <summary>Variables of the chat template, as JSON.</summary>
/// <param name="before">What counts before them, for the help.</param>
sealed class TemplateKwargsOption(string before)
{
    readonly Option<string?> _option = new("--chat-template-kwargs")
    {
        Description = $"Variables of the chat template, a JSON object, e.g. '{{\"enable_thinking\": false}}'; {before} count before them.",
        HelpName = "json",
    };

    /// <summary>Declares it.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_option);
        command.Validators.Add(Check);
    }

    /// <summary>The variables; null where none are given.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Read(ParseResult parsed) => parsed.GetValue(_option) is { } text ? RowVariables.Parse(text) : null;

    void Check(CommandResult result)
    {
        if (result.GetValue(_option) is { } kwargs && RowVariables.Parse(kwargs) is null)
            result.AddError($"{_option.Name} is '{kwargs}', but must be a JSON object like {{\"enable_thinking\": false}}");
    }
}
