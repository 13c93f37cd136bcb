// r1 template: conversations to the texts that a model continues, as JSON Lines.

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Commands;

/// <summary>The command that applies chat templates.</summary>
static class TemplateCommand
{
    // What a line says about its rendering; everything else in it is a variable of the template.
    const string OwnTemplate = "template", OwnVariables = "context", Now = "now";

    static readonly JsonElement s_null = JsonElement.Parse("null"), s_false = JsonElement.Parse("false");

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var directory = new Option<string?>("--tokenizer")
        {
            Description = "The folder of a tokenizer or model, or a GGUF file; its template and special tokens are used.",
            HelpName = "folder",
        };
        var file = new Option<string?>("--template") { Description = "A Jinja file to use instead of the tokenizer's template.", HelpName = "file" };
        var input = new Option<string>("--file") { Description = "A JSON Lines file, or - for standard input.", Required = true, HelpName = "file" };
        var command = new Command("template", "Turn {\"messages\":…} lines into {\"text\":…} lines by a chat template.") { directory, file, input };
        command.SetAction(parsed =>
        {
            var tokenizer = parsed.GetValue(directory) is { } folder ? ModelFiles.Of(folder).Tokenizer() : null;
            var special = tokenizer?.SpecialTokens ?? new Dictionary<string, string>();
            var common = parsed.GetValue(file) is { } path ? new ChatTemplate(Read(path), special)
                : tokenizer?.ChatTemplate is not null ? ChatTemplate.Of(tokenizer) : null;
            return JsonLines.Answer(parsed.GetRequiredValue(input), (line, answer) => answer.WriteString("text", Render(line, common, special)));
        });
        return command;
    }

    static string Render(JsonElement line, ChatTemplate? common, IReadOnlyDictionary<string, string> special)
    {
        var template = line.TryGetProperty(OwnTemplate, out var own) ? new ChatTemplate(Text(own, OwnTemplate), special)
            : common ?? throw new UserErrorException(
                "there is no template: name one by --template, use a tokenizer that has one, or give the line a \"template\".");
        DateTime? now = line.TryGetProperty(Now, out var time) && time.ValueKind != JsonValueKind.Null ? Time(Text(time, Now)) : null;
        return template.Render(Variables(line), now);
    }

    // Without a context the variables are those of transformers' apply_chat_template.
    static Dictionary<string, JsonElement> Variables(JsonElement line)
    {
        var variables = new Dictionary<string, JsonElement>();
        bool hasContext = line.TryGetProperty(OwnVariables, out var context) && context.ValueKind != JsonValueKind.Null;
        if (!hasContext) (variables["tools"], variables["documents"], variables["add_generation_prompt"]) = (s_null, s_null, s_false);
        foreach (var property in line.EnumerateObject())
            if (property.Name is not (OwnTemplate or OwnVariables or Now))
                variables[property.Name] = property.Value;
        if (!hasContext) return variables;
        if (context.ValueKind != JsonValueKind.Object) throw new UserErrorException("the \"context\" must be an object of variables.");
        foreach (var property in context.EnumerateObject()) variables[property.Name] = property.Value;
        return variables;
    }

    static string Text(JsonElement value, string name) => value.ValueKind == JsonValueKind.String ? value.GetString()!
        : throw new UserErrorException($"\"{name}\" must be a text.");

    // The clock's own reading, whatever its zone.
    static DateTime Time(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? time.DateTime
        : throw new UserErrorException($"\"now\" is \"{text}\", which is not a time like 2024-07-26T12:00:00.");

    static string Read(string path)
    {
        if (!File.Exists(path))
            throw new UserErrorException($"{path}: there is no such file{NearestPath.Hint(path)}; paths are relative to the present folder.");
        return Utf8Text.ReadAll(path);
    }
}
