// The words of English numerals.


namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>A word of a numeral.</summary>
/// <param name="Text">In lower case; digits where it is written in digits.</param>
/// <param name="End">Where it ends in the answer, its mark included.</param>
/// <param name="IsAfterComma">Whether a comma stands before it.</param>
readonly record struct NumeralWord(string Text, int End, bool IsAfterComma);

/// <summary>Cuts the words at the head of a text.</summary>
static class NumeralWords
{
    /// <summary>Words from an index on, with spaces, hyphens and single commas between them, up to anything else.</summary>
    public static List<NumeralWord> Of(string text, int start, int most)
    {
        var words = new List<NumeralWord>();
        for (int at = start; words.Count < most;)
        {
            int from = at;
            bool comma = false, hyphen = false;
            while (at < text.Length
                && (text[at] is ' ' or '~' or '$' or ',' or WordMarks.Start or WordMarks.End || text[at] == '-' && words.Count > 0 && !hyphen))
            {
                if (text[at] == ',' && (comma || words.Count == 0))
                    return words;
                comma |= text[at] == ',';
                hyphen |= text[at] == '-';
                at++;
            }
            int end = at;
            while (end < text.Length && char.IsAsciiLetter(text[end]))
                end++;
            bool isDigits = end == at && words.Count > 0 && words[^1].Text == "point";
            while (isDigits && end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
            bool isApart = words.Count == 0 || at > from;
            if (end == at || !isApart)
                break;
            int after = end < text.Length && text[end] == WordMarks.End ? end + 1 : end;
            words.Add(new NumeralWord(text[at..end].ToLowerInvariant(), after, comma));
            at = after;
        }
        return words;
    }
}

static partial class EnglishNumerals
{
    static readonly Dictionary<string, int> Small = new(StringComparer.OrdinalIgnoreCase)
    {
        ["zero"] = 0,
        ["one"] = 1,
        ["two"] = 2,
        ["three"] = 3,
        ["four"] = 4,
        ["five"] = 5,
        ["six"] = 6,
        ["seven"] = 7,
        ["eight"] = 8,
        ["nine"] = 9,
        ["ten"] = 10,
        ["eleven"] = 11,
        ["twelve"] = 12,
        ["thirteen"] = 13,
        ["fourteen"] = 14,
        ["fifteen"] = 15,
        ["sixteen"] = 16,
        ["seventeen"] = 17,
        ["eighteen"] = 18,
        ["nineteen"] = 19,
        ["twenty"] = 20,
        ["thirty"] = 30,
        ["forty"] = 40,
        ["fourty"] = 40,
        ["fifty"] = 50,
        ["sixty"] = 60,
        ["seventy"] = 70,
        ["eighty"] = 80,
        ["ninety"] = 90,
    };

    static readonly Dictionary<string, int> Thousands = new(StringComparer.OrdinalIgnoreCase)
    {
        ["hundred"] = 100,
        ["thousand"] = 1000,
        ["million"] = 1_000_000,
        ["billion"] = 1_000_000_000,
    };

    // Behind digits, fractions and articles.
    static readonly Dictionary<string, Rational> Scales = new(StringComparer.OrdinalIgnoreCase)
    {
        ["dozen"] = 12,
        ["dozens"] = 12,
        ["score"] = 20,
        ["gross"] = 144,
        ["hundred"] = 100,
        ["hundreds"] = 100,
        ["thousand"] = 1000,
        ["thousands"] = 1000,
        ["lakh"] = 100_000,
        ["lakhs"] = 100_000,
        ["million"] = 1_000_000,
        ["millions"] = 1_000_000,
        ["crore"] = 10_000_000,
        ["crores"] = 10_000_000,
        ["billion"] = 1_000_000_000,
        ["billions"] = 1_000_000_000,
        ["trillion"] = new Rational(1_000_000_000_000, 1),
        ["trillions"] = new Rational(1_000_000_000_000, 1),
        ["quadrillion"] = new Rational(1_000_000_000_000_000, 1),
    };

    static readonly Dictionary<string, int> Parts = Fractions();

    static Dictionary<string, int> Fractions()
    {
        var parts = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
        {
            ["half"] = 2,
            ["halves"] = 2,
            ["halfs"] = 2,
            ["quarter"] = 4,
            ["quarters"] = 4,
        };
        string names = "third 3 fourth 4 fifth 5 sixth 6 seventh 7 eighth 8 ninth 9 tenth 10 eleventh 11 twelfth 12 thirteenth 13 fourteenth 14 fifteenth "
            + "15 sixteenth 16 seventeenth 17 eighteenth 18 nineteenth 19"
            + " twentieth 20 thirtieth 30 fortieth 40 fiftieth 50 sixtieth 60 hundredth 100 thousandth 1000 millionth 1000000";
        string[] words = names.Split(' ');
        for (int i = 0; i < words.Length; i += 2)
            parts[words[i]] = parts[words[i] + "s"] = int.Parse(words[i + 1], System.Globalization.CultureInfo.InvariantCulture);
        return parts;
    }
}
