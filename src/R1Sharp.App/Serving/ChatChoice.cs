// One choice of a chat completion, as it grows and as it is written.

using System.Text.Json;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Serving;

/// <summary>One answer to a conversation.</summary>
/// <param name="index">Its place among the choices.</param>
/// <param name="asked">What was asked.</param>
/// <param name="tokenizer">The tokenizer of its tokens.</param>
sealed class ChatChoice(int index, ChatRequest asked, Tokenizer tokenizer)
{
    readonly ChoiceText _text = new(
        tokenizer, asked.Asked.Sampling.StopStrings, new ThoughtSplitter(asked.OpensThoughts), asked.HasTools ? new ToolCallSplitter() : null);
    readonly List<LiveToken> _tokens = [];
    readonly ChatPiece _piece = new(asked.WantsLogProbs);
    FinishReason _finish;

    /// <summary>Whether it has a token.</summary>
    public bool HasBegun => TokenCount > 0;

    /// <summary>How many tokens it has.</summary>
    public int TokenCount { get; private set; }

    /// <summary>How many of them in its thoughts.</summary>
    public int ThoughtTokens => _text.ThoughtTokens;

    string Finish => _finish == FinishReason.Length ? "length" : _text.Calls.Count > 0 ? "tool_calls" : "stop";

    /// <summary>Takes a token.</summary>
    public ChoiceDelta Add(LiveToken token)
    {
        TokenCount++;
        if (asked.WantsLogProbs && !asked.Asked.IsStreamed)
            _tokens.Add(token);
        return _text.Add(token);
    }

    /// <summary>Takes its end.</summary>
    public ChoiceDelta End(Completion completion)
    {
        _finish = completion.Finish;
        return _text.Finish();
    }

    /// <summary>The whole choice.</summary>
    public void Write(Utf8JsonWriter to, TokenTexts texts)
    {
        to.WriteStartObject();
        to.WriteNumber("index", index);
        to.WriteStartObject("message");
        to.WriteString("role", "assistant");
        to.WriteString("content", _text.Calls.Count > 0 && _text.Said.Length == 0 ? null : _text.Said);
        WriteThoughts(to, _text.Thoughts);
        WriteCalls(to, .._text.Calls.Count, isPiece: false);
        to.WriteNull("refusal");
        to.WriteEndObject();
        WriteLogProbs(to, asked.WantsLogProbs ? _tokens : null, texts);
        to.WriteString("finish_reason", Finish);
        to.WriteEndObject();
    }

    /// <summary>The first chunk.</summary>
    public void WriteBeginning(Utf8JsonWriter to) => WriteChunk(to, null, t =>
    {
        t.WriteString("role", "assistant");
        t.WriteString("content", "");
    }, null, null);

    /// <summary>What came about and is not sent yet.</summary>
    public ChatPiece Piece => _piece;

    /// <summary>A chunk of what came about since the last one.</summary>
    public void WritePiece(Utf8JsonWriter to, TokenTexts texts)
    {
        WriteChunk(to, null, t =>
        {
            if (_piece.Said is { Length: > 0 } said)
                t.WriteString("content", said);
            WriteThoughts(t, _piece.Thoughts);
            WriteCalls(t, _piece.Calls, isPiece: true);
        }, _piece.Tokens, texts);
        _piece.Clear();
    }

    /// <summary>The last chunk.</summary>
    public void WriteEnd(Utf8JsonWriter to) => WriteChunk(to, Finish, _ => { }, null, null);

    void WriteChunk(Utf8JsonWriter to, string? finish, Action<Utf8JsonWriter> writeDelta, IReadOnlyList<LiveToken>? tokens, TokenTexts? texts)
    {
        to.WriteStartObject();
        to.WriteNumber("index", index);
        to.WriteStartObject("delta");
        writeDelta(to);
        to.WriteEndObject();
        WriteLogProbs(to, tokens, texts);
        // Clients are strict here: null, not left out.
        to.WriteString("finish_reason", finish);
        to.WriteEndObject();
    }

    // Clients look for one name or the other.
    static void WriteThoughts(Utf8JsonWriter to, string thoughts)
    {
        if (thoughts.Length == 0)
            return;
        to.WriteString("reasoning_content", thoughts);
        to.WriteString("reasoning", thoughts);
    }

    void WriteCalls(Utf8JsonWriter to, Range calls, bool isPiece)
    {
        if (calls.Start.Value == calls.End.Value)
            return;
        to.WriteStartArray("tool_calls");
        for (int i = calls.Start.Value; i < calls.End.Value; i++)
            _text.Calls[i].Write(to, isPiece ? i : null);
        to.WriteEndArray();
    }

    static void WriteLogProbs(Utf8JsonWriter to, IReadOnlyList<LiveToken>? tokens, TokenTexts? texts)
    {
        if (tokens is null)
        {
            to.WriteNull("logprobs");
            return;
        }
        to.WriteStartObject("logprobs");
        to.WriteStartArray("content");
        foreach (var token in tokens)
            texts!.WriteChat(to, token);
        to.WriteEndArray();
        to.WriteNull("refusal");
        to.WriteEndObject();
    }
}
