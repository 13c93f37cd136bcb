// One choice of a text completion, as it grows and as it is written.

using System.Text;
using System.Text.Json;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Serving;

/// <summary>One completion of a prompt.</summary>
/// <param name="index">Its place among the choices.</param>
/// <param name="asked">What was asked.</param>
/// <param name="prompt">Its prompt.</param>
/// <param name="tokenizer">The tokenizer of its tokens.</param>
sealed class CompletionChoice(int index, CompletionRequest asked, int[] prompt, Tokenizer tokenizer)
{
    readonly ChoiceText _text = new(tokenizer, asked.Asked.Sampling.StopStrings, null, null, asked.SkipsSpecial);
    readonly List<(LiveToken? Token, int Id, int Offset)> _new = [];
    readonly List<int> _newIds = [];
    readonly StringBuilder _newText = new();
    int _characters, _echoLeft = asked.IsEchoed ? prompt.Length - 1 : 0;
    FinishReason _finish;

    /// <summary>How many tokens it has behind its prompt.</summary>
    public int TokenCount { get; private set; }

    /// <summary>What is said of it when the prompt is told again: nothing is known of the first token.</summary>
    public void Begin()
    {
        if (asked.IsEchoed)
            Note(null, prompt[0], _text.Add(new(prompt[0], 0, IsForced: true, null)));
    }

    /// <summary>Takes a token.</summary>
    public void Add(LiveToken token)
    {
        if (--_echoLeft < 0)
            TokenCount++;
        Note(token, token.Token, _text.Add(token));
    }

    /// <summary>Takes its end; null where there was only a prompt to tell again.</summary>
    public void End(Completion? completion)
    {
        _finish = completion?.Finish ?? FinishReason.Length;
        _newText.Append(_text.Finish().Said);
    }

    /// <summary>Whether anything to be told came since it was last written.</summary>
    public bool HasNews => _newText.Length > 0 || _new.Count > 0;

    /// <summary>Writes the choice as a whole.</summary>
    public void WriteWhole(Utf8JsonWriter to, TokenTexts texts) => Write(to, _text.Said, isEnd: true, texts);

    /// <summary>Writes what came since it was last written.</summary>
    public void WritePiece(Utf8JsonWriter to, bool isEnd, TokenTexts texts) => Write(to, _newText.ToString(), isEnd, texts);

    void Write(Utf8JsonWriter to, string text, bool isEnd, TokenTexts texts)
    {
        to.WriteStartObject();
        to.WriteNumber("index", index);
        to.WriteString("text", text);
        WriteLogProbs(to, texts);
        to.WriteString("finish_reason", !isEnd ? null : _finish == FinishReason.Length ? "length" : "stop");
        if (asked.TellsIds)
        {
            TokenIds.Write(to, "prompt_token_ids", prompt);
            TokenIds.Write(to, "token_ids", _newIds);
        }
        to.WriteEndObject();
        _new.Clear();
        _newIds.Clear();
        _newText.Clear();
    }

    void Note(LiveToken? token, int id, ChoiceDelta delta)
    {
        if (asked.LogProbs is not null)
            _new.Add((token, id, _characters));
        if (asked.TellsIds && token is { } one && _echoLeft < 0)
            _newIds.Add(one.Token);
        _newText.Append(delta.Said);
        if (asked.LogProbs is not null)
            _characters += delta.Said.EnumerateRunes().Count();
    }

    void WriteLogProbs(Utf8JsonWriter to, TokenTexts texts)
    {
        if (asked.LogProbs is null)
        {
            to.WriteNull("logprobs");
            return;
        }
        to.WriteStartObject("logprobs");
        WriteList(to, "tokens", one => to.WriteStringValue(texts.Of(one.Id)));
        WriteList(to, "token_logprobs", one =>
        {
            if (one.Token is { } token)
                to.WriteNumberValue(token.LogProb);
            else
                to.WriteNullValue();
        });
        WriteList(to, "top_logprobs", one => WriteAlternatives(to, one.Token, texts));
        WriteList(to, "text_offset", one => to.WriteNumberValue(one.Offset));
        to.WriteEndObject();
    }

    void WriteList(Utf8JsonWriter to, string name, Action<(LiveToken? Token, int Id, int Offset)> write)
    {
        to.WriteStartArray(name);
        foreach (var one in _new)
            write(one);
        to.WriteEndArray();
    }

    // The most probable ones, and the one that was chosen wherever it stands.
    static void WriteAlternatives(Utf8JsonWriter to, LiveToken? token, TokenTexts texts)
    {
        if (token is not { } chosen)
        {
            to.WriteNullValue();
            return;
        }
        to.WriteStartObject();
        var written = new HashSet<string>();
        foreach (var other in (chosen.Alternatives ?? []).Append(new(chosen.Token, chosen.LogProb)))
            if (texts.Of(other.Token) is var text && written.Add(text))
                to.WriteNumber(text, other.LogProb);
        to.WriteEndObject();
    }
}
