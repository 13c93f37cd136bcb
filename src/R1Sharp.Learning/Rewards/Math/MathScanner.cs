// Cuts an answer, in LaTeX or plain text, into pieces. Pieces are made when they are asked for, because LaTeX reads
// "\frac12" by digits and "12" as a number: the parser says which it wants.

using System.Text;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Reads pieces one after the other.</summary>
sealed partial class MathScanner
{
    readonly string _text;
    readonly Fuel _fuel;
    readonly NumberReader _numbers;
    readonly bool _hasFormulas, _hasCommands, _hasLogic;
    int _position;

    /// <param name="text">What <see cref="TextCommands.Mark"/> returned.</param>
    /// <param name="fuel">Pays for the characters.</param>
    /// <param name="numbers">How numbers are written.</param>
    public MathScanner(string text, Fuel fuel, NumberReader numbers)
    {
        (_text, _fuel, _numbers) = (text, fuel, numbers);
        (_hasFormulas, _hasCommands) = (text.Contains('$'), text.Contains('\\'));
        _hasLogic = text.Contains('~') && LogicPattern().IsMatch(text);
    }

    /// <summary>The piece that comes next.</summary>
    public MathToken Current { get; private set; }

    /// <summary>The whole text.</summary>
    public string Text => _text;

    /// <summary>Reads the first piece or, later, the next one.</summary>
    public void Advance() => Current = Read(singleDigit: false);

    /// <summary>The pieces of a text in canonical form, for formulas that are only compared piece by piece.</summary>
    /// <param name="text">What <see cref="TextCommands.Mark"/> returned.</param>
    /// <param name="fuel">Pays for the characters.</param>
    public static string Signs(string text, Fuel fuel)
    {
        var scanner = new MathScanner(text, fuel, new NumberReader(decimalComma: false));
        var pieces = new StringBuilder();
        for (scanner.Advance(); scanner.Current.Kind != MathTokenKind.End; scanner.Advance())
            pieces.Append(scanner.Current.Text).Append(' ');
        return pieces.ToString();
    }

    /// <summary>Reads the present piece again, as an argument of a LaTeX command: one digit of a number.</summary>
    public void RereadDigit()
    {
        _position = Current.Start;
        Current = Read(singleDigit: true) with { HasSpaceBefore = Current.HasSpaceBefore };
    }

    /// <summary>Goes back to a piece that was <see cref="Current"/>.</summary>
    public void Return(MathToken token)
    {
        _position = token.End;
        Current = token;
    }

    /// <summary>Goes on at a place in the text.</summary>
    public void Skip(int position)
    {
        _position = position;
        Advance();
    }

    /// <summary>The text of the next group in braces, which is passed over; null where none follows.</summary>
    public string? RawGroup()
    {
        if (!Current.Is("{"))
            return null;
        int start = _position, depth = 1;
        for (int i = start; i < _text.Length; i++)
        {
            depth += _text[i] == '{' ? 1 : _text[i] == '}' ? -1 : 0;
            if (depth == 0)
            {
                _fuel.Spend(i - start);
                _position = i + 1;
                Advance();
                return _text[start..i];
            }
        }
        return null;
    }

    MathToken Read(bool singleDigit)
    {
        bool space = false;
        while (true)
        {
            int before = _position;
            SkipSpace();
            space |= _position > before;
            _fuel.Spend(1);
            int start = _position;
            if (start >= _text.Length)
                return new MathToken(MathTokenKind.End, "", start, space) { End = start };
            var token = Piece(start, space, singleDigit);
            if (token.Text.Length > 0)
                return token with { End = _position };
            space = true;
        }
    }

    void SkipSpace()
    {
        while (_position < _text.Length && (char.IsWhiteSpace(_text[_position]) || _text[_position] is '~' or '$') && !IsNegation(_position))
            _position++;
    }

    // In TeX "~" is a space; before a letter of a statement of logic it says "not".
    bool IsNegation(int at)
    {
        if (_text[at] != '~' || !_hasLogic || at + 1 >= _text.Length || !char.IsAsciiLetter(_text[at + 1]) && _text[at + 1] is not ('(' or '\\' or '~'))
            return false;
        int before = at - 1;
        while (before >= 0 && _text[before] == ' ')
            before--;
        return before < 0 || !char.IsAsciiLetterOrDigit(_text[before]) && _text[before] is not (')' or '}') || IsInCommand(before);
    }

    // Whether the letter at an index belongs to a command such as \vee.
    bool IsInCommand(int at)
    {
        while (at >= 0 && char.IsAsciiLetter(_text[at]))
            at--;
        return at >= 0 && _text[at] == '\\';
    }

