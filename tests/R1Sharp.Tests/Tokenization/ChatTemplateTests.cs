using System.Text.Json;
using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Tokenization;

/// <summary>The same text as Jinja itself (golden file and its script), and an end to every template.</summary>
public sealed class ChatTemplateTests
{
    static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden/Tokenization/chat_templates.json"))).RootElement;
    static readonly Dictionary<string, string> NoTokens = [];

    [Theory]
    [InlineData("qwen2.5")]
    [InlineData("llama-3-instruct")]
    [InlineData("deepseek-v3")]
    public void Renders_real_templates_as_Jinja_does(string name)
    {
        var template = ChatTemplate.Of(SharedTokenizers.Load(name));
        int cases = 0;
        foreach (var conversation in Golden.GetProperty("conversations").EnumerateArray().Where(entry => entry.GetProperty("tokenizer").GetString() == name))
        {
            var messages = conversation.GetProperty("messages").EnumerateArray().Select(Message).ToArray();
            JsonElement? tools = conversation.GetProperty("tools") is { ValueKind: JsonValueKind.Array } given ? given : null;
            string title = conversation.GetProperty("title").GetString() + ": ";
            string? text = RenderOrNull(() => template.Render(messages, conversation.GetProperty("add_generation_prompt").GetBoolean(), tools));
            Assert.Equal(title + conversation.GetProperty("text").GetString(), title + text);
            cases++;
        }
        Assert.Equal(16, cases);
    }

    [Theory]
    [InlineData("qwen3.jinja")]
    [InlineData("llama-3.1.jinja")]
    [InlineData("r1-distill.jinja")]
    [InlineData("blocks.jinja")]
    public void Renders_the_templates_of_other_families_as_Jinja_does(string file)
    {
        var template = FamilyTemplates.Load(file);
        var cases = FamilyTemplates.Cases.Where(given => given.Template == file).ToArray();
        foreach (var given in cases)
            Assert.Equal($"{given.Title}: {given.Text}", $"{given.Title}: {RenderOrNull(() => template.Render(given.Variables, given.Now))}");
        Assert.Equal(36, cases.Length);
    }

    [Theory]
    [InlineData("r1-distill.jinja", null, "<think>\n")]
    [InlineData("qwen3.jinja", null, "")]
    [InlineData("qwen3.jinja", "false", "<think>\n\n</think>\n\n")]
    [InlineData("llama-3.1.jinja", null, "")]
    public void A_template_says_what_it_puts_into_the_assistants_mouth(string file, string? thinking, string prefill)
    {
        var variables = thinking is null ? null : new Dictionary<string, JsonElement> { ["enable_thinking"] = JsonElement.Parse(thinking) };
        Assert.Equal(prefill, FamilyTemplates.Load(file).Prefill(variables));
    }

    [Fact]
    public void Speaks_Jinja()
    {
        var values = Golden.GetProperty("values").EnumerateObject().ToDictionary(value => value.Name, value => value.Value);
        var differences = new List<string>();
        foreach (var snippet in Golden.GetProperty("snippets").EnumerateArray())
        {
            string source = snippet.GetProperty("source").GetString()!, expected = snippet.GetProperty("text").GetString() ?? "(error)";
            string text = RenderOrNull(() => new ChatTemplate(source, NoTokens).Render([], false, variables: values)) ?? "(error)";
            if (text != expected) differences.Add($"{source}\n  Jinja: {expected}\n  here:  {text}");
        }
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Theory]
    [InlineData("{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}", "steps")]
    [InlineData("{% set ns = namespace(s='x') %}{% for i in range(100) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}", "longer than")]
    [InlineData("{{ 'x' * 1000000000000 }}", "longer than")]
    [InlineData("{{ 'x' * 9223372036854775807 * 2 }}", "longer than")]
    [InlineData("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "nests too deep")]
    [InlineData("{% set ns = namespace(l=[]) %}{% for i in range(50000) %}{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l }}", "nests too deep")]
    [InlineData("{% for i in range(1000000) %}{% endfor %}", "at most 100000")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = ns.l + ns.l %}{% endfor %}", "longer than")]
    [InlineData("{{ 9223372036854775807 + 1 }}", "too large")]
    [InlineData("{{ 2 ** 100000000000 }}", "too large")]
    [InlineData("{{ [1] | tojson(indent=1000) * 100000 }}", "longer than")]
    public void Every_template_ends(string source, string message)
    {
        var error = Assert.Throws<UserErrorException>(() => new ChatTemplate(source, NoTokens).Render([], false));
        Assert.Contains(message, error.Message);
        Assert.Contains("line 1", error.Message);
    }

    [Fact]
    public void Deep_nesting_in_the_source_is_an_error_and_not_a_crash()
    {
        foreach (string source in (string[])["{{ " + new string('(', 10_000) + new string(')', 10_000) + " }}", "{{ " + new string('[', 10_000) + new string(']', 10_000) + " }}", "{{ " + string.Concat(Enumerable.Repeat("not ", 10_000)) + "1 }}", "{{ " + new string('-', 10_000) + "1 }}", string.Concat(Enumerable.Repeat("{% if true %}", 10_000))])
            Assert.Contains("nests too deep", Assert.Throws<UserErrorException>(() => new ChatTemplate(source, NoTokens)).Message);
        string sum = "{{ " + string.Join(" + ", Enumerable.Repeat("1", 10_000)) + " }}";
        Assert.Contains("nests too deep", Assert.Throws<UserErrorException>(() => new ChatTemplate(sum, NoTokens).Render([], false)).Message);
    }

    [Fact]
    public void An_error_names_its_line()
    {
        Assert.Contains("line 3", Assert.Throws<UserErrorException>(() => new ChatTemplate("a\n\n{% nosuch %}", NoTokens)).Message);
        Assert.Contains("line 2", Assert.Throws<UserErrorException>(() => new ChatTemplate("a\n{{ x.y }}", NoTokens).Render([], false)).Message);
        Assert.Contains("refuses the conversation: no tools here", Assert.Throws<UserErrorException>(() => new ChatTemplate("{{ raise_exception('no tools here') }}", NoTokens).Render([], false)).Message);
    }

    [Fact]
    public void The_time_is_told_only_where_it_is_given()
    {
        var template = new ChatTemplate("{% if strftime_now is defined %}{{ strftime_now('%d %b %Y %-d %H:%M %A') }}{% else %}never{% endif %}", NoTokens);
        Assert.Equal("never", template.Render([], false));
        Assert.Equal("05 Mar 2024 5 07:08 Tuesday", template.Render([], false, now: new DateTime(2024, 3, 5, 7, 8, 9)));
    }

    static ChatMessage Message(JsonElement message) => new(message.GetProperty("role").GetString()!, message.GetProperty("content").GetString())
    {
        Properties = message.EnumerateObject().Where(property => property.Name is not ("role" or "content")).ToDictionary(property => property.Name, property => property.Value),
    };

    static string? RenderOrNull(Func<string> render)
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
