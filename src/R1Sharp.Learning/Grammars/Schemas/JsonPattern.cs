// Regular expressions (the part of ECMA-262 that needs no looking around) as expressions over the characters of a JSON string. A pattern may be found
// anywhere in a text unless it is anchored. What a string has to escape is written in its shortest escape.

using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace R1Sharp.Learning.Grammars.Schemas;

/// <summary>Reads a pattern.</summary>
/// <param name="json">JSON's parts.</param>
/// <param name="pattern">The pattern.</param>
sealed class JsonPattern(JsonGrammar json, string pattern)
{
    const int MostRepeats = 1000, MostDepth = 64;

    readonly Grammar _grammar = json.Grammar;
    readonly Rune[] _signs = [.. pattern.EnumerateRunes()];
    int _at, _depth;

    /// <summary>The inside of a string in which the pattern is found.</summary>
    /// <exception cref="SchemaException">The pattern asks for more than is understood.</exception>
    public GrammarNode Read()
    {
        var found = Alternatives(isWhole: true);
        return _at == _signs.Length ? found : throw Unknown();
    }

    GrammarNode Anything => _grammar.Repeat(json.Character, 0, null);

    bool Is(char sign) => _at < _signs.Length && _signs[_at].Value == sign;

    bool Take(char sign)
    {
        if (!Is(sign))
            return false;
        _at++;
        return true;
    }

    GrammarNode Alternatives(bool isWhole)
    {
        if (++_depth > MostDepth)
            throw Unknown();
        var all = new List<GrammarNode> { Sequence(isWhole) };
        while (Take('|'))
            all.Add(Sequence(isWhole));
        _depth--;
        return _grammar.Choice([.. all]);
    }

    // Anchors stand at the ends of a whole alternative only.
    GrammarNode Sequence(bool isWhole)
    {
        bool isBegun = isWhole && Take('^'), isEnded = false;
        var parts = new List<GrammarNode>();
        while (_at < _signs.Length && !Is('|') && !Is(')'))
        {
            if (isWhole && Is('$') && (_at + 1 == _signs.Length || _signs[_at + 1].Value == '|'))
            {
                isEnded = Take('$');
                break;
            }
            parts.Add(Repeated(One()));
        }
        if (isWhole && !isBegun)
            parts.Insert(0, Anything);
        if (isWhole && !isEnded)
            parts.Add(Anything);
        return _grammar.Sequence([.. parts]);
    }

    GrammarNode Repeated(GrammarNode one)
    {
        (int Least, int? Most)? times = Take('*') ? (0, null) : Take('+') ? (1, null) : Take('?') ? (0, 1) : Is('{') ? Counted() : null;
        if (times is not var (least, most))
            return one;
        if (Is('?') || Is('+') || one.IsNullable)
            throw Unknown();
        return _grammar.Repeat(one, least, most);
    }

    (int, int?) Counted()
    {
        Take('{');
        int least = Number();
        int? most = !Take(',') ? least : Is('}') ? null : Number();
        return Take('}') ? (least, most) : throw Unknown();
    }

    int Number()
    {
        int from = _at;
        while (_at < _signs.Length && _signs[_at].Value is >= '0' and <= '9')
            _at++;
        string digits = string.Concat(_signs[from.._at]);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= MostRepeats ? number : throw Unknown();
    }

    GrammarNode One()
    {
        if (Take('('))
        {
            if (Take('?') && !Take(':'))
                throw Unknown();
            var inside = Alternatives(isWhole: false);
            return Take(')') ? inside : throw Unknown();
        }
        if (Take('['))
            return Characters(Class());
        if (Take('.'))
            return Characters(s_all.Except('\n', '\n').Except('\r', '\r').Except(0x2028, 0x2029));
        if (Take('\\'))
            return Characters(Escaped());
        if (Is('^') || Is('$') || Is('*') || Is('+') || Is('?') || Is('{'))
            throw Unknown();
        int sign = _signs[_at++].Value;
        return Characters(CodePoints.Of(sign, sign));
    }

    static readonly CodePoints s_all = CodePoints.Of(0, 0x10FFFF).Except(0xD800, 0xDFFF);

    CodePoints Class()
    {
        bool isContrary = Take('^');
        var all = CodePoints.None;
        while (!Take(']'))
        {
            if (_at >= _signs.Length)
                throw Unknown();
            var from = Take('\\') ? Escaped() : CodePoints.Of(_signs[_at].Value, _signs[_at++].Value);
            if (!Is('-') || _at + 1 >= _signs.Length || _signs[_at + 1].Value == ']' || from.Single is not { } first)
            {
                all = all.With(from);
                continue;
            }
            Take('-');
            var to = Take('\\') ? Escaped() : CodePoints.Of(_signs[_at].Value, _signs[_at++].Value);
            all = to.Single is { } last && last >= first ? all.With(CodePoints.Of(first, last)) : throw Unknown();
        }
        return isContrary ? s_all.Except(all) : all;
    }

