// Named ways to turn a question into the text that a model continues.

using System.Text.Json;

namespace R1Sharp.Learning.Tokenization;

/// <summary>A prompt template: the form in which a question reaches the model, in training as in evaluation.</summary>
public sealed class PromptTemplate
{
    // DeepSeek-R1 (arXiv 2501.12948), Table 1: the template of DeepSeek-R1-Zero, to the letter.
    const string R1ZeroHead =
        "A conversation between User and Assistant. The user asks a question, and the Assistant solves it. " +
        "The assistant first thinks about the reasoning process in the mind and then provides the user with the answer. " +
        "The reasoning process and answer are enclosed within <think> </think> and <answer> </answer> tags, respectively, " +
        "i.e., <think> reasoning process here </think> <answer> answer here </answer>. User: ";
    const string R1ZeroTail = ". Assistant:";

    static readonly IReadOnlyDictionary<string, JsonElement> s_none = new Dictionary<string, JsonElement>();

    // Of a template of one question; chat templates render messages.
    readonly Func<string, string> _ask;
    readonly ChatTemplate? _chat;
    readonly string? _systemPrompt;
    readonly IReadOnlyDictionary<string, JsonElement> _variables = s_none;

    PromptTemplate(string name, Func<string, string> ask)
    {
        (Name, Prefill) = (name, "");
        _ask = ask;
    }

    PromptTemplate(string name, ChatTemplate chat) : this(name, question => question)
    {
        _chat = chat;
        Prefill = chat.Prefill();
    }

    PromptTemplate(PromptTemplate plain, string? systemPrompt, IReadOnlyDictionary<string, JsonElement> variables)
    {
        (Name, _ask, _chat, _systemPrompt, _variables) = (plain.Name, plain._ask, plain._chat, systemPrompt, variables);
        Prefill = ReferenceEquals(variables, plain._variables) ? plain.Prefill : _chat?.Prefill(variables) ?? "";
    }

    /// <summary>
    /// The names: "r1-zero" (the paper's), "miniature" (turns marked by tokens, as tokenizers trained here have them),
    /// "plain" (question and answer) and "chat" (the tokenizer's own chat template, one user message).
    /// </summary>
    public static IReadOnlyList<string> Names { get; } = ["r1-zero", "miniature", "plain", "chat"];

    /// <summary>The template's name.</summary>
    public string Name { get; }

    /// <summary>
    /// What the template already put into the assistant's mouth, for example <c>&lt;think&gt;\n</c>; "" for most. It is
    /// the end of the prompt, and rewards see it before the completion.
    /// </summary>
    public string Prefill { get; }

    /// <summary>The template of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="tokenizer">The tokenizer that will encode the prompt.</param>
    /// <param name="systemPrompt">The system's message before every conversation that has none; null puts none there.</param>
    /// <param name="variables">Variables of the chat template, for example "enable_thinking"; null has none.</param>
    /// <exception cref="UserErrorException">There is no such template, or the tokenizer lacks what it needs.</exception>
    public static PromptTemplate Named(string name, Tokenizer tokenizer, string? systemPrompt = null,
        IReadOnlyDictionary<string, JsonElement>? variables = null)
    {
        var named = Named(name, tokenizer).With(variables);
        return systemPrompt is null ? named : new(named, systemPrompt, named._variables);
    }

    /// <summary>The same with variables of the chat template, which go before those that it has; a template of one question knows none.</summary>
    /// <param name="variables">The variables by name; null adds none.</param>
    /// <exception cref="UserErrorException">The chat template fails with them.</exception>
    public PromptTemplate With(IReadOnlyDictionary<string, JsonElement>? variables)
    {
        if (variables is not { Count: > 0 } || _chat is null)
            return this;
        var all = new Dictionary<string, JsonElement>(_variables);
        foreach (var (name, value) in variables)
            all[name] = value;
        return new(this, _systemPrompt, all);
    }

    static PromptTemplate Named(string name, Tokenizer tokenizer) => name switch
    {
        "r1-zero" => new(name, question => R1ZeroHead + question + R1ZeroTail),
        "miniature" => Miniature(tokenizer),
        "plain" => new(name, question => $"Question: {question}\nAnswer:"),
        "chat" => new(name, ChatTemplate.Of(tokenizer)),
        _ => throw new UserErrorException($"There is no prompt template \"{name}\": choose {string.Join(", ", Names.SkipLast(1))} or {Names[^1]}."),
    };

    /// <summary>The prompt of a question, <see cref="Prefill"/> included; encode it with added tokens recognised.</summary>
    public string Render(string question) => _chat is null && _systemPrompt is null ? _ask(question) : Render([new ChatMessage("user", question)]);

