// Splits a Jinja template into text and the words of its tags.

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>
/// The lexer of Jinja 3 with <c>trim_blocks</c> and <c>lstrip_blocks</c>, as Hugging Face's transformers sets them: the
/// line break behind a statement or comment and the blanks before it on its line are not part of the text, unless a
/// <c>+</c> says so; a <c>-</c> removes all white space on its side; the template's last line break does not count.
/// </summary>
internal sealed partial class JinjaLexer
{
    static readonly string[] Operators =
        ["**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", ".", ":", "|", ",", "(", ")", "[", "]", "{", "}"];

    const string EscapeCodes = "ntr0abfv\\'\"", EscapedCharacters = "\n\t\r\0\a\b\f\v\\'\"";

    readonly string _source;
    readonly List<JinjaToken> _tokens = [];
    int _position;
    int _line = 1;
    int _countedTo;

    JinjaLexer(string source)
    {
        source = source.ReplaceLineEndings("\n");
        _source = source.EndsWith('\n') ? source[..^1] : source;
    }

    /// <summary>All words of a template, the last of them <see cref="JinjaTokenKind.EndOfTemplate"/>.</summary>
    /// <exception cref="TemplateException">A tag or string does not end, or a character has no meaning.</exception>
    public static List<JinjaToken> Read(string source)
    {
        var lexer = new JinjaLexer(source);
        while (lexer._position < lexer._source.Length) lexer.ReadTextAndTag();
        lexer.Add(JinjaTokenKind.EndOfTemplate, "");
        return lexer._tokens;
    }

    void ReadTextAndTag()
    {
        int start = _position, tag = NextTag(start);
        if (tag < 0)
        {
            AddText(_source[start..]);
            _position = _source.Length;
            return;
        }
        char kind = _source[tag + 1];
        char sign = tag + 2 < _source.Length && _source[tag + 2] is '-' or '+' ? _source[tag + 2] : ' ';
        AddText(StripEnd(start, tag, sign, isPrint: kind == '{'));
        _position = tag + (sign == ' ' ? 2 : 3);
        if (kind == '#') SkipComment();
        else if (kind == '%' && RawBegin().Match(_source, tag) is { Success: true } raw) ReadRaw(raw);
        else ReadTag(kind);
    }

    int NextTag(int from)
    {
        for (int i = _source.IndexOf('{', from); i >= 0; i = _source.IndexOf('{', i + 1))
            if (i + 1 < _source.Length && _source[i + 1] is '{' or '%' or '#') return i;
        return -1;
    }

    /// <summary>The text from <paramref name="start"/> to a tag, less what the tag's sign or lstrip_blocks takes away.</summary>
    string StripEnd(int start, int tag, char sign, bool isPrint)
    {
        string text = _source[start..tag];
        if (sign == '-') return text.TrimEnd();
        int lineStart = text.LastIndexOf('\n') + 1;
        bool startsLine = lineStart > 0 || start == 0 || _source[start - 1] == '\n';
        return sign == ' ' && !isPrint && startsLine && string.IsNullOrWhiteSpace(text[lineStart..]) ? text[..lineStart] : text;
    }

    void SkipComment()
    {
        int end = _source.IndexOf("#}", _position, StringComparison.Ordinal);
        if (end < 0) throw Error("a comment does not end");
        SkipTagEnd(end, _source[end - 1], end + 2, trims: true);
    }

    // What a tag's end takes with it: all white space after '-', one line break after a statement or comment.
    void SkipTagEnd(int end, char sign, int next, bool trims)
    {
        _position = next;
        if (sign == '-' && end > 0) while (_position < _source.Length && char.IsWhiteSpace(_source[_position])) _position++;
        else if (trims && sign != '+' && _position < _source.Length && _source[_position] == '\n') _position++;
    }

    void ReadRaw(Match begin)
    {
        int start = begin.Index + begin.Length;
        SkipTagEnd(start, begin.Groups[1].Value is "-" ? '-' : ' ', start, trims: false);
        var end = RawEnd().Match(_source, _position);
        if (!end.Success) throw Error("a raw block does not end");
        int textStart = _position;
        AddText(StripEnd(textStart, end.Index, end.Groups[1].Value is [var sign] ? sign : ' ', isPrint: false));
        int next = end.Index + end.Length;
        SkipTagEnd(next, end.Groups[2].Value is [var last] ? last : ' ', next, trims: true);
    }

