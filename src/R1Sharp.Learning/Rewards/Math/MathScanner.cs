// Cuts an answer, in LaTeX or plain text, into pieces. Pieces are made when they are asked for, because LaTeX reads
// "\frac12" by digits and "12" as a number: the parser says which it wants.

using System.Text;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards.Reading;

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

    /// <summary>Whether "||" is two bars, as in |x||y|, and not a norm's.</summary>
    public bool SplitsBars { get; init; }

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
        if (char.IsAsciiDigit(c) || c == '.' && start + 1 < _text.Length
            && (char.IsAsciiDigit(_text[start + 1]) || RepeatingDecimals.Begins(_text, start + 1, mayBeBracket: false)))
            return Number(start, space, singleDigit);
        if (c == WordMarks.Start)
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
        char before = Before(start);
        if (singleDigit && _text[start] != '.')
        {
            _position = start + 1;
            return new MathToken(MathTokenKind.Number, _text[start].ToString(), start, space) { Value = _text[start] - '0' };
        }
        if (start > 2 && _text[start] != '.' && _text.AsSpan(start - 3, 3).SequenceEqual("log"))
            return AttachedBase(start, space);
        var number = _numbers.Read(_text, start, _fuel);
        _position = number.End;
        // 5 dozen, 2 thirds, 5 and a half; behind a fraction they belong to all of it.
        if (before is not ('/' or '^' or '_') && EnglishNumerals.Continue(_text, number.End, number.Value) is { } phrase)
        {
            _position = phrase.End;
            _numeralEnd = BeforeSpace(phrase.End, "\uE001");
            return new MathToken(MathTokenKind.Number, _text[start.._position], start, space) { Value = phrase.Value };
        }
        return new MathToken(MathTokenKind.Number, _text[start..number.End], start, space) { Value = number.Value, Decimals = number.Decimals };
    }

    // The base of log10 100, which is not 10 100.
    MathToken AttachedBase(int start, bool space)
    {
        _position = start;
        while (_position < _text.Length && char.IsAsciiDigit(_text[_position]))
            _position++;
        string digits = _text[start..Math.Min(_position, start + 9)];
        return new MathToken(MathTokenKind.Number, _text[start.._position], start,
            space)
        { Value = int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) };
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
            "||" when !SplitsBars => "||",
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
        return rest.StartsWith("...") ? "..." : rest.StartsWith("<=>") || rest.StartsWith("<->") ? "<=>" : rest.StartsWith("==>") || rest.StartsWith("-->")
            ? "=>" : null;
    }

    [GeneratedRegex(@"\\(?:wedge|vee|land|lor|neg|lnot|to|rightarrow|Rightarrow|implies|iff|leftrightarrow|Leftrightarrow)(?![A-Za-z])|->|=>|\b(?:and|or"
        + @"|not|xor|iff|implies)\b|\uE000(?:and|or)\uE001")]
    private static partial Regex LogicPattern();
}