    MathToken Piece(int start, bool space, bool singleDigit)
    {
        char c = _text[start];
        if (char.IsAsciiDigit(c) || c == '.' && start + 1 < _text.Length && char.IsAsciiDigit(_text[start + 1]))
            return Number(start, space, singleDigit);
        if (c == TextCommands.WordStart)
            return MarkedWord(start, space);
        if (c == '\\')
            return Command(start, space);
        if (c == '~')
        {
            _position = start + 1;
            return new MathToken(MathTokenKind.Sign, "neg", start, space);
        }
        if (char.IsAsciiLetter(c))
            return Letters(start, space, singleDigit);
        if (IsForeign(c))
            return ForeignWord(start, space);
        return Sign(start, space);
    }

    MathToken Number(int start, bool space, bool singleDigit)
    {
        if (singleDigit && _text[start] != '.')
        {
            _position = start + 1;
            return new MathToken(MathTokenKind.Number, _text[start].ToString(), start, space) { Value = _text[start] - '0' };
        }
        var number = _numbers.Read(_text, start, _fuel);
        _position = number.End;
        return new MathToken(MathTokenKind.Number, _text[start..number.End], start, space) { Value = number.Value, Decimals = number.Decimals };
    }

    MathToken MarkedWord(int start, bool space)
    {
        int end = _text.IndexOf(TextCommands.WordEnd, start);
        string word = _text[(start + 1)..end];
        _position = end + 1;
        if (word.Length == 1 && char.IsAsciiLetter(word[0]))
            return new MathToken(MathTokenKind.Letter, word, start, space) { IsUpright = true };
        return WordOrSeparator(word, start, space);
    }

    MathToken WordOrSeparator(string word, int start, bool space)
    {
        if (MathVocabulary.Connectives.Contains(word))
            return new MathToken(MathTokenKind.Sign, MathVocabulary.Connective(word), start, space);
        if (MathSigns.LogicWords.TryGetValue(word, out string? logic))
            return new MathToken(MathTokenKind.Sign, logic, start, space);
        if (MathVocabulary.Functions.TryGetValue(word, out string? function))
            return new MathToken(MathTokenKind.Function, function, start, space);
        return word is "inf" or "infty" or "infinity" or "Infinity" or "oo" ? new MathToken(MathTokenKind.Letter, "infty", start, space)
            : new MathToken(MathTokenKind.Word, word, start, space);
    }

    MathToken Command(int start, bool space)
    {
        int end = start + 1;
        while (end < _text.Length && char.IsAsciiLetter(_text[end]))
            end++;
        if (end == start + 1 && end < _text.Length)
            end++;
        string name = _text[(start + 1)..end];
        _position = end;
        if (MathVocabulary.Spaces.Contains(name))
            return new MathToken(MathTokenKind.Sign, "", start, space);
        if (name == "$")
            return new MathToken(MathTokenKind.Word, "$", start, space);
        if (name == "not")
            return Negated(start, space);
        if (MathVocabulary.Signs.TryGetValue(name, out string? sign) || MathSigns.Between.TryGetValue(name, out sign))
            return new MathToken(MathTokenKind.Sign, sign, start, space);
        if (MathVocabulary.Commands.TryGetValue(name, out string? command))
            return new MathToken(MathTokenKind.Command, command, start, space);
        if (name != "Gamma" && name != "sqrt" && MathVocabulary.Functions.TryGetValue(name, out string? function))
            return new MathToken(MathTokenKind.Function, function, start, space);
        if (MathVocabulary.Letters.TryGetValue(name, out string? letter))
            return new MathToken(MathTokenKind.Letter, letter, start, space);
        // A command that nobody told us about may be a relation or an operation.
        return new MathToken(MathSigns.LetterCommands.Contains(name) ? MathTokenKind.Letter : MathTokenKind.Command, name, start, space);
    }

    // \not= is ≠, \not\subset is ⊄; \not before anything else is not understood.
    MathToken Negated(int start, bool space)
    {
        var next = Read(singleDigit: false);
        string sign = next.Kind == MathTokenKind.Sign ? MathSigns.Negated.GetValueOrDefault(next.Text, "") : "";
        return sign.Length > 0 ? new MathToken(MathTokenKind.Sign, sign, start, space) : new MathToken(MathTokenKind.Command, "not " + next.Text, start, space);
    }

