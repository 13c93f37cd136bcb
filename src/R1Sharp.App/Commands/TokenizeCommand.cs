// r1 tokenize and r1 detokenize: texts to ids and back, as JSON Lines.

using System.CommandLine;
using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.App.Stages;
using R1Sharp.Learning;

namespace R1Sharp.App.Commands;

/// <summary>The commands of a tokenizer.</summary>
static class TokenizeCommand
{
    static readonly Option<string> Directory = new("--tokenizer")
    {
        Description = "The folder of a tokenizer or model, or a GGUF file.",
        Required = true,
        HelpName = "folder",
    };
    static readonly Option<string> Input = new("--file") { Description = "A JSON Lines file, or - for standard input.", Required = true, HelpName = "file" };

    /// <summary>Declares <c>tokenize</c>.</summary>
    public static Command Create()
    {
        var special = new Option<bool>("--add-special") { Description = "Put the special tokens around each text that the tokenizer names." };
        var command = new Command("tokenize", "Turn {\"text\":…} lines into {\"ids\":…} lines.") { Directory, Input, special };
        command.SetAction(parsed =>
        {
            var tokenizer = ModelFiles.Of(parsed.GetRequiredValue(Directory)).Tokenizer();
            bool addsSpecial = parsed.GetValue(special);
            return JsonLines.Answer(parsed.GetRequiredValue(Input), (line, answer) =>
            {
                string text = Text(line);
                answer.WriteStartArray("ids");
                foreach (int id in addsSpecial ? tokenizer.EncodeWithSpecial(text) : tokenizer.Encode(text)) answer.WriteNumberValue(id);
                answer.WriteEndArray();
            });
        });
        return command;
    }

    /// <summary>Declares <c>detokenize</c>.</summary>
    public static Command CreateReverse()
    {
        var skip = new Option<bool>("--skip-special") { Description = "Leave special tokens out of the texts." };
        var command = new Command("detokenize", "Turn {\"ids\":…} lines into {\"text\":…} lines.") { Directory, Input, skip };
        command.SetAction(parsed =>
        {
            var tokenizer = ModelFiles.Of(parsed.GetRequiredValue(Directory)).Tokenizer();
            bool skipsSpecial = parsed.GetValue(skip);
            return JsonLines.Answer(parsed.GetRequiredValue(Input), (line, answer) =>
                answer.WriteString("text", tokenizer.Decode(Ids(line), skipsSpecial)));
        });
        return command;
    }

    static string Text(JsonElement line) => line.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()!
        : throw new UserErrorException("the line needs a \"text\", like {\"text\":\"…\"}.");

    static int[] Ids(JsonElement line)
    {
        if (!line.TryGetProperty("ids", out var ids) || ids.ValueKind != JsonValueKind.Array)
            throw new UserErrorException("the line needs \"ids\", like {\"ids\":[1,2]}.");
        return [.. ids.EnumerateArray().Select(id => id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out int value) && value >= 0 ? value
            : throw new UserErrorException($"{id.GetRawText()} in \"ids\" is not an id: ids are whole numbers from 0 on."))];
    }
}
