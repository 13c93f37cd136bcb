using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Stages;

/// <summary>Which tokens of conversations are learned, and what becomes of long ones.</summary>
public sealed class LearnedTextTests : IDisposable
{
    const string Marked = "{% for m in messages %}[{{ m.role }}]{% if m.role == 'assistant' %}{% generation %}{{ m.content }}.{% endgeneration %}{% else %}{{ m.content }}{% endif %}{{ '\\n' }}{% endfor %}"
        + "{% if add_generation_prompt %}[assistant]{% endif %}";
    const string Plain = "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% if m.role == 'assistant' %}.{% endif %}{{ '\\n' }}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}";

    // As R1-Distill's: thoughts are begun in the prompt and left out of what was said.
    const string Thinking = "{% for m in messages %}[{{ m.role }}]{% if m.role == 'assistant' %}{% generation %}{{ m.content.split('</think>')[-1] }}.{% endgeneration %}{% else %}{{ m.content }}{% endif %}{{ '\\n' }}{% endfor %}"
        + "{% if add_generation_prompt %}[assistant]<think>{{ '\\n' }}{% endif %}";
    const string TwoTurns = """{"messages":[{"role":"user","content":"ab"},{"role":"assistant","content":"cd"},{"role":"user","content":"ef"},{"role":"assistant","content":"gh"}]}""";

    static readonly Tokenizer s_tokenizer = TokenizerTrainer.Train(["one two"], new() { VocabularySize = 300 });
    readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    List<TokenSequence> Learned(string template, ExampleFile how, int maxPositions, ExampleCounts counts, params string[] rows)
    {
        File.WriteAllLines(_file, rows);
        var corpora = new Corpora(new Recipe { Name = "x", Stages = [] }, new MiniatureWorld(new()));
        return [.. corpora.Examples(how with { Path = _file }, new(s_tokenizer, maxPositions), PromptTemplate.Named("chat", s_tokenizer.With(template, null)), counts)];
    }

    TokenSequence One(string template, LearnedPart? part, string row) => Learned(template, new() { Path = "", Learn = part }, 999, new(), row).Single();

    // The text with what is learned in brackets.
    static string Shown(TokenSequence sequence)
    {
        var text = new System.Text.StringBuilder();
        for (int i = 0; i < sequence.Tokens.Length; i++)
        {
            bool isTarget = sequence.Targets.Contains(i), before = sequence.Targets.Contains(i - 1);
            text.Append(isTarget == before ? "" : isTarget ? "«" : "»").Append(s_tokenizer.Decode([sequence.Tokens[i]]));
        }
        return text.Append(sequence.Targets.Contains(sequence.Tokens.Length - 1) ? "»" : "").ToString();
    }

    [Theory]
    [InlineData(Marked, "[user]ab\n[assistant]«cd.»\n[user]ef\n[assistant]«gh.»\n")]
    [InlineData(Plain, "[user]ab\n[assistant]«cd.\n»[user]ef\n[assistant]«gh.\n»")]
    public void TheAssistantsTurnsAreThoseThatTheTemplateMarksOrRendersBehindItsPrompt(string template, string shown) =>
        Assert.Equal(shown, Shown(One(template, LearnedPart.Assistant, TwoTurns)));

