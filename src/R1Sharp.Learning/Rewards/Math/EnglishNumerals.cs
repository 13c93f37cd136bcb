// English numerals: twelve, twenty-five, one hundred and five, three-fourths, one half.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Reads numbers written in English.</summary>
static class EnglishNumerals
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
        ["fifty"] = 50,
        ["sixty"] = 60,
        ["seventy"] = 70,
        ["eighty"] = 80,
        ["ninety"] = 90,
    };

    static readonly Dictionary<string, int> Large = new(StringComparer.OrdinalIgnoreCase) { ["hundred"] = 100, ["thousand"] = 1000, ["million"] = 1_000_000, ["billion"] = 1_000_000_000 };

    static readonly Dictionary<string, int> Parts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["half"] = 2,
        ["halves"] = 2,
        ["third"] = 3,
        ["thirds"] = 3,
        ["fourth"] = 4,
        ["fourths"] = 4,
        ["quarter"] = 4,
        ["quarters"] = 4,
        ["fifth"] = 5,
        ["fifths"] = 5,
        ["sixth"] = 6,
        ["sixths"] = 6,
        ["seventh"] = 7,
        ["sevenths"] = 7,
        ["eighth"] = 8,
        ["eighths"] = 8,
        ["ninth"] = 9,
        ["ninths"] = 9,
        ["tenth"] = 10,
        ["tenths"] = 10,
    };

    /// <summary>The value of a text that is nothing but a numeral; null where it is anything else.</summary>
    public static Rational? TryRead(string text)
    {
        if (text.Length > 120 || text.Length < 2 || !char.IsAsciiLetter(text[0]))
            return null;
        string[] words = text.Split([' ', '-', ','], StringSplitOptions.RemoveEmptyEntries);
        int sign = words.Length > 1 && words[0].ToLowerInvariant() is ("minus" or "negative") ? -1 : 1;
        if (sign < 0)
            words = words[1..];
        if (words.Length > 1 && Parts.TryGetValue(words[^1], out int below) && Whole(words[..^1]) is { } above)
            return new Rational(above * sign, below);
        return Whole(words) is { } whole ? whole * sign : null;
    }

    static System.Numerics.BigInteger? Whole(string[] words)
    {
        long total = 0, section = 0;
        bool any = false, mayAdd = true;
        foreach (string word in words)
        {
            if (word.Equals("and", StringComparison.OrdinalIgnoreCase) && any)
                continue;
            if (Small.TryGetValue(word, out int small))
            {
                // "two three" is not a number, "twenty three" is.
                if (!mayAdd && !(small < 10 && section % 100 >= 20 && section % 10 == 0))
                    return null;
                section += small;
                mayAdd = false;
            }
            else if (Large.TryGetValue(word, out int large) && section < 1_000_000 && total < 1_000_000_000_000)
            {
                long count = section == 0 && !any ? 1 : section;
                (total, section) = large == 100 ? (total, count * 100) : (total + count * large, 0);
                mayAdd = true;
            }
            else
                return null;
            any = true;
        }
        return any ? total + section : null;
    }
}
