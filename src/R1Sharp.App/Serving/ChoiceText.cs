// From the tokens of one choice to what is thought, said and called.

using System.Text;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Serving;

/// <summary>What a token adds to an answer.</summary>
/// <param name="Thoughts">To its thoughts.</param>
/// <param name="Said">To what it says.</param>
/// <param name="Calls">The first and one behind the last of the calls that it adds.</param>
readonly record struct ChoiceDelta(string Thoughts, string Said, Range Calls)
{
    /// <summary>Whether nothing is added.</summary>
    public bool IsEmpty => Thoughts.Length == 0 && Said.Length == 0 && Calls.Start.Value == Calls.End.Value;
}

/// <summary>The text of one choice, as it comes and as a whole: both are the same.</summary>
/// <param name="tokenizer">The tokenizer of its tokens.</param>
/// <param name="stops">The texts that end it.</param>
/// <param name="splitter">Tells thoughts apart; null leaves the text whole.</param>
/// <param name="calls">Tells tools' calls apart; null leaves them in the text.</param>
/// <param name="skipSpecial">Leaves special tokens out.</param>
sealed class ChoiceText(
    Tokenizer tokenizer, IReadOnlyList<string> stops, ThoughtSplitter? splitter, ToolCallSplitter? calls = null, bool skipSpecial = true)
{
    readonly StreamingDecoder _decoder = new(tokenizer, skipSpecial);
    readonly StopTextFilter _stops = new(stops);
    readonly StringBuilder _thoughts = new(), _said = new();

    /// <summary>The thoughts so far.</summary>
    public string Thoughts => _thoughts.ToString();

    /// <summary>What was said so far.</summary>
    public string Said => _said.ToString();

    /// <summary>The calls so far.</summary>
    public IReadOnlyList<ToolCall> Calls => calls?.Calls ?? [];

    /// <summary>Tokens of the thoughts so far.</summary>
    public int ThoughtTokens { get; private set; }

    /// <summary>Takes a token. What the model did not choose cannot end the text.</summary>
    public ChoiceDelta Add(LiveToken token)
    {
        if (splitter?.IsThinking == true)
            ThoughtTokens++;
        string piece = _decoder.Add(token.Token);
        return Split(token.IsForced ? _stops.Finish() + piece : _stops.Add(piece));
    }

    /// <summary>What was held back.</summary>
    public ChoiceDelta Finish()
    {
        int before = Calls.Count;
        var last = Split(_stops.Add(_decoder.Finish()) + _stops.Finish());
        var (thoughts, said) = splitter?.Finish() ?? ("", "");
        said = calls is null ? said : calls.Add(said) + calls.Finish();
        return new(last.Thoughts + Noted(_thoughts, thoughts), last.Said + Noted(_said, said), before..Calls.Count);
    }

    ChoiceDelta Split(string piece)
    {
        int before = Calls.Count;
        var (thoughts, said) = splitter?.Add(piece) ?? ("", piece);
        return new(Noted(_thoughts, thoughts), Noted(_said, calls?.Add(said) ?? said), before..Calls.Count);
    }

    static string Noted(StringBuilder to, string piece)
    {
        to.Append(piece);
        return piece;
    }
}
