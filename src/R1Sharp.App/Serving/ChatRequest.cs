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
        if (alternatives is not null && !wants)
            throw ApiException.Bad("top_logprobs", "'top_logprobs' needs 'logprobs': true.");
        int? most = fields.Count("max_completion_tokens", 1, int.MaxValue) is { } newer ? newer : null;
        int? older = fields.Count("max_tokens", 1, int.MaxValue);
        fields.RefuseUnless("modalities", v => v.ValueKind == JsonValueKind.Array && v.EnumerateArray().All(m => m.ValueEquals("text")));
        var asked = SamplingRequest.Read(fields, model, most ?? older ?? int.MaxValue);
        var tools = ToolRequest.Read(fields, model);
        var schema = AnswerForm.Schema(fields);
        SamplingRequest.PassIdle(fields);
        string text = Render(messages, tools?.Descriptions, model);
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

    /// <summary>Refuses a prompt that leaves no room for a completion.</summary>
    public static void RequireRoom(int[] prompt, ServedModel model, string parameter)
    {
        if (prompt.Length == 0)
            throw ApiException.Bad(parameter, $"'{parameter}' gives no token.");
        if (prompt.Length >= model.Live.MaxPositions)
            throw ApiException.Bad(
                parameter, $"The prompt has {prompt.Length} tokens, but there is room for {model.Live.MaxPositions} with its completion.",
                "context_length_exceeded");
    }

    static string Render(IReadOnlyList<ChatMessage> messages, JsonElement? tools, ServedModel model)
    {
        try
        {
            return model.Template.Render(messages, tools);
        }
        catch (InvalidOperationException)
        {
            throw ApiException.Bad("messages", "A text in 'messages' or 'tools' is none: it holds half of a surrogate pair.");
        }
        catch (UserErrorException e)
        {
            throw ApiException.Bad("messages", e.Message);
        }
    }
}
