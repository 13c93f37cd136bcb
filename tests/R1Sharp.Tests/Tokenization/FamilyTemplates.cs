// The chat templates written in the forms of several families, and what Jinja itself makes of them.

using System.Globalization;
using System.Text.Json;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Tests.Tokenization;

/// <summary>One rendering of the golden file.</summary>
/// <param name="Template">The file of the template.</param>
/// <param name="Title">What the conversation is.</param>
/// <param name="Variables">What the template sees beside its special tokens.</param>
/// <param name="Now">The time, where the template may know it.</param>
/// <param name="Text">What Jinja makes of it; null where it fails.</param>
sealed record FamilyCase(string Template, string Title, Dictionary<string, JsonElement> Variables, DateTime? Now, string? Text);

/// <summary>Templates and cases.</summary>
static class FamilyTemplates
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden/Tokenization");
    static readonly JsonElement Golden = JsonElement.Parse(File.ReadAllBytes(Path.Combine(Folder, "chat_templates.json")));

    /// <summary>The special tokens that the templates see.</summary>
    public static IReadOnlyDictionary<string, string> SpecialTokens { get; } =
        Golden.GetProperty("special_tokens").EnumerateObject().ToDictionary(token => token.Name, token => token.Value.GetString()!);

    /// <summary>All cases.</summary>
    public static IReadOnlyList<FamilyCase> Cases { get; } = [.. Golden.GetProperty("families").EnumerateArray().Select(Case)];

    /// <summary>The source of a template.</summary>
    public static string Source(string file) => File.ReadAllText(Path.Combine(Folder, "templates", file));

    /// <summary>A template by its file.</summary>
    public static ChatTemplate Load(string file) => new(Source(file), SpecialTokens);

    static FamilyCase Case(JsonElement given) => new(
        given.GetProperty("template").GetString()!,
        $"{given.GetProperty("title").GetString()}, {given.GetProperty("variables").GetProperty("add_generation_prompt").GetRawText()}",
        given.GetProperty("variables").EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value),
        given.GetProperty("now").GetString() is { } now ? DateTime.Parse(now, CultureInfo.InvariantCulture) : null,
        given.GetProperty("text").GetString());
}
