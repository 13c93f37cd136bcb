// Sets of characters of regular expressions.

using System.Globalization;
using System.Text;

namespace R1Sharp.Learning.Tokenization.PreTokenization.Patterns;

/// <summary>A set of Unicode characters; the ASCII part of it is looked up.</summary>
internal sealed class PatternSet
{
    readonly Func<int, bool> _contains;
    readonly bool[] _ascii = new bool[128];

    /// <param name="contains">Whether a code point is in the set.</param>
    public PatternSet(Func<int, bool> contains)
    {
        _contains = contains;
        for (int c = 0; c < _ascii.Length; c++) _ascii[c] = contains(c);
    }

    /// <summary><c>\s</c></summary>
    public static PatternSet Space { get; } = new(c => c <= char.MaxValue && char.IsWhiteSpace((char)c));

    /// <summary><c>\d</c></summary>
    public static PatternSet Digit { get; } = OfCategories(UnicodeCategory.DecimalDigitNumber, UnicodeCategory.DecimalDigitNumber);

    /// <summary><c>\w</c>: letters, marks, decimal digits, letter numbers, connectors, and the circled letters of Unicode's Alphabetic.</summary>
    public static PatternSet Word { get; } = new(c => Category(c) is <= UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation
        || c is (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189));

    /// <summary>Whether the set contains a code point.</summary>
    public bool Contains(int character) => character < _ascii.Length ? _ascii[character] : _contains(character);

    /// <summary>The characters from one to another, both included.</summary>
    public static PatternSet Range(int first, int last) => new(c => c >= first && c <= last);

    /// <summary>What is in one of the sets.</summary>
    public static PatternSet Union(IReadOnlyList<PatternSet> sets) => sets.Count == 1 ? sets[0] : new(c => sets.Any(set => set.Contains(c)));

    /// <summary>What is in both sets.</summary>
    public PatternSet And(PatternSet other) => new(c => Contains(c) && other.Contains(c));

    /// <summary>What is not in the set.</summary>
    public PatternSet Not() => new(c => !Contains(c));

    /// <summary>What differs only in case from what is in the set, too.</summary>
    public PatternSet IgnoringCase() => new(c => Contains(c) || CaseVariants(c).Any(Contains));

    /// <summary>A general category such as "L" or "Lu", or the script Han; null for anything else.</summary>
    public static PatternSet? OfProperty(string name) => name switch
    {
        "L" or "Letter" => OfCategories(UnicodeCategory.UppercaseLetter, UnicodeCategory.OtherLetter),
        "M" or "Mark" => OfCategories(UnicodeCategory.NonSpacingMark, UnicodeCategory.EnclosingMark),
        "N" or "Number" => OfCategories(UnicodeCategory.DecimalDigitNumber, UnicodeCategory.OtherNumber),
        "Z" or "Separator" => OfCategories(UnicodeCategory.SpaceSeparator, UnicodeCategory.ParagraphSeparator),
        "P" or "Punctuation" => OfCategories(UnicodeCategory.ConnectorPunctuation, UnicodeCategory.OtherPunctuation),
        "S" or "Symbol" => OfCategories(UnicodeCategory.MathSymbol, UnicodeCategory.OtherSymbol),
        "C" or "Other" => new(c => Category(c) is (>= UnicodeCategory.Control and <= UnicodeCategory.PrivateUse) or UnicodeCategory.OtherNotAssigned),
        "Han" => new(IsHan),
        _ when CategoryNames.IndexOf(name, StringComparison.Ordinal) is >= 0 and var at && at % 2 == 0 && name.Length == 2 =>
            OfCategories((UnicodeCategory)(at / 2), (UnicodeCategory)(at / 2)),
        _ => null,
    };

    // In the order of UnicodeCategory.
    const string CategoryNames = "LuLlLtLmLoMnMcMeNdNlNoZsZlZpCcCfCsCoPcPdPsPePiPfPoSmScSkSoCn";

    static PatternSet OfCategories(UnicodeCategory first, UnicodeCategory last) => new(c => Category(c) >= first && Category(c) <= last);

    static UnicodeCategory Category(int c) => CharUnicodeInfo.GetUnicodeCategory(c);

    // The ranges of the script property Han (Unicode 16, Scripts.txt).
    static bool IsHan(int c) => c is (>= 0x2E80 and <= 0x2E99) or (>= 0x2E9B and <= 0x2EF3) or (>= 0x2F00 and <= 0x2FD5) or 0x3005 or 0x3007
        or (>= 0x3021 and <= 0x3029) or (>= 0x3038 and <= 0x303B) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
        or (>= 0xF900 and <= 0xFA6D) or (>= 0xFA70 and <= 0xFAD9) or 0x16FE2 or 0x16FE3 or 0x16FF0 or 0x16FF1
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2EE5D and not (>= 0x2B73A and <= 0x2B73F) and not (>= 0x2EBE1 and <= 0x2EBEF))
        or (>= 0x2F800 and <= 0x2FA1D) or (>= 0x30000 and <= 0x323AF);

    // Case folding of single characters: the two cases, and the three signs that fold to a letter.
    static IEnumerable<int> CaseVariants(int c)
    {
        if (!Rune.IsValid(c)) return [];
        int lower = Rune.ToLowerInvariant(new Rune(c)).Value, upper = Rune.ToUpperInvariant(new Rune(c)).Value;
        return (lower, c) switch
        {
            ('s', _) => [lower, upper, 0x17F],
            (0x17F, _) => ['s', 'S'],
            ('k', _) => [lower, upper, 0x212A],
            (0xE5, _) => [lower, upper, 0x212B],
            _ => [lower, upper],
        };
    }
}
