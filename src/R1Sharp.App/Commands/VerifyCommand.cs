// r1 verify --file F: judges answers of mathematics, as JSON Lines.

using System.CommandLine;
using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards.Mathematics;

namespace R1Sharp.App.Commands;

/// <summary>The command that judges answers.</summary>
static class VerifyCommand
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var file = new Option<string>("--file") { Description = "JSON Lines, {\"gold\":\"…\",\"pred\":\"…\"} each; - reads standard input.", Required = true };
        var choices = new GraderOptionsGroup<MathOptions>();
        var command = new Command("verify", "Judge answers of mathematics: equal, different or undecided, and why.") { file };
        choices.AddTo(command);
        command.SetAction(parsed =>
        {
            var grader = new MathGrader(choices.Read(parsed));
            return JsonLines.Answer(parsed.GetRequiredValue(file), (line, writer) => Answer(grader, line, writer));
        });
        return command;
    }

    /// <summary>Writes the verdict of a line.</summary>
    /// <exception cref="UserErrorException">The line lacks one of its two texts.</exception>
    internal static void Answer(MathGrader grader, JsonElement line, Utf8JsonWriter writer)
    {
        var judgement = grader.Judge(Text(line, "gold"), Text(line, "pred"));
        writer.WriteString("verdict", judgement.Verdict.ToString().ToLowerInvariant());
        writer.WriteString("reason", judgement.Reason);
    }

    // Numbers are taken as they are written; of a list, its members.
    static string Text(JsonElement line, string name) => !line.TryGetProperty(name, out var value)
        ? throw new UserErrorException($"\"{name}\" is missing: give {{\"gold\":\"…\",\"pred\":\"…\"}}.")
        : value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String or JsonValueKind.Array when GoldValue.Text(value) is { } text => text,
            var kind => throw new UserErrorException($"\"{name}\" is {kind.ToString().ToLowerInvariant()} but must be a text, a number or a list of them."),
        };
}