    CodePoints Escaped()
    {
        if (_at >= _signs.Length)
            throw Unknown();
        int sign = _signs[_at++].Value;
        return sign switch
        {
            'd' => CodePoints.Of('0', '9'),
            'D' => s_all.Except('0', '9'),
            'w' => Word,
            'W' => s_all.Except(Word),
            's' => Blank,
            'S' => s_all.Except(Blank),
            'n' => CodePoints.Of('\n', '\n'),
            'r' => CodePoints.Of('\r', '\r'),
            't' => CodePoints.Of('\t', '\t'),
            'f' => CodePoints.Of('\f', '\f'),
            'u' => Hexadecimal(4),
            'x' => Hexadecimal(2),
            _ when sign < 128 && !char.IsAsciiLetterOrDigit((char)sign) => CodePoints.Of(sign, sign),
            _ => throw Unknown(),
        };
    }

    static CodePoints Word => CodePoints.Of('0', '9').With(CodePoints.Of('A', 'Z')).With(CodePoints.Of('_', '_')).With(CodePoints.Of('a', 'z'));

    static CodePoints Blank => CodePoints.Of('\t', '\r').With(CodePoints.Of(' ', ' '));

    CodePoints Hexadecimal(int digits)
    {
        string text = string.Concat(_signs[_at..Math.Min(_signs.Length, _at + digits)]);
        _at += digits;
        bool isRead = int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int sign) && text.Length == digits;
        return isRead && sign is < 0xD800 or > 0xDFFF ? CodePoints.Of(sign, sign) : throw Unknown();
    }

    // Those that need no escape as ranges of UTF-8, the few others one by one.
    GrammarNode Characters(CodePoints set)
    {
        var plain = set.Except(0, 0x1F).Except('"', '"').Except('\\', '\\');
        var escaped = Enumerable.Range(0, 0x20).Append('"').Append('\\').Where(set.Has)
            .Select(sign => _grammar.Text(JsonEncodedText.Encode(((char)sign).ToString(), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString()));
        return _grammar.Choice([.. plain.Ranges.SelectMany(r => Utf8Ranges.Of(r.From, r.To)).Select(bytes =>
            _grammar.Sequence([.. bytes.Select(b => _grammar.Range(b.From, b.To))])), .. escaped]);
    }

    SchemaException Unknown() => new($"The pattern '{(pattern.Length > 80 ? pattern[..80] + "…" : pattern)}' cannot be kept to (character {_at + 1}).");
}

/// <summary>A set of characters.</summary>
/// <param name="Ranges">Ranges that ascend and do not touch.</param>
sealed record CodePoints(IReadOnlyList<(int From, int To)> Ranges)
{
    /// <summary>No character.</summary>
    public static CodePoints None { get; } = new([]);

    /// <summary>The only one of them; null where there are others.</summary>
    public int? Single => Ranges is [var one] && one.From == one.To ? one.From : null;

    /// <summary>The characters from one to another.</summary>
    public static CodePoints Of(int from, int to) => new([(from, to)]);

    /// <summary>Whether one is among them.</summary>
    public bool Has(int sign) => Ranges.Any(r => sign >= r.From && sign <= r.To);

    /// <summary>Those of both.</summary>
    public CodePoints With(CodePoints other) => new([.. Except(other).Ranges.Concat(other.Ranges).OrderBy(r => r.From)]);

    /// <summary>Those that are not among others.</summary>
    public CodePoints Except(CodePoints other) => other.Ranges.Aggregate(this, (set, r) => set.Except(r.From, r.To));

    /// <summary>Those that do not lie between.</summary>
    public CodePoints Except(int from, int to) => new([.. Ranges
        .SelectMany(r => new (int From, int To)[] { (r.From, Math.Min(r.To, from - 1)), (Math.Max(r.From, to + 1), r.To) })
        .Where(r => r.From <= r.To)]);
}

/// <summary>Ranges of characters as ranges of bytes (Cox, "Regular Expression Matching in the Wild", 2010).</summary>
static class Utf8Ranges
{
    static readonly int[] s_ends = [0x7F, 0x7FF, 0xFFFF, 0x10FFFF];

    /// <summary>The bytes of the characters from one to another: each list is one after the other.</summary>
    public static IEnumerable<(byte From, byte To)[]> Of(int from, int to)
    {
        foreach (int end in s_ends)
            if (from <= end && to > end)
                return Of(from, end).Concat(Of(end + 1, to));
        for (int bits = 6; bits < 21 && Length(from) > bits / 6; bits += 6)
        {
            int mask = (1 << bits) - 1;
            if ((from & ~mask) == (to & ~mask))
                continue;
            if ((from & mask) != 0)
                return Of(from, from | mask).Concat(Of((from | mask) + 1, to));
            if ((to & mask) != mask)
                return Of(from, (to & ~mask) - 1).Concat(Of(to & ~mask, to));
        }
        return [[.. Bytes(from).Zip(Bytes(to))]];
    }

    static int Length(int sign) => Array.FindIndex(s_ends, end => sign <= end) + 1;

    static byte[] Bytes(int sign) => Encoding.UTF8.GetBytes(new Rune(sign).ToString());
}
