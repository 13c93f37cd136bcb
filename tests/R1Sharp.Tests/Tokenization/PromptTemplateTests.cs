using System.Text.Json;
using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Tokenization;

/// <summary>Prompts: protocol strings, to the letter.</summary>
public sealed class PromptTemplateTests
{
    static readonly Tokenizer Small = TokenizerTrainer.Train(["what is 2 + 3"], new() { VocabularySize = 270 });

    [Theory]
    [InlineData("r1-zero", "A conversation between User and Assistant. The user asks a question, and the Assistant solves it. The assistant first thinks about the reasoning process in the mind and then provides the user with the answer. The reasoning process and answer are enclosed within <think> </think> and <answer> </answer> tags, respectively, i.e., <think> reasoning process here </think> <answer> answer here </answer>. User: 2 + 3?. Assistant:")]
    [InlineData("miniature", "<|user|>2 + 3?<|assistant|>")]
    [InlineData("plain", "Question: 2 + 3?\nAnswer:")]
    [InlineData("chat", "<|user|>2 + 3?<|assistant|>")]
    public void Renders_the_question(string name, string prompt)
    {
        var template = PromptTemplate.Named(name, Small);
        Assert.Equal((name, prompt, ""), (template.Name, template.Render("2 + 3?"), template.Prefill));
    }

    [Fact]
    public void The_template_of_our_own_tokenizers_marks_turns()
    {
        var template = ChatTemplate.Of(Small);
        ChatMessage[] messages = [new("system", "Be brief."), new("user", "2 + 3?"), new("assistant", "5"), new("user", "Sure?")];
        Assert.Equal("Be brief.<|user|>2 + 3?<|assistant|>5<|endoftext|><|user|>Sure?<|assistant|>", template.Render(messages, addGenerationPrompt: true));
        Assert.Equal("<|user|>2 + 3?<|assistant|>5<|endoftext|>", template.Render(messages[1..3], addGenerationPrompt: false));
        Assert.Contains("not from tool", Assert.Throws<UserErrorException>(() => template.Render([new("tool", "5")], false)).Message);
    }

    [Theory]
    [InlineData("<think>\n")]
    [InlineData("<think>\n\n</think>\n\n")]
    public void What_the_chat_template_begins_for_the_assistant_is_prefill(string prefill)
    {
        string source = "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}{% if add_generation_prompt %}{{ '[assistant]" + prefill.Replace("\n", "\\n") + "' }}{% endif %}";
        var template = PromptTemplate.Named("chat", TokenizerTrainer.Train(["a"], new() { ChatTemplate = source }));
        Assert.Equal(prefill, template.Prefill);
        Assert.Equal("[user]<think>?[assistant]" + prefill, template.Render("<think>?"));
    }

    [Fact]
    public void Variables_of_the_chat_template_are_its_own_and_later_ones_go_before_earlier()
    {
        const string Source = "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}{% if add_generation_prompt %}[assistant]"
            + "{% if enable_thinking is defined and not enable_thinking %}<think></think>{% endif %}{{ mood }}{% endif %}";
        static Dictionary<string, JsonElement> map(string json) => JsonElement.Parse(json).EnumerateObject().ToDictionary(v => v.Name, v => v.Value);
        var tokenizer = TokenizerTrainer.Train(["a"], new() { ChatTemplate = Source });
        var template = PromptTemplate.Named("chat", tokenizer, "Hm.", map("""{"enable_thinking": false, "mood": "!"}"""));
        Assert.Equal(("[system]Hm.[user]?[assistant]<think></think>!", "<think></think>!"), (template.Render("?"), template.Prefill));
        var other = template.With(map("""{"enable_thinking": true}"""));
        Assert.Equal(("[system]Hm.[user]?[assistant]!", ""), (other.Render("?"), other.Prefill));
        Assert.Equal("[system]Hm.[user]?[assistant]<think></think>!", template.RenderMarked([new("user", "?")], isPrompt: true).Text);
        // A template of one question knows none, and says the system's message once.
        var plain = PromptTemplate.Named("plain", tokenizer, "Hm.").With(map("""{"mood": 1}"""));
        Assert.Equal("Question: Hm.\n\n?\nAnswer:", plain.Render("?"));
        Assert.Equal(plain.Render("?"), plain.Render([new ChatMessage("user", "?")]));
    }

    [Fact]
    public void Says_what_is_missing()
    {
        Assert.Contains("choose r1-zero, miniature, plain or chat", Assert.Throws<UserErrorException>(() => PromptTemplate.Named("r1zero", Small)).Message);
        var bare = TokenizerTrainer.Train(["a"], new() { SpecialTokens = ["<|endoftext|>"], ChatTemplate = null });
        Assert.Contains("<|user|>", Assert.Throws<UserErrorException>(() => PromptTemplate.Named("miniature", bare)).Message);
        Assert.Contains("no chat template", Assert.Throws<UserErrorException>(() => PromptTemplate.Named("chat", bare)).Message);
    }

    [Fact]
    public void Turns_and_tags_are_single_tokens()
    {
        int[] tokens = Small.Encode(PromptTemplate.Named("miniature", Small).Render("?") + "<think>a</think><answer>b</answer><|endoftext|>");
        Assert.Equal([StandardTokens.User, "?", StandardTokens.Assistant, "<think>", "a", "</think>", "<answer>", "b", "</answer>", "<|endoftext|>"], tokens.Select(Small.TokenText));
    }
}
