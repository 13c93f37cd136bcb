using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Judges;

/// <summary>
/// The same texts as Hugging Face's Jinja in JavaScript, wherever that does what Python's does. Python's is the truth (the
/// golden file that <see cref="ChatTemplateTests"/> uses); where the two differ, this program goes with Python.
/// </summary>
public sealed class TemplateJudgeTests
{
    const int FewestCases = 100, MostDifferences = 12;

    [Fact]
    public void Conversations_become_the_same_texts()
    {
        var cases = RealCases().Concat(FamilyCases()).ToArray();
        var answers = Judge.Ask("templates", cases.Select(given => new JsonObject { ["source"] = given.Source, ["variables"] = given.Variables }));
        int alike = 0;
        var differences = new List<string>();
        foreach (var (given, answer) in cases.Zip(answers))
        {
            // Where Python and JavaScript differ, the golden file decides, and this program has to be with Python.
            string? judged = answer.TryGetProperty("text", out var text) ? text.GetString() : null;
            // JavaScript has one kind of number, and writes 1.0 as 1.
            if (judged == given.Python?.Replace(": 1.0", ": 1")) alike++;
            else differences.Add($"{given.Title}\n  Python: {given.Python}\n  JavaScript: {judged}");
            Assert.Equal(given.Title + given.Python, given.Title + given.Ours);
        }
        Assert.True(alike >= FewestCases && differences.Count <= MostDifferences, $"{alike} alike; {string.Join('\n', differences)}");
    }

    sealed record Case(string Title, string Source, JsonObject Variables, string? Python, string? Ours);

    static IEnumerable<Case> RealCases()
    {
        var golden = JsonElement.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden/Tokenization/chat_templates.json")));
        foreach (var given in golden.GetProperty("conversations").EnumerateArray())
        {
            var tokenizer = SharedTokenizers.Load(given.GetProperty("tokenizer").GetString()!);
            var variables = new Dictionary<string, JsonElement> { ["documents"] = JsonElement.Parse("null") };
            foreach (string name in (string[])["messages", "tools", "add_generation_prompt"]) variables[name] = given.GetProperty(name);
            yield return new Case(given.GetProperty("tokenizer").GetString() + ", " + given.GetProperty("title").GetString(), tokenizer.ChatTemplate!,
                Node(variables, tokenizer.SpecialTokens), given.GetProperty("text").GetString(), TextOrNull(() => ChatTemplate.Of(tokenizer).Render(variables)));
        }
    }

    // JavaScript's strftime_now tells the real time, and it has not all statements of blocks.jinja: the golden file has these cases.
    static IEnumerable<Case> FamilyCases() =>
        from given in FamilyTemplates.Cases
        where given.Now is null && given.Template != "blocks.jinja" && !(given.Template == "llama-3.1.jinja" && !given.Variables.ContainsKey("date_string"))
        select new Case($"{given.Template}, {given.Title}", FamilyTemplates.Source(given.Template), Node(given.Variables, FamilyTemplates.SpecialTokens),
            given.Text, TextOrNull(() => FamilyTemplates.Load(given.Template).Render(given.Variables)));

    static JsonObject Node(IReadOnlyDictionary<string, JsonElement> variables, IReadOnlyDictionary<string, string> special)
    {
        var node = new JsonObject();
        foreach (var (name, text) in special) node[name] = text;
        foreach (var (name, value) in variables) node[name] = JsonNode.Parse(value.GetRawText());
        return node;
    }

    static string? TextOrNull(Func<string> render)
    {
        try
        {
            return render();
        }
        catch (UserErrorException)
        {
            return null;
        }
    }
}