    /// <summary>
    /// The prompt of a question behind answered examples: turns of a chat; with "miniature" texts that have ended; otherwise one below the other, the
    /// template's own words only once.
    /// </summary>
    /// <param name="examples">Questions with their completions.</param>
    /// <param name="question">The question.</param>
    public string Render(IReadOnlyList<(string Question, string Completion)> examples, string question)
    {
        if (_chat is not null)
            return Render([.. examples.SelectMany(Turns), new ChatMessage("user", question)]);
        string end = Name == "miniature" ? StandardTokens.EndOfText : "\n\n";
        string shown = string.Concat(examples.Select((e, i) => $"{(i == 0 ? Render(e.Question) : WithoutHead(Render(e.Question)))}{e.Completion}{end}"));
        return shown + (examples.Count == 0 ? Render(question) : WithoutHead(Render(question)));
    }

    static ChatMessage[] Turns((string Question, string Completion) example) => [new("user", example.Question), new("assistant", example.Completion)];

    // The instruction of R1-Zero's template is given once; what follows it is the turn of the user.
    string WithoutHead(string prompt) => Name == "r1-zero" && prompt.StartsWith(R1ZeroHead, StringComparison.Ordinal) ? "User: "
        + prompt[R1ZeroHead.Length..] : prompt;

    /// <summary>
    /// The prompt of a conversation whose last message is the user's. A template of one question has no place for a system's message: it goes
    /// before the question, with an empty line between them.
    /// </summary>
    /// <param name="messages">What is said.</param>
    /// <param name="tools">Descriptions of tools, a JSON array in OpenAI's form; null for none.</param>
    /// <exception cref="UserErrorException">
    /// The conversation has several turns or tools, and the template is not "chat"; or the chat template refuses it.
    /// </exception>
    public string Render(IReadOnlyList<ChatMessage> messages, JsonElement? tools = null)
    {
        messages = WithSystem(messages);
        if (_chat is not null)
            return _chat.Render(messages, addGenerationPrompt: true, tools, _variables);
        if (tools is not null)
            throw new UserErrorException($"The prompt template \"{Name}\" has no place for the tools of a conversation: use the template \"chat\".");
        var said = messages.Where(m => m.Role != "system").ToList();
        if (said is not [{ Role: "user", Content: { } question }])
            throw new UserErrorException(
                $"The prompt template \"{Name}\" asks one question, but the conversation has {said.Count} turns before the answer: use the template \"chat\".");
        return _ask(string.Join("\n\n", messages.Where(m => m.Role == "system" && !string.IsNullOrWhiteSpace(m.Content)).Select(m => m.Content!)
            .Append(question)));
    }

    /// <summary>A whole conversation, the assistant's last answer with what ends it.</summary>
    /// <param name="messages">What is said.</param>
    /// <param name="tools">Descriptions of tools; null for none.</param>
    /// <exception cref="UserErrorException">The template is not "chat", or the chat template refuses the conversation.</exception>
    public string RenderWhole(IReadOnlyList<ChatMessage> messages, JsonElement? tools = null) => RenderMarked(messages, false, tools).Text;

    /// <summary>A conversation with what the template marks as the assistant's.</summary>
    /// <param name="messages">What is said.</param>
    /// <param name="isPrompt">Whether it ends with what begins the assistant's next turn.</param>
    /// <param name="tools">Descriptions of tools; null for none.</param>
    /// <exception cref="UserErrorException">The template is not "chat", or the chat template refuses the conversation.</exception>
    public MarkedText RenderMarked(IReadOnlyList<ChatMessage> messages, bool isPrompt, JsonElement? tools = null) => _chat is not null
        ? _chat.RenderMarked(WithSystem(messages), isPrompt, tools, _variables)
        : throw new UserErrorException(
            $"The prompt template \"{Name}\" asks one question and knows no end of an answer: to learn more of a conversation than its last answer, use the "
            + $"template \"chat\".");

    IReadOnlyList<ChatMessage> WithSystem(IReadOnlyList<ChatMessage> messages) =>
        _systemPrompt is null || messages.Any(m => m.Role == "system") ? messages : [new ChatMessage("system", _systemPrompt), .. messages];

    static PromptTemplate Miniature(Tokenizer tokenizer)
    {
        foreach (string token in (string[])[StandardTokens.User, StandardTokens.Assistant])
            if (tokenizer.TokenId(token) is null)
                throw new UserErrorException(
                    $"The prompt template \"miniature\" needs the token {token}, which this tokenizer lacks: choose another template.");
        return new("miniature", question => StandardTokens.User + question + StandardTokens.Assistant);
    }
}
