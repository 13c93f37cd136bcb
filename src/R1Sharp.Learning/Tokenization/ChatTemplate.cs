// Turns a conversation into the text that a model continues, by the Jinja template that comes with its tokenizer.

using System.Text.Json;
using R1Sharp.Learning.Tokenization.Templates;

namespace R1Sharp.Learning.Tokenization;

/// <summary>A conversation's text with the places of what the assistant says in it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Answers">First and one behind the last character of each; none where the template marks nothing.</param>
public sealed record MarkedText(string Text, IReadOnlyList<(int From, int To)> Answers);

/// <summary>
/// A chat template: the part of Jinja that chat templates use, interpreted as Hugging Face's transformers does
/// (<c>trim_blocks</c>, <c>lstrip_blocks</c>, its <c>tojson</c>). A template sees only what it is given, and has limits on
/// steps, text and nesting.
/// </summary>
public sealed class ChatTemplate
{
    readonly BlockStatement _template;
    readonly IReadOnlyDictionary<string, string> _specialTokens;

    /// <param name="source">The template in Jinja.</param>
    /// <param name="specialTokens">Variables such as "bos_token" and the texts of their tokens.</param>
    /// <exception cref="UserErrorException">The source is not a template that this interpreter understands.</exception>
    public ChatTemplate(string source, IReadOnlyDictionary<string, string> specialTokens)
    {
        _specialTokens = specialTokens;
        try
        {
            _template = JinjaParser.Parse(source);
        }
        catch (TemplateException error)
        {
            throw new UserErrorException($"The chat template is not understood in line {error.Line}: {error.Message}.", error);
        }
    }

    /// <summary>The chat template of a tokenizer.</summary>
    /// <exception cref="UserErrorException">It has none, or one that this interpreter does not understand.</exception>
    public static ChatTemplate Of(Tokenizer tokenizer) => tokenizer.ChatTemplate is { } source
        ? new ChatTemplate(source, tokenizer.SpecialTokens)
        : throw new UserErrorException(
            "The tokenizer has no chat template: use another prompt template, or add a \"chat_template\" to its tokenizer_config.json.");

    /// <summary>The text of a conversation.</summary>
    /// <param name="messages">The messages, first said first.</param>
    /// <param name="addGenerationPrompt">Whether to end with what begins the assistant's next turn.</param>
    /// <param name="tools">Descriptions of tools, a JSON array in OpenAI's form; null for none.</param>
    /// <param name="variables">Further variables of the template, for example "enable_thinking".</param>
    /// <param name="now">The time that <c>strftime_now</c> tells; without one it is undefined, and the text never depends on the clock.</param>
    /// <exception cref="UserErrorException">The template refuses the conversation, or fails.</exception>
    public string Render(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt, JsonElement? tools = null,
        IReadOnlyDictionary<string, JsonElement>? variables = null, DateTime? now = null) =>
        Execute(messages, addGenerationPrompt, tools, variables, now).Output.ToString();

    /// <summary>The same with what the template marks as the assistant's (<c>{% generation %}</c>).</summary>
    /// <exception cref="UserErrorException">The template refuses the conversation or fails, or marks what a macro or a set block collects.</exception>
    public MarkedText RenderMarked(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt, JsonElement? tools = null,
        IReadOnlyDictionary<string, JsonElement>? variables = null)
    {
        var run = Execute(messages, addGenerationPrompt, tools, variables, null);
        return !run.HasLostMarks ? new(run.Output.ToString(), run.Marks) : throw new UserErrorException(
            "The chat template marks what the assistant says (generation) inside a macro, a set block or a filter, where its place in the text is not known: "
            + "mark it in the text itself.");
    }

    JinjaRun Execute(
        IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt, JsonElement? tools, IReadOnlyDictionary<string, JsonElement>? variables, DateTime? now)
    {
        return Execute(now, scope =>
        {
            scope.Set("messages", new JinjaList(messages.Select(Value)));
            scope.Set("tools", tools is { } given ? JinjaJson.Value(given) : null);
            scope.Set("documents", null);
            scope.Set("add_generation_prompt", addGenerationPrompt);
            SetAll(scope, variables ?? new Dictionary<string, JsonElement>());
        });
    }

    /// <summary>The text of whatever variables, "messages" among them or not; beside them there are only the special tokens.</summary>
    /// <param name="variables">The template's variables by name; they go before special tokens of the same name.</param>
    /// <param name="now">The time that <c>strftime_now</c> tells; without one it is undefined.</param>
    /// <exception cref="UserErrorException">The template refuses the conversation, or fails.</exception>
    public string Render(IReadOnlyDictionary<string, JsonElement> variables, DateTime? now = null) =>
        Execute(now, scope => SetAll(scope, variables)).Output.ToString();

    /// <summary>
    /// What the template puts into the assistant's mouth when the assistant's turn begins: <c>&lt;think&gt;\n</c> for
    /// R1-Distill, "" for most. It is the end of the prompt, and rewards see it before the completion.
    /// </summary>
    /// <param name="variables">Variables on which it may depend, for example "enable_thinking".</param>
    /// <exception cref="UserErrorException">The template refuses a conversation of one user message, or fails.</exception>
    public string Prefill(IReadOnlyDictionary<string, JsonElement>? variables = null)
    {
        // The generation prompt begins the assistant's turn; thinking that is opened in it is said already.
        ChatMessage[] question = [new("user", "?")];
        string without = Render(question, false, variables: variables), with = Render(question, true, variables: variables);
        string added = with.StartsWith(without, StringComparison.Ordinal) ? with[without.Length..] : "";
        int opened = added.IndexOf(StandardTokens.Think, StringComparison.Ordinal);
        return opened < 0 ? "" : added[opened..];
    }

    static void SetAll(JinjaScope scope, IReadOnlyDictionary<string, JsonElement> variables)
    {
        foreach (var (name, value) in variables) scope.Set(name, JinjaJson.Value(value));
    }

    JinjaRun Execute(DateTime? now, Action<JinjaScope> define)
    {
        var run = new JinjaRun();
        var scope = new JinjaScope(run);
        JinjaFunctions.Define(scope, now);
        foreach (var (name, text) in _specialTokens) scope.Set(name, text);
        define(scope);
        try
        {
            _template.Execute(scope.Inner());
            return run;
        }
        catch (TemplateRefusal refusal)
        {
            throw new UserErrorException($"The chat template refuses the conversation: {refusal.Message}", refusal);
        }
        catch (TemplateException error)
        {
            throw new UserErrorException($"The chat template fails in line {run.Line}: {error.Message}.", error);
        }
        catch (ArithmeticException error)
        {
            throw new UserErrorException($"The chat template fails in line {run.Line}: a number is too large.", error);
        }
        catch (InsufficientExecutionStackException error)
        {
            throw new UserErrorException($"The chat template fails in line {run.Line}: a value nests too deep.", error);
        }
    }

    static JinjaMapping Value(ChatMessage message)
    {
        var value = new JinjaMapping { ["role"] = message.Role, ["content"] = message.Content };
        foreach (var (name, property) in message.Properties) value[name] = JinjaJson.Value(property);
        return value;
    }
}
