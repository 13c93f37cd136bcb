using System.Text.Json;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>tokenize, detokenize and template as users pipe them: a line for a line, and an error is a line, too.</summary>
public sealed class TokenizeCommandTests
{
    [Fact]
    public void Texts_become_ids_and_ids_texts()
    {
        using var directory = new TemporaryDirectory();
        SmallTokenizer.Instance.Save(directory.Path);
        var ids = Cli.RunWith("{\"text\":\"the <think>é🙂\\ud83d\"}\n{\"txt\":1}\n\n{\"text\":\"\"}\n", "tokenize", "--tokenizer", directory.Path, "--file", "-");
        Assert.Equal((1, ""), (ids.Code, ids.Error));
        string[] lines = ids.Output.TrimEnd().Split('\n');
        string expected = string.Join(',', SmallTokenizer.Instance.Encode("the <think>é🙂\uFFFD"));
        Assert.Equal([$"{{\"ids\":[{expected}]}}", "{\"error\":\"the line needs a \\\"text\\\", like {\\\"text\\\":\\\"…\\\"}.\"}", "{\"ids\":[]}"], lines);

        int end = SmallTokenizer.Instance.EndOfTextId;
        var texts = Cli.RunWith($"{lines[0]}\n{{\"ids\":[{end},{expected}]}}\n", "detokenize", "--tokenizer", directory.Path, "--file", "-", "--skip-special");
        Assert.Equal(0, texts.Code);
        Assert.Equal(Enumerable.Repeat("the <think>é🙂\uFFFD", 2), texts.Output.TrimEnd().Split('\n').Select(line => JsonElement.Parse(line).GetProperty("text").GetString()));
    }

    [Fact]
    public void Conversations_become_texts()
    {
        using var directory = new TemporaryDirectory();
        SmallTokenizer.Instance.Save(directory.Path);
        directory.With("lines.jsonl",
            """
            {"messages":[{"role":"user","content":"hi"}],"add_generation_prompt":true}
            {"messages":[{"role":"nobody","content":"hi"}]}
            {"template":"{{ a }}{{ tools is defined }}{{ strftime_now('%Y-%m-%d %H:%M') }}","context":{"a":"<é>"},"now":"2024-07-26T12:30:00Z"}
            {"template":"{{ eos_token }}{{ tools }}{{ x }}","x":1.0}
            {"template":"{% for %}"}
            """);
        var result = Cli.Run("template", "--tokenizer", directory.Path, "--file", Path.Combine(directory.Path, "lines.jsonl"));
        string[] lines = result.Output.TrimEnd().Split('\n');
        Assert.Equal(1, result.Code);
        Assert.Equal("{\"text\":\"<|user|>hi<|assistant|>\"}", lines[0]);
        Assert.StartsWith("{\"error\":\"The chat template refuses the conversation: A message is from", lines[1]);
        Assert.Equal("{\"text\":\"<é>False2024-07-26 12:30\"}", lines[2]);
        Assert.Equal("{\"text\":\"<|endoftext|>None1.0\"}", lines[3]);
        Assert.StartsWith("{\"error\":\"The chat template is not understood in line 1", lines[4]);
    }

    [Fact]
    public void A_bare_template_needs_no_tokenizer()
    {
        using var directory = new TemporaryDirectory();
        directory.With("t.jinja", "{% for m in messages %}\n[{{ m.content }}]\n{% endfor %}\n");
        var result = Cli.RunWith("{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"content\":\"b\"}]}", "template", "--template", Path.Combine(directory.Path, "t.jinja"), "--file", "-");
        Assert.Equal((0, "{\"text\":\"[a]\\n[b]\\n\"}\n"), (result.Code, result.Output));
        Assert.Equal(2, Cli.Run("tokenize", "--tokenizer", directory.Path, "--file", "-").Code);
    }
}
