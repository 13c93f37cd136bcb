// The words of the miniature world's trains of thought, as far as taking them apart needs them: English, Chinese, or both.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Thinking;

/// <summary>What a part of a trace is.</summary>
enum TraceWord
{
    Wait, Check, Yes, No, So, Try, Lies, Honest, Says, Nobody,

    /// <summary>Another word.</summary>
    Other,

    /// <summary>One letter.</summary>
    Name,

    /// <summary>Digits and signs between spaces, commas and colons.</summary>
    Formula,

    /// <summary>A colon.</summary>
    Colon,
}

/// <summary>One part of a trace.</summary>
/// <param name="Word">What it is.</param>
/// <param name="Text">How it is written.</param>
/// <param name="Start">Its first character in the completion.</param>
readonly record struct TraceToken(TraceWord Word, string Text, int Start)
{
    /// <summary>Behind its last character.</summary>
    public int End => Start + Text.Length;
}

/// <summary>Cuts traces of the miniature world into parts.</summary>
static partial class TraceLexer
{
    static readonly Dictionary<string, TraceWord> s_words = new()
    {
        ["wait"] = TraceWord.Wait,
        ["等等"] = TraceWord.Wait,
        ["check"] = TraceWord.Check,
        ["检查"] = TraceWord.Check,
        ["yes"] = TraceWord.Yes,
        ["对"] = TraceWord.Yes,
        ["no"] = TraceWord.No,
        ["不对"] = TraceWord.No,
        ["so"] = TraceWord.So,
        ["所以"] = TraceWord.So,
        ["try"] = TraceWord.Try,
        ["试试"] = TraceWord.Try,
        ["lies"] = TraceWord.Lies,
        ["说谎"] = TraceWord.Lies,
        ["honest"] = TraceWord.Honest,
        ["诚实"] = TraceWord.Honest,
        ["says"] = TraceWord.Says,
        ["说"] = TraceWord.Says,
        ["nobody"] = TraceWord.Nobody,
        ["无人"] = TraceWord.Nobody,
    };

    /// <summary>The parts of a train of thought.</summary>
    public static List<TraceToken> Read(ThinkingText think) =>
        [.. Part().Matches(think.Text).Select(match => new TraceToken(Kind(match.Value), match.Value, think.Offset + match.Index))];

    /// <summary>The passes of a trace, at least one: a "wait" begins another.</summary>
    /// <param name="tokens">The trace.</param>
    /// <param name="isCheckInside">Whether "wait check" begins none: checks then stay inside the pass before.</param>
    public static List<List<TraceToken>> Passes(IReadOnlyList<TraceToken> tokens, bool isCheckInside)
    {
        var passes = new List<List<TraceToken>> { new() };
        for (int i = 0; i < tokens.Count; i++)
        {
            bool isWait = tokens[i].Word == TraceWord.Wait;
            if (isWait && passes[^1].Count > 0 && !(isCheckInside && IsCheck(tokens, i)))
                passes.Add([]);
            passes[^1].Add(tokens[i]);
        }
        return passes;
    }

    /// <summary>Whether "wait check" stands at a place.</summary>
    public static bool IsCheck(IReadOnlyList<TraceToken> tokens, int at) =>
        tokens[at].Word == TraceWord.Wait && at + 1 < tokens.Count && tokens[at + 1].Word == TraceWord.Check;

    /// <summary>How often "wait check" stands in a trace.</summary>
    public static int CheckCount(IReadOnlyList<TraceToken> tokens) => Enumerable.Range(0, tokens.Count).Count(i => IsCheck(tokens, i));

    static TraceWord Kind(string text) => s_words.TryGetValue(text, out var word) ? word : text switch
    {
        ":" => TraceWord.Colon,
        [>= 'A' and <= 'Z'] => TraceWord.Name,
        _ when char.IsLetter(text[0]) => TraceWord.Other,
        _ => TraceWord.Formula,
    };

    [GeneratedRegex(@"[A-Za-z]+|[\u4E00-\u9FFF]+|:|[^\sA-Za-z\u4E00-\u9FFF,:]+")]
    private static partial Regex Part();
}
