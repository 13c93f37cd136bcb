using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Data.Shapes;
using R1Sharp.App.Generations;
using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Data;

/// <summary>What a row says before its question reaches the template, whoever asks.</summary>
public sealed class AskedConversationTests : IDisposable
{
    const string Template = "{% if tools %}<{{ tools[0].name }}>{% endif %}{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}";
    const string System = """{"prompt":[{"role":"system","content":"Be short."},{"role":"user","content":"1+1?"}],"answer":"2"}""";
    const string Turns = """{"prompt":[{"role":"user","content":"1+1?"},{"role":"assistant","content":"2"},{"role":"user","content":"2+2?"}],"answer":"4"}""";

    static readonly Tokenizer s_tokenizer = TokenizerTrainer.Train(["one two"], new() { VocabularySize = 300 });
    readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    Problem Read(string row, string? column = null) => ProblemFile.Read(new() { Path = _folder.Write("rows.jsonl", row + "\n"), ProblemColumn = column })[0];

    static PromptTemplate Chat(string? system = null) => PromptTemplate.Named("chat", s_tokenizer.With(Template, null), system);

    [Theory]
    [InlineData(System, null, "[system]Be short.[user]1+1?[assistant]")]
    [InlineData(System, "Think.", "[system]Be short.[user]1+1?[assistant]")]
    [InlineData(Turns, null, "[user]1+1?[assistant]2[user]2+2?[assistant]")]
    [InlineData(Turns, "Think.", "[system]Think.[user]1+1?[assistant]2[user]2+2?[assistant]")]
    [InlineData("""{"system":"Be short.","conversations":[{"from":"human","value":"1+1?"},{"from":"gpt","value":"2"}],"answer":"2"}""", "Think.", "[system]Be short.[user]1+1?[assistant]")]
    [InlineData("""{"prompt":[{"role":"system","content":"Use it."},{"role":"user","content":"1+1?"}],"tools":[{"name":"sum"}],"answer":"2"}""", null, "<sum>[system]Use it.[user]1+1?[assistant]")]
    [InlineData("""{"prompt":[{"role":"user","content":"1+1?"}],"tools":"[{\"name\":\"sum\"}]","answer":"2"}""", null, "<sum>[user]1+1?[assistant]")]
    [InlineData("""{"prompt":[{"role":"user","content":[{"type":"text","text":"1+1?"}]}],"answer":"2"}""", null, "[user]1+1?[assistant]")]
    [InlineData("""{"problem":"1+1?","answer":"2"}""", "Think.", "[system]Think.[user]1+1?[assistant]")]
    [InlineData("""{"system":"Be short.","problem":"1+1?","answer":"2"}""", "Think.", "[system]Be short.[user]1+1?[assistant]")]
    [InlineData("""{"system":"","system_prompt":"Be short.","question":"1+1?","tools":[{"name":"sum"}],"answer":"2"}""", null, "<sum>[system]Be short.[user]1+1?[assistant]")]
    public void AProblemIsAskedWithAllThatItsRowSays(string row, string? system, string prompt)
    {
        var problem = Read(row);
        Assert.Equal(prompt, ProblemPrompt.Of(Chat(system), problem));
        // What a stage leaves of it is asked as it was.
        var left = new JsonLine("data.jsonl", 1, JsonSerializer.SerializeToElement(DataRow.Of(problem, "there")));
        Assert.Equal(prompt, ProblemPrompt.Of(Chat(system), DataRow.ProblemOf(left)));
        // And what is learned from it stands behind the same prompt.
        var collected = new JsonLine("data.jsonl", 1, JsonSerializer.SerializeToElement(DataRow.Of(problem, "2", "there", "right")));
        Assert.Equal(prompt, ProblemPrompt.Of(Chat(system), collected, collected.Needed("question").GetString()!));
    }

    [Fact]
    public void ANamedColumnOfMessagesIsAskedWholeToo()
    {
        var problem = Read("""{"problem":"something else","asked":[{"role":"system","content":"Be short."},{"role":"user","content":"1+1?"}],"answer":"2"}""", "asked");
        Assert.Equal("[system]Be short.[user]1+1?[assistant]", ProblemPrompt.Of(Chat(), problem));
    }

    [Theory]
    [InlineData("""{"prompt":[{"role":"user","content":"1+1?"},{"role":"assistant","content":"It is"}],"answer":"2"}""", "ends with an answer that the assistant has begun")]
    [InlineData("""{"prompt":[{"role":"system","content":"Be short."}],"answer":"2"}""", "nobody asks anything in the column 'prompt'.")]
    [InlineData("""{"prompt":[{"role":"user","content":[{"type":"image"}]}],"answer":"2"}""", "a message's content is no text")]
    public void APromptThatNobodyCanAnswerIsASentence(string row, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<UserErrorException>(() => Read(row)).Message, StringComparison.Ordinal);

    [Fact]
    public void ExamplesStandBetweenTheSystemsMessageAndTheConversation() =>
        Assert.Equal("[system]Be short.[user]0+1?[assistant]1[user]1+1?[assistant]", ProblemPrompt.Of(Chat("Think."), Read(System), [("0+1?", "1")]));

    [Fact]
    public void ATemplateOfOneQuestionTakesTheSystemsMessageAndRefusesSeveralTurns()
    {
        var plain = PromptTemplate.Named("plain", s_tokenizer);
        Assert.Equal("Question: Be short.\n\n1+1?\nAnswer:", ProblemPrompt.Of(plain, Read(System)));
        Assert.StartsWith("rows:1: The prompt template \"plain\" asks one question", Assert.Throws<UserErrorException>(() => ProblemPrompt.Of(plain, Read(Turns))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AServiceIsAskedTheSameOfProblems()
    {
        var asked = AskedRows.Of([Read(System), Read(Turns)]).Missing(_ => false).ToList();
        Assert.Equal(["system Be short.", "user 1+1?"], asked[0].Messages.Select(m => $"{m.Role} {m.Content}"));
        Assert.Equal(["user 1+1?", "assistant 2", "user 2+2?"], asked[1].Messages.Select(m => $"{m.Role} {m.Content}"));
        // Two problems that differ in what is said before are two.
        Assert.NotEqual(asked[0].Key, AskedRows.Of([Read(System) with { Before = [] }]).Missing(_ => false).Single().Key);
    }

    [Fact]
    public void PairsWithConversationsKeepTheirSystemsMessage()
    {
        var row = new JsonLine("pairs.jsonl", 1, JsonElement.Parse(
            """{"prompt":[{"role":"system","content":"Be short."},{"role":"user","content":"1+1?"}],"chosen":[{"role":"assistant","content":"2"}],"rejected":[{"role":"assistant","content":"3"}]}"""));
        var pair = PreferenceRow.Of(row);
        Assert.All([pair.Chosen, pair.Rejected], said => Assert.Equal("[system]Be short.[user]1+1?[assistant]", Chat("Think.").Render(said.Before)));
    }
}
