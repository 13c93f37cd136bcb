using R1Sharp.App.Commands;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>What a chat remembers, and what its commands do.</summary>
public class ChatTurnsTests
{
    static readonly Tokenizer s_tokenizer = TokenizerTrainer.Train(["one two"], new() { VocabularySize = 300 });

    static ChatTurns Turns(string source, string name = "chat") => new(PromptTemplate.Named(name, s_tokenizer.With(source, null)));

    [Fact]
    public void TurnsAreInThePromptAndTheTemplateOfR1LeavesTheirThoughtsOut()
    {
        var turns = Turns(FamilyTemplates.Source("r1-distill.jinja"));
        Assert.Null(turns.Command("1+1?"));
        turns.Add("1+1?", "one and one\n</think>\n\nIt is 2.<｜end▁of▁sentence｜>");
        string prompt = turns.Prompt("And 2+2?");
        Assert.Contains("1+1?", prompt, StringComparison.Ordinal);
        Assert.Contains("It is 2.", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("one and one", prompt, StringComparison.Ordinal);
        Assert.EndsWith("<think>\n", prompt, StringComparison.Ordinal);
        Assert.Equal("(Forgotten.)", turns.Command("/reset"));
        Assert.DoesNotContain("It is 2.", turns.Prompt("And 2+2?"), StringComparison.Ordinal);
    }

    [Fact]
    public void AThoughtThatTheTemplateBeganIsWholeInTheNextPrompt()
    {
        var turns = Turns("{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}{% if add_generation_prompt %}[assistant]<think>\n{% endif %}");
        turns.Add("a", "b</think>c");
        Assert.Equal("[user]a[assistant]<think>\nb</think>c[user]d[assistant]<think>\n", turns.Prompt("d"));
    }

    [Fact]
    public void TheSystemsMessageStandsFirstUntilItIsTakenBack()
    {
        var turns = Turns("{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}");
        turns.Add("a", "b");
        Assert.Equal("(The system's message is set.)", turns.Command("/system Be short."));
        Assert.Equal("[system]Be short.[user]c", turns.Prompt("c"));
        turns.Add("c", "d");
        Assert.Equal("[system]Be short.[user]c[assistant]d[user]e", turns.Prompt("e"));
        Assert.Equal("(The system's message is the template's own.)", turns.Command("/system"));
        Assert.Equal("[user]f", turns.Prompt("f"));
        Assert.Null(turns.Command("/systems are what?"));
    }

    [Fact]
    public void ATemplateOfOneQuestionRemembersNothing()
    {
        var turns = Turns("", "plain");
        turns.Add("a", "b");
        Assert.False(turns.AreRemembered);
        Assert.Equal("Question: c\nAnswer:", turns.Prompt("c"));
        turns.Command("/system Be short.");
        Assert.Equal("Question: Be short.\n\nc\nAnswer:", turns.Prompt("c"));
    }
}
