// Writes a train of thought: words with a space before them, arithmetic without spaces inside.

using System.Text;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature;

/// <summary>
/// The text of one train of thought in one language, or in both when it is mixed. Spacing is always the same, so that a
/// byte-level tokenizer sees few different tokens: a word is preceded by one space except at the beginning, a number
/// that follows a word is too, and nothing else is.
/// </summary>
sealed class TraceText
{
    readonly StringBuilder _text = new();
    readonly string _language;
    readonly bool _mixed;
    RandomStream _random;
    bool _afterWord;

    /// <param name="language">"en" or "zh".</param>
    /// <param name="mixed">Whether every word is in a language chosen at random.</param>
    /// <param name="random">Chooses the languages of a mixed text.</param>
    public TraceText(string language, bool mixed, RandomStream random)
    {
        _language = language;
        _mixed = mixed;
        _random = random;
    }

    /// <summary>Adds a word.</summary>
    public TraceText Add(Word word)
    {
        string language = _mixed ? (_random.NextBool(0.5) ? "zh" : "en") : _language;
        if (_text.Length > 0)
            _text.Append(' ');
        _text.Append(Lexicon.Say(word, language));
        _afterWord = true;
        return this;
    }

    /// <summary>Adds a name; like a word, it is preceded by a space.</summary>
    public TraceText Add(char name)
    {
        _text.Append(_text.Length > 0 ? " " : "").Append(name);
        _afterWord = true;
        return this;
    }

    /// <summary>Adds numbers and signs.</summary>
    public TraceText Add(string formula)
    {
        if (_afterWord && (char.IsLetterOrDigit(formula[0]) || formula[0] == '('))
            _text.Append(' ');
        _text.Append(formula);
        _afterWord = false;
        return this;
    }

    /// <summary>Whether the text ends with this word, in either language, and this formula.</summary>
    public bool EndsWith(Word word, string formula)
    {
        string text = _text.ToString();
        return text.EndsWith($"{Lexicon.Say(word, "en")} {formula}", StringComparison.Ordinal)
            || text.EndsWith($"{Lexicon.Say(word, "zh")} {formula}", StringComparison.Ordinal);
    }

    /// <summary>The text so far.</summary>
    public override string ToString() => _text.ToString();
}
