// Reads the regular expressions of tokenizer.json, which are those of Oniguruma.

using System.Globalization;
using System.Text;

namespace R1Sharp.Learning.Tokenization.PreTokenization.Patterns;

/// <summary>
/// Alternatives, groups, classes, properties, greedy, lazy and possessive repetition, looks ahead and behind (of one
/// character), case-insensitive groups. What is not supported is an error that names it.
/// </summary>
internal sealed class PatternParser
{
    const int DeepestNesting = 50, LongestRepeat = 1000;

    readonly string _source;
    readonly int[] _characters;
    int _position, _depth;
    bool _ignoresCase;

    PatternParser(string source)
    {
        _source = source;
        _characters = [.. source.EnumerateRunes().Select(rune => rune.Value)];
    }

    /// <exception cref="NotSupportedException">The pattern is broken or asks for something unsupported.</exception>
    public static PatternProgram Parse(string source)
    {
        var parser = new PatternParser(source);
        var root = parser.ReadBranches();
        return parser.IsAtEnd ? PatternCompiler.Compile(source, root) : throw parser.Error("a ')' without a '('");
    }

    bool IsAtEnd => _position >= _characters.Length;

    int Peek => IsAtEnd ? -1 : _characters[_position];

    PatternNode ReadBranches()
    {
        if (++_depth > DeepestNesting) throw Error("groups nested so deep");
        bool outer = _ignoresCase;
        var branches = new List<PatternNode> { ReadSequence() };
        while (Try('|')) branches.Add(ReadSequence());
        _ignoresCase = outer;
        _depth--;
        return branches.Count == 1 ? branches[0] : new BranchNode(branches);
    }

    PatternNode ReadSequence()
    {
        var parts = new List<PatternNode>();
        while (!IsAtEnd && Peek is not ('|' or ')')) parts.Add(ReadRepeats(ReadAtom()));
        return new SequenceNode(parts);
    }

    PatternNode ReadRepeats(PatternNode part)
    {
        while (ReadCount() is var (least, most, isInterval))
        {
            if (most is null && part.MayBeEmpty) throw Error("the repetition of something that can be empty");
            bool isLazy = Try('?');
            // In Oniguruma's own syntax only *, + and ? have a possessive form; {n,m}+ repeats the repetition.
            bool isPossessive = !isLazy && !isInterval && Try('+');
            part = new RepeatNode(part, least, most, isLazy);
            if (isPossessive) part = new GuardedNode(part, PatternOperation.Atomic);
        }
        return part;
    }

    (int Least, int? Most, bool IsInterval)? ReadCount()
    {
        if (Try('*')) return (0, null, false);
        if (Try('+')) return (1, null, false);
        if (Try('?')) return (0, 1, false);
        int start = _position;
        if (!Try('{')) return null;
        int? least = ReadNumber();
        bool hasComma = Try(',');
        int? most = hasComma ? ReadNumber() : least;
        // A brace that is no interval stands for itself.
        if (!Try('}') || (least is null && most is null))
        {
            _position = start;
            return null;
        }
        if (least > LongestRepeat || most > LongestRepeat || most < least) throw Error("such a number of repetitions");
        return (least ?? 0, most, true);
    }

    int? ReadNumber()
    {
        int start = _position;
        while (Peek is >= '0' and <= '9' && _position - start < 6) _position++;
        return _position == start ? null : int.Parse(Text(start, _position), CultureInfo.InvariantCulture);
    }

    PatternNode ReadAtom()
    {
        int c = _characters[_position++];
        switch (c)
        {
            case '(': return ReadGroup();
            case '[': return Set(ReadClass());
            case '.': return Set(PatternSet.Range('\n', '\n').Not());
            case '^': return new PlaceNode(PatternPlace.LineStart);
            case '$': return new PlaceNode(PatternPlace.LineEnd);
            case '\\': return ReadPlace() is { } place ? new PlaceNode(place) : Set(ReadEscape());
            case '*' or '+' or '?': throw Error("a repetition of nothing");
            default: return Set(PatternSet.Range(c, c));
        }
    }

    SetNode Set(PatternSet set) => new(_ignoresCase ? set.IgnoringCase() : set);

    PatternNode ReadGroup()
    {
        bool outer = _ignoresCase;
        var operation = ReadGroupKind(out bool isWanted);
        var inner = ReadBranches();
        if (!Try(')')) throw Error("a '(' without a ')'");
        _ignoresCase = outer;
        if (operation == PatternOperation.LookBehind && inner is not SequenceNode { Parts: [SetNode] })
            throw Error("a look behind at more than one character");
        return operation is { } guard ? new GuardedNode(inner, guard, isWanted) : inner;
    }

    PatternOperation? ReadGroupKind(out bool isWanted)
    {
        isWanted = true;
        if (!Try('?')) return null;
        foreach (var (prefix, operation, wanted) in (ReadOnlySpan<(string, PatternOperation, bool)>)
            [("=", PatternOperation.LookAhead, true), ("!", PatternOperation.LookAhead, false), ("<=", PatternOperation.LookBehind, true),
             ("<!", PatternOperation.LookBehind, false), (">", PatternOperation.Atomic, true)])
            if (Try(prefix))
            {
                isWanted = wanted;
                return operation;
            }
        if (Try("i:")) _ignoresCase = true;
        else if (Try("-i:")) _ignoresCase = false;
        else if (!Try(":")) throw Error("this kind of group");
        return null;
    }

