// POST /tokenize and /detokenize: texts, conversations and token ids, as vLLM's server has them.

using System.Text.Json;
using R1Sharp.Learning;

namespace R1Sharp.App.Serving;

/// <summary>Turns texts into tokens and back.</summary>
static class TokenizeEndpoint
{
    /// <summary>The tokens of a text ("prompt") or a conversation ("messages").</summary>
    public static async Task Run(ServedRequest request)
    {
        using var body = await request.Body();
        var fields = new JsonFields(body.RootElement);
        using var held = await request.Models.Hold(fields, request.Cancellation);
        var model = held.Model;
        bool? special = fields.Flag("add_special_tokens");
        bool strings = fields.Flag("return_token_strs") ?? false;
        string? text = fields.Text("prompt");
        if (text is null && special == true)
            throw ApiException.Bad("add_special_tokens", "'add_special_tokens' belongs to 'prompt': a chat template puts them in itself.");
        int[] tokens = text is null ? model.Tokenizer.Encode(Rendered(fields, model))
            : special ?? true ? model.Tokenizer.EncodeWithSpecial(text) : model.Tokenizer.Encode(text);
        fields.RefuseOthers();
        await request.Answer(to =>
        {
            to.WriteStartObject();
            to.WriteNumber("count", tokens.Length);
            to.WriteNumber("max_model_len", model.Live.MaxPositions);
            WriteList(to, "tokens", tokens, to.WriteNumberValue);
            var texts = new TokenTexts(model.Tokenizer);
            if (strings)
                WriteList(to, "token_strs", tokens, token => to.WriteStringValue(texts.Of(token)));
            to.WriteEndObject();
        });
    }

    /// <summary>The text of some tokens.</summary>
    public static async Task RunReverse(ServedRequest request)
    {
        using var body = await request.Body();
        var fields = new JsonFields(body.RootElement);
        using var held = await request.Models.Hold(fields, request.Cancellation);
        var model = held.Model;
        if (fields.Find("tokens") is not { ValueKind: JsonValueKind.Array } list)
            throw ApiException.Bad("tokens", "'tokens' must be a list of token ids.");
        int[] tokens = TokenIds.Read(list, model.Tokenizer, "tokens");
        fields.RefuseOthers();
        await request.Answer(to =>
        {
            to.WriteStartObject();
            to.WriteString("prompt", model.Tokenizer.Decode(tokens));
            to.WriteEndObject();
        });
    }

    static string Rendered(JsonFields fields, ServedModel model)
    {
        fields.RefuseUnless("add_generation_prompt", v => v.ValueKind == JsonValueKind.True);
        fields.RefuseUnless("continue_final_message", v => v.ValueKind == JsonValueKind.False);
        fields.RefuseUnless("tools", v => v.ValueKind == JsonValueKind.Array && v.GetArrayLength() == 0);
        return ChatRequest.Render(ChatRequest.TemplateOf(fields, model), ChatMessages.Read(fields));
    }

    static void WriteList(Utf8JsonWriter to, string name, int[] tokens, Action<int> write)
    {
        to.WriteStartArray(name);
        foreach (int token in tokens)
            write(token);
        to.WriteEndArray();
    }
}