    // A run of letters is a word, a function with its argument, or a product of letters.
    MathToken Letters(int start, bool space, bool single)
    {
        int end = start;
        while (end < _text.Length && char.IsAsciiLetter(_text[end]))
            end++;
        string run = _text[start..end];
        bool afterNumber = IsAfterValue(start), isPlain = IsPlain(start);
        int length = single ? 1 : LetterRuns.FirstLength(run, afterNumber, isPlain);
        bool isWord = length == run.Length && LetterRuns.IsWord(run, afterNumber, isPlain);
        // The end of PQRS is no currency.
        if (isWord && start > 0 && char.IsAsciiLetterUpper(_text[start - 1]) && char.IsAsciiLetterUpper(run[0]) && !IsInCommand(start - 1))
            (isWord, length) = (false, 1);
        _position = start + length;
        string first = run[..length];
        if (isWord || length > 1 && MathVocabulary.Functions.ContainsKey(first))
            return WordOrSeparator(first, start, space);
        return first switch
        {
            "pi" => new MathToken(MathTokenKind.Letter, "pi", start, space),
            "oo" or "inf" or "infty" or "infinity" => new MathToken(MathTokenKind.Letter, "infty", start, space),
            _ => new MathToken(MathTokenKind.Letter, first, start, space),
        };
    }

    // Between dollar signs, or with commands of LaTeX and no dollar signs, letters are variables.
    bool IsPlain(int start)
    {
        if (!_hasFormulas)
            return !_hasCommands;
        _fuel.Spend(1 + start / 16);
        return _text.AsSpan(0, start).Count('$') % 2 == 0;
    }

    bool IsAfterValue(int start)
    {
        int before = start - 1;
        while (before >= 0 && _text[before] is (' ' or '~' or '$' or '\\'))
            before--;
        return before >= 0 && (char.IsAsciiDigit(_text[before]) || _text[before] is ')' or '}' or '%');
    }

    // Words in scripts without spaces: digits of Chinese in front of a measure word are a number.
    MathToken ForeignWord(int start, bool space)
    {
        int end = start;
        while (end < _text.Length && IsForeign(_text[end]))
            end++;
        foreach (string connective in MathVocabulary.Connectives)
        {
            if (char.IsAscii(connective[0]) || !_text.AsSpan(start, end - start).StartsWith(connective))
                continue;
            _position = start + connective.Length;
            return new MathToken(MathTokenKind.Sign, MathVocabulary.Connective(connective), start, space);
        }
        if (ChineseNumerals.TryRead(_text.AsSpan(start, end - start), out var value, out int length) && (length == end - start || Units.IsMeasureWord(_text[(start + length)..end])))
        {
            _position = start + length;
            return new MathToken(MathTokenKind.Number, _text[start.._position], start, space) { Value = value };
        }
        int cut = end;
        for (int i = start + 1; i < end; i++)
            if (MathVocabulary.Connectives.Contains(_text[i].ToString()))
                cut = Math.Min(cut, i);
        _position = cut;
        return new MathToken(MathTokenKind.Word, _text[start..cut], start, space);
    }

    // The Chinese zero is no letter to Unicode.
    static bool IsForeign(char c) => c == '〇' || char.IsLetter(c) && !char.IsAscii(c);

    MathToken Sign(int start, bool space)
    {
        string two = start + 1 < _text.Length ? _text.Substring(start, 2) : "";
        string sign = two switch
        {
            "<=" or "=<" => "<=",
            ">=" => ">=",
            "!=" or "<>" => "!=",
            "==" or ":=" => "=",
            "**" => "^",
            "->" or "=>" => "=>",
            "<<" => "ll",
            ">>" => "gg",
            "||" => "||",
            _ => "",
        };
        if (Three(start) is { } three)
        {
            _position = start + 3;
            return new MathToken(MathTokenKind.Sign, three, start, space);
        }
        _position = start + (sign.Length > 0 ? 2 : 1);
        if (_text[start] is '€' or '£' or '¥' or '₹' or '¢')
            return new MathToken(MathTokenKind.Word, _text[start].ToString(), start, space);
        return new MathToken(MathTokenKind.Sign, sign.Length > 0 ? sign : _text[start].ToString(), start, space);
    }

    string? Three(int start)
    {
        var rest = _text.AsSpan(start);
        return rest.StartsWith("...") ? "..." : rest.StartsWith("<=>") || rest.StartsWith("<->") ? "<=>" : rest.StartsWith("==>") || rest.StartsWith("-->") ? "=>" : null;
    }

    [GeneratedRegex(@"\\(?:wedge|vee|land|lor|neg|lnot|to|rightarrow|Rightarrow|implies|iff|leftrightarrow|Leftrightarrow)(?![A-Za-z])|->|=>|\b(?:and|or|not|xor|iff|implies)\b|\uE000(?:and|or)\uE001")]
    private static partial Regex LogicPattern();
}