    void ReadTag(char kind)
    {
        bool isPrint = kind == '{';
        Add(isPrint ? JinjaTokenKind.PrintBegin : JinjaTokenKind.StatementBegin, "");
        string close = isPrint ? "}}" : "%}";
        int depth = 0;
        while (true)
        {
            while (_position < _source.Length && char.IsWhiteSpace(_source[_position])) _position++;
            if (_position >= _source.Length) throw Error("a tag does not end");
            char sign = _source[_position] is '-' || (!isPrint && _source[_position] is '+') ? _source[_position] : ' ';
            int closeAt = sign == ' ' ? _position : _position + 1;
            if (depth == 0 && string.CompareOrdinal(_source, closeAt, close, 0, 2) == 0)
            {
                Add(isPrint ? JinjaTokenKind.PrintEnd : JinjaTokenKind.StatementEnd, "");
                SkipTagEnd(closeAt, sign, closeAt + 2, trims: !isPrint);
                return;
            }
            ReadWord(ref depth);
        }
    }

    void ReadWord(ref int depth)
    {
        char c = _source[_position];
        if (c is '\'' or '"') ReadString(c);
        else if (char.IsAsciiDigit(c)) ReadNumber();
        else if (char.IsLetter(c) || c == '_') AddMatch(JinjaTokenKind.Name, Word().Match(_source, _position).Length);
        else
        {
            string found = Operators.FirstOrDefault(candidate => string.CompareOrdinal(_source, _position, candidate, 0, candidate.Length) == 0)
                ?? throw Error($"the character '{c}' has no meaning here");
            depth += found is "(" or "[" or "{" ? 1 : found is ")" or "]" or "}" ? -1 : 0;
            AddMatch(JinjaTokenKind.Operator, found.Length);
        }
    }

    void ReadNumber()
    {
        var number = Number().Match(_source, _position);
        bool isFloat = number.ValueSpan.IndexOfAny('.', 'e', 'E') >= 0;
        Add(isFloat ? JinjaTokenKind.Float : JinjaTokenKind.Integer, number.Value.Replace("_", ""));
        _position += number.Length;
    }

    void ReadString(char quote)
    {
        var value = new StringBuilder();
        int i = _position + 1;
        for (; i < _source.Length && _source[i] != quote; i++)
        {
            if (_source[i] == '\\' && i + 1 < _source.Length) value.Append(ReadEscape(ref i));
            else value.Append(_source[i]);
        }
        if (i >= _source.Length) throw Error("a string does not end");
        Add(JinjaTokenKind.String, value.ToString());
        _position = i + 1;
    }

    // Python's escapes; an unknown one stands for itself, backslash included.
    string ReadEscape(ref int i)
    {
        char c = _source[++i];
        int digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            int code = -1;
            if (i + digits >= _source.Length
                || !int.TryParse(_source.AsSpan(i + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code)
                || code is < 0 or > 0x10FFFF)
                throw Error($"the escape \\{c} needs {digits} hexadecimal digits of a character");
            i += digits;
            return code is >= 0xD800 and < 0xE000 ? ((char)code).ToString() : char.ConvertFromUtf32(code);
        }
        if (c == '\n') return "";
        int known = EscapeCodes.IndexOf(c);
        return known >= 0 ? EscapedCharacters[known].ToString() : "\\" + c;
    }

    void AddMatch(JinjaTokenKind kind, int length)
    {
        Add(kind, _source.Substring(_position, length));
        _position += length;
    }

    void AddText(string text)
    {
        if (text.Length > 0) Add(JinjaTokenKind.Text, text);
    }

    void Add(JinjaTokenKind kind, string text) => _tokens.Add(new JinjaToken(kind, text, Line()));

    int Line()
    {
        for (; _countedTo < _position; _countedTo++) if (_source[_countedTo] == '\n') _line++;
        return _line;
    }

    TemplateException Error(string message) => new(message) { Line = Line() };

    [GeneratedRegex(@"\G\{%[-+]?\s*raw\s*(-?)%\}")]
    private static partial Regex RawBegin();

    [GeneratedRegex(@"\{%([-+]?)\s*endraw\s*([-+]?)%\}")]
    private static partial Regex RawEnd();

    [GeneratedRegex(@"\G\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\G[0-9][0-9_]*(\.[0-9][0-9_]*)?([eE][+-]?[0-9]+)?")]
    private static partial Regex Number();
}
