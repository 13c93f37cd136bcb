// The body of POST /v1/chat/completions.

using System.Text.Json;
using R1Sharp.Learning;
using R1Sharp.Learning.Grammars;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Serving;

/// <summary>A conversation that is to be gone on with.</summary>
sealed record ChatRequest
{
    /// <summary>How to sample.</summary>
    public required SamplingRequest Asked { get; init; }

    /// <summary>The prompt as text.</summary>
    public required string PromptText { get; init; }

    /// <summary>The prompt's tokens.</summary>
    public required int[] Prompt { get; init; }

    /// <summary>Whether log-probabilities are wanted.</summary>
    public bool WantsLogProbs { get; init; }

    /// <summary>How many alternatives at each place.</summary>
    public int Alternatives { get; init; }

    /// <summary>Whether the prompt has opened the thoughts.</summary>
    public bool OpensThoughts => Opens(PromptText);

    /// <summary>Whether the answer may call tools.</summary>
    public bool HasTools { get; init; }

    /// <summary>What the answer keeps to; null leaves it free.</summary>
    public GrammarRules? Form { get; init; }

    static bool Opens(string prompt) => prompt.AsSpan().TrimEnd().EndsWith(StandardTokens.Think, StringComparison.Ordinal);

    /// <summary>What is asked of the engine.</summary>
    public GenerationRequest Generation(ServedModel model) => new()
    {
        Prompt = Prompt,
        SampleCount = Asked.Choices,
        Sampling = Asked.Sampling,
        Decode = tokens => model.Tokenizer.Decode(tokens),
        Seed = Asked.Seed,
        Adapter = model.Adapter,
        Steering = Asked.Steering,
        Rules = Asked.Biases is { } biases ? new BiasRules(biases, 0, Form) : Form,
        Alternatives = Alternatives,
    };

    /// <summary>Reads a body.</summary>
    /// <exception cref="ApiException">Something in it cannot be honoured.</exception>
    public static ChatRequest Read(JsonFields fields, ServedModel model)
    {
        var messages = ChatMessages.Read(fields);
        bool wants = fields.Flag("logprobs") ?? false;
        int? alternatives = fields.Count("top_logprobs", 0, SamplingRequest.MostAlternatives);
        if (alternatives > 0 && !wants)
            throw ApiException.Bad("top_logprobs", "'top_logprobs' needs 'logprobs': true.");
        int? most = fields.Count("max_completion_tokens", 1, int.MaxValue) is { } newer ? newer : null;
        int? older = fields.Count("max_tokens", 1, int.MaxValue);
        fields.RefuseUnless("modalities", v => v.ValueKind == JsonValueKind.Array && v.EnumerateArray().All(m => m.ValueEqualsText("text")));
        fields.RefuseUnless("verbosity", v => v.ValueEqualsText("medium"));
        fields.RefuseUnless("functions", v => v.ValueKind == JsonValueKind.Array && v.GetArrayLength() == 0);
        fields.RefuseUnless("best_of", v => JsonFields.Whole(v) == 1);
        fields.RefuseUnless(v => v.ValueKind == JsonValueKind.False, "echo", "continue_final_message", "add_special_tokens");
        fields.RefuseUnless(v => v.ValueKind == JsonValueKind.True, "add_generation_prompt", "skip_special_tokens");
        var asked = SamplingRequest.Read(fields, model, most ?? older ?? int.MaxValue);
        var tools = ToolRequest.Read(fields, model);
        var schema = AnswerForm.Schema(fields);
        var template = TemplateOf(fields, model);
        SamplingRequest.PassIdle(fields);
        string text = Render(template, messages, tools?.Descriptions);
        int[] prompt = model.Tokenizer.Encode(text);
        RequireRoom(prompt, model, "messages");
        return new()
        {
            Asked = asked,
            PromptText = text,
            Prompt = prompt,
            WantsLogProbs = wants,
            Alternatives = alternatives ?? 0,
            HasTools = tools is not null,
            Form = AnswerForm.Rules(schema, tools, Opens(text), Math.Min(asked.Sampling.MaxCompletionTokens, model.Live.MaxPositions - prompt.Length), model),
        };
    }

    /// <summary>The model's template, with the variables that a request gives it ("chat_template_kwargs").</summary>
    /// <exception cref="ApiException">It knows none, or fails with them.</exception>
    public static PromptTemplate TemplateOf(JsonFields fields, ServedModel model)
    {
        const string Name = "chat_template_kwargs";
        if (fields.Object(Name) is null)
            return model.Template;
        var variables = fields.Find(Name)!.Value.EnumerateObject().ToDictionary(v => v.Name, v => v.Value.Clone());
        try
        {
            var template = model.Template.With(variables);
            return variables.Count == 0 || !ReferenceEquals(template, model.Template) ? template
                : throw ApiException.Bad(Name, $"'{Name}' sets variables of a chat template, which this model is not asked by.", "unsupported_parameter");
        }
        catch (UserErrorException e)
        {
            throw ApiException.Bad(Name, e.Message);
        }
    }

    /// <summary>Refuses a prompt that leaves no room for a completion.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="model">Whom it asks.</param>
    /// <param name="parameter">The field that gives it.</param>
    /// <param name="isToldAgain">Whether there is none: the prompt is only told again.</param>
    public static void RequireRoom(int[] prompt, ServedModel model, string parameter, bool isToldAgain = false)
    {
        if (prompt.Length == 0)
            throw ApiException.Bad(parameter, $"'{parameter}' gives no token.");
        if (prompt.Length >= model.Live.MaxPositions + (isToldAgain ? 1 : 0))
            throw ApiException.Bad(
                parameter, $"The prompt has {prompt.Length} tokens, but there is room for {model.Live.MaxPositions} with its completion.",
                "context_length_exceeded");
    }

    /// <summary>A conversation as text.</summary>
    /// <exception cref="ApiException">The template refuses it.</exception>
    public static string Render(PromptTemplate template, IReadOnlyList<ChatMessage> messages, JsonElement? tools = null)
    {
        try
        {
            return template.Render(messages, tools);
        }
        catch (UserErrorException e)
        {
            throw ApiException.Bad("messages", e.Message);
        }
    }
}