    // [...] after its bracket: a union, or several unions of which && takes what they share.
    PatternSet ReadClass()
    {
        if (++_depth > DeepestNesting) throw Error("classes nested so deep");
        bool isNegated = Try('^');
        PatternSet? shared = null;
        var union = new List<PatternSet>();
        for (bool first = true; first || Peek != ']'; first = false)
        {
            if (IsAtEnd) throw Error("a '[' without a ']'");
            if (Try("&&"))
            {
                shared = Intersect(shared, union);
                union = [];
            }
            else union.Add(ReadClassItem());
        }
        _position++;
        _depth--;
        var set = Intersect(shared, union);
        return isNegated ? set.Not() : set;
    }

    static PatternSet Intersect(PatternSet? shared, List<PatternSet> union)
    {
        var set = PatternSet.Union(union);
        return shared?.And(set) ?? set;
    }

    PatternSet ReadClassItem()
    {
        if (Peek == '[' && Peek2 == ':') throw Error("a POSIX bracket such as [:alpha:]");
        if (Try('[')) return ReadClass();
        int first;
        if (Try('\\'))
        {
            if (ReadCharacterEscape() is not { } escaped) return ReadEscape();
            first = escaped;
        }
        else
            first = _characters[_position++];
        if (Peek != '-' || Peek2 is ']' or -1) return PatternSet.Range(first, first);
        _position++;
        int last = Try('\\') ? ReadCharacterEscape() ?? throw Error("a range that ends with a class") : _characters[_position++];
        return last >= first ? PatternSet.Range(first, last) : throw Error("a range that runs backwards");
    }

    int Peek2 => _position + 1 < _characters.Length ? _characters[_position + 1] : -1;

    PatternPlace? ReadPlace()
    {
        PatternPlace? place = Peek switch
        {
            'A' => PatternPlace.TextStart,
            'z' => PatternPlace.TextEnd,
            'Z' => PatternPlace.TextEndOrLastBreak,
            'b' => PatternPlace.WordEdge,
            'B' => PatternPlace.NoWordEdge,
            _ => null,
        };
        if (place is not null) _position++;
        return place;
    }

    /// <summary>What stands behind a backslash, as a set.</summary>
    PatternSet ReadEscape()
    {
        if (ReadCharacterEscape() is { } character) return PatternSet.Range(character, character);
        int c = IsAtEnd ? throw Error("a '\\' at the end") : _characters[_position++];
        return c switch
        {
            's' => PatternSet.Space,
            'S' => PatternSet.Space.Not(),
            'd' => PatternSet.Digit,
            'D' => PatternSet.Digit.Not(),
            'w' => PatternSet.Word,
            'W' => PatternSet.Word.Not(),
            'p' or 'P' => ReadProperty(c == 'P'),
            _ => throw Error($"\\{char.ConvertFromUtf32(c)}"),
        };
    }

    PatternSet ReadProperty(bool isNegated)
    {
        if (!Try('{')) throw Error("\\p without braces");
        if (Try('^')) isNegated = !isNegated;
        int start = _position;
        while (!IsAtEnd && Peek != '}') _position++;
        string name = Text(start, _position++);
        var set = PatternSet.OfProperty(name) ?? throw Error($"the property \\p{{{name}}}");
        return isNegated ? set.Not() : set;
    }

    // A single character behind a backslash; null, and nothing read, where a class or a place stands.
    int? ReadCharacterEscape()
    {
        int c = Peek;
        if (c is 'x' or 'u') return ReadHexadecimal(c == 'u' ? 4 : 2);
        int? known = c switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'f' => '\f', 'v' => '\v', 'a' => '\a', 'e' => 0x1B, _ => null };
        if (known is null && (c < 0 || (c < 128 && char.IsAsciiLetterOrDigit((char)c)))) return null;
        _position++;
        return known ?? c;
    }

    int ReadHexadecimal(int mostDigits)
    {
        _position++;
        bool braced = mostDigits == 2 && Try('{');
        int start = _position;
        while (Peek is >= 0 and < 128 and var c && char.IsAsciiHexDigit((char)c) && _position - start < (braced ? 8 : mostDigits)) _position++;
        if (_position == start || !int.TryParse(Text(start, _position), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            || code is < 0 or > 0x10FFFF || (braced && !Try('}')))
            throw Error("a broken hexadecimal escape");
        return code;
    }

    bool Try(char c)
    {
        if (Peek != c) return false;
        _position++;
        return true;
    }

    bool Try(string prefix)
    {
        if (_position + prefix.Length > _characters.Length) return false;
        for (int i = 0; i < prefix.Length; i++) if (_characters[_position + i] != prefix[i]) return false;
        _position += prefix.Length;
        return true;
    }

    string Text(int start, int end)
    {
        var text = new StringBuilder();
        for (int i = start; i < end && i < _characters.Length; i++) text.Append(char.ConvertFromUtf32(_characters[i]));
        return text.ToString();
    }

    NotSupportedException Error(string what) => new($"{what} in the pre-tokenizer pattern \"{_source}\" is not supported");
}