    // Calls as templates of tools write them, and messages of a tool.
    const string Calling = "{% for t in tools or [] %}({{ t | tojson }}){% endfor %}{% for m in messages %}[{{ m.role }}]{{ m.content or '' }}{% for c in m.tool_calls or [] %}{{ c.function | tojson }}{% endfor %}."
        + "{{ '\\n' }}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}";

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"q"},{"role":"assistant","reasoning_content":"t","content":"a"}]}""", "[user]q.\n[assistant]«<think>\nt\n</think>\n\na<|endoftext|>»")]
    [InlineData("""{"messages":[{"role":"user","content":"q"},{"role":"assistant","thinking":"t","content":"a","info":{"x":1}}]}""", "[user]q.\n[assistant]«<think>\nt\n</think>\n\na<|endoftext|>»")]
    [InlineData("""{"messages":[{"role":"user","content":"q"},{"role":"assistant","reasoning_content":"t","content":"<think>u</think>a"}]}""", "[user]q.\n[assistant]«<think>u</think>a<|endoftext|>»")]
    [InlineData("""{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[{"function":{"name":"f","arguments":{"x":1,"y":null}}}]}]}""",
        "[user]q.\n[assistant]«{\"name\": \"f\", \"arguments\": {\"x\": 1}}.<|endoftext|>»")]
    [InlineData("""{"prompt":[{"role":"user","content":"q"}],"completion":[{"role":"assistant","tool_calls":[{"function":{"name":"f"}}]},{"role":"tool","content":"42"},{"role":"assistant","content":"It is 42"}]}""",
        "[user]q.\n[assistant]«{\"name\": \"f\"}.\n[tool]42.\n[assistant]It is 42.<|endoftext|>»")]
    [InlineData("""{"tools":[{"name":"f","x":null,"y":{"z":null}}],"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}""", "({\"name\": \"f\", \"y\": {}})[user]q.\n[assistant]«a<|endoftext|>»")]
    public void AnAnswerIsAllThatItsMessageSays(string row, string shown) => Assert.Equal(shown, Shown(One(Calling, null, row)));

    [Fact]
    public void AnEmptyAnswerWithoutACallIsRefused() => Assert.Contains("the completion is empty", Assert.Throws<UserErrorException>(() =>
        One(Calling, null, """{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"","tool_calls":[]}]}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void ThoughtsThatThePromptOpensAndClosesAreSaidOnce()
    {
        const string Closed = "{% for m in messages %}[{{ m.role }}]{{ m.content }}{{ '\\n' }}{% endfor %}{% if add_generation_prompt %}[assistant]<think>{{ '\\n\\n' }}</think>{{ '\\n\\n' }}{% endif %}";
        Assert.Equal("[user]q\n[assistant]<think>\n\n</think>\n\n«a<|endoftext|>»", Shown(One(Closed, null, """{"prompt":"q","completion":"<think>\n\n</think>\n\na"}""")));
    }

    [Fact]
    public void ARowsVariablesReachTheTemplate()
    {
        const string Template = "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% if m.role == 'assistant' %}.{% endif %}{{ '\\n' }}{% endfor %}"
            + "{% if add_generation_prompt %}[assistant]{% if quiet %}<think></think>{% endif %}{% endif %}";
        string row(string variables) => $$"""{"prompt":"ab","completion":"cd"{{variables}}}""";
        Assert.Equal("[user]ab\n[assistant]«cd<|endoftext|>»", Shown(One(Template, null, row(""))));
        Assert.Equal("[user]ab\n[assistant]<think></think>«cd<|endoftext|>»", Shown(One(Template, null, row(""","chat_template_kwargs":{"quiet":true}"""))));
        Assert.Equal("[user]ab\n[assistant]<think></think>«cd<|endoftext|>»", Shown(One(Template, null, row(""","chat_template_kwargs":"{\"quiet\":true}" """))));
        Assert.Contains(":1: the column 'chat_template_kwargs' is no map", Assert.Throws<UserErrorException>(() => One(Template, null, row(""","chat_template_kwargs":[1]"""))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LearnedPart.Completion, "[user]ab\n[assistant]cd.\n[user]ef\n[assistant]«gh<|endoftext|>»")]
    [InlineData(LearnedPart.Everything, "[«user]ab\n[assistant]cd.\n[user]ef\n[assistant]gh.\n<|endoftext|>»")]
    public void LessOrMoreIsLearnedWhereItIsSaid(object part, string shown) => Assert.Equal(shown, Shown(One(Marked, (LearnedPart)part, TwoTurns)));

    [Theory]
    [InlineData(LearnedPart.Completion, "[user]ab\n[assistant]«cd<|endoftext|>»")]
    [InlineData(LearnedPart.Assistant, "[user]ab\n[assistant]«cd.»\n")]
    [InlineData(LearnedPart.Everything, "[«user]ab\n[assistant]cd.\n[user]ef\n<|endoftext|>»")]
    [InlineData(LearnedPart.AsTrl, "[«user]ab\n[assistant]cd.\n[user]ef\n<|endoftext|>»")]
    public void WhatIsSaidBehindTheLastAnswerIsLearnedWhereEverythingIs(object part, string shown) => Assert.Equal(shown,
        Shown(One(Marked, (LearnedPart)part, """{"messages":[{"role":"user","content":"ab"},{"role":"assistant","content":"cd"},{"role":"user","content":"ef"}]}""")));

    [Theory]
    [InlineData("<think>\\nt</think>a")]
    [InlineData("<think>t</think>a")]
    [InlineData("t</think>a")]
    public void AThoughtThatTheTemplateBeginsIsBegunOnce(string completion)
    {
        string row = $$"""{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"{{completion}}"}]}""";
        Assert.Equal("[user]q\n[assistant]<think>\n«t</think>a<|endoftext|>»", Shown(One(Thinking, LearnedPart.Completion, row)));
        Assert.Equal("[user]q\n[assistant]<think>\n«t</think>a<|endoftext|>»", Shown(One(Thinking, LearnedPart.Assistant, row)));
    }

    [Fact]
    public void EarlierTurnsAreLearnedAsTheTemplateSaysThemWithoutTheirThoughts()
    {
        string row = TwoTurns.Replace("cd", "t</think>cd", StringComparison.Ordinal).Replace("gh", "u</think>gh", StringComparison.Ordinal);
        Assert.Equal("[user]ab\n[assistant]«cd.»\n[user]ef\n[assistant]<think>\n«u</think>gh<|endoftext|>»", Shown(One(Thinking, LearnedPart.Assistant, row)));
    }

    [Fact]
    public void ToolsOfARowReachTheTemplate()
    {
        const string Template = "{% if tools %}tools: {{ tools[0].name }}{{ '\\n' }}{% endif %}" + Plain;
        string list = TwoTurns.Replace("}]}", "}],\"tools\":[{\"name\":\"add\"}]}", StringComparison.Ordinal), text = TwoTurns.Replace("}]}", "}],\"tools\":\"[{\\\"name\\\":\\\"add\\\"}]\"}", StringComparison.Ordinal);
        Assert.StartsWith("tools: add\n[user]ab", Shown(One(Template, null, list)));
        Assert.Equal(Shown(One(Template, null, list)), Shown(One(Template, null, text)));
        Assert.Equal("[user]ab\n[assistant]cd.\n[user]ef\n[assistant]«gh<|endoftext|>»", Shown(One(Template, null, TwoTurns.Replace("}]}", "}],\"tools\":[]}", StringComparison.Ordinal))));
        string broken = TwoTurns.Replace("}]}", "}],\"tools\":\"add\"}", StringComparison.Ordinal);
        Assert.Contains(":1: the column 'tools'", Assert.Throws<UserErrorException>(() => One(Template, null, broken)).Message);
    }

    [Fact]
    public void LongExamplesAreCutOrLeftOutAndCounted()
    {
        string[] rows = [TwoTurns, TwoTurns.Replace("gh", "g", StringComparison.Ordinal), TwoTurns.Replace("gh", new string('h', 90), StringComparison.Ordinal)];
        int length = Learned(Plain, new() { Path = "" }, 999, new(), TwoTurns).Single().Tokens.Length;
        Assert.Contains(":3: the example has ", Assert.Throws<UserErrorException>(() => Learned(Plain, new() { Path = "" }, length, new(), rows)).Message);
        ExampleCounts cut = new(), leftOut = new(), nothing = new();
        Assert.Equal([length, length - 1, length], Learned(Plain, new() { Path = "", MaxTokens = length }, 999, cut, rows).Select(s => s.Tokens.Length));
        Assert.Equal((1L, 0L), (cut.Cut, cut.LeftOut));
        Assert.Equal([length, length - 1], Learned(Plain, new() { Path = "", TooLong = LongExample.LeaveOut }, length, leftOut, rows).Select(s => s.Tokens.Length));
        Assert.Equal((0L, 1L), (leftOut.Cut, leftOut.LeftOut));
        // Cut before the answer begins there is nothing to learn.
        Assert.Empty(Learned(Plain, new() { Path = "", MaxTokens = 5 }, 999, nothing, rows));
        Assert.Equal(3, nothing.LeftOut);
    }

    [Fact]
    public void MarksInsideAMacroAreRefused()
    {
        const string Template = "{% macro said(m) %}{% generation %}{{ m.content }}{% endgeneration %}{% endmacro %}{% for m in messages %}{{ said(m) }}{% endfor %}";
        Assert.Contains("inside a macro", Assert.Throws<UserErrorException>(() => One(Template, LearnedPart.Assistant, TwoTurns)).Message);
    }
}
