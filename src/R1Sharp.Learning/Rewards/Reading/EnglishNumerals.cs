// English numerals: twenty-five, one hundred and five, three-fourths, seven and a half, half a million, zero point five, and
// what words do to digits before them: 5 dozen, 2 thirds, 5 and a half, 2.5 million.

using System.Numerics;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>A numeral at the beginning of a text.</summary>
/// <param name="Value">What it says.</param>
/// <param name="End">Where the text goes on.</param>
readonly record struct NumeralRead(Rational Value, int End);

/// <summary>Reads numbers written in English.</summary>
static partial class EnglishNumerals
{
    // Words of the longest numeral; all longer ones are no numerals.
    const int MostWords = 24;

    /// <summary>Whether a word can begin a numeral.</summary>
    public static bool CanBegin(string word) => Small.ContainsKey(word) || Scales.ContainsKey(word) && !IsPlural(word) || word.ToLowerInvariant() is "a" or "an"
        or "half";

    /// <summary>The value of a text that is nothing but a numeral; null where it is anything else.</summary>
    public static Rational? TryRead(string text)
    {
        if (text.Length is > 160 or < 3 || !char.IsAsciiLetter(text[0]))
            return null;
        int start = 0, sign = 1;
        if (text.StartsWith("minus ", StringComparison.OrdinalIgnoreCase) || text.StartsWith("negative ", StringComparison.OrdinalIgnoreCase))
            (start, sign) = (text.IndexOf(' ') + 1, -1);
        return Read(text, start) is { } read && read.End == text.Length ? read.Value * sign : null;
    }

    /// <summary>The numeral that begins at an index; null where none does.</summary>
    /// <param name="text">The answer, in which words may stand between marks.</param>
    /// <param name="start">Where its first word begins, at its letter or its mark.</param>
    public static NumeralRead? Read(string text, int start)
    {
        if (NumeralWords.Of(text, start, 1) is not [var first] || !CanBegin(first.Text))
            return null;
        var words = NumeralWords.Of(text, start, MostWords);
        return words.Count == 0 ? null : new Phrase(words).Whole() is var (value, count)
            ? new NumeralRead(value, words[count - 1].End) : null;
    }

    /// <summary>How many a word behind a value makes of it: dozen, thousand; null for any other word.</summary>
    public static Rational? Scale(string word) => Scales.TryGetValue(word, out var scale) ? scale : null;

    /// <summary>Whether a word is a number, a part or a scale.</summary>
    public static bool IsNumberWord(string word) => Small.ContainsKey(word) || Scales.ContainsKey(word) || Parts.ContainsKey(word);

    /// <summary>What the words behind digits make of them: 5 dozen, 2 thirds, 5 and a half; null where they say nothing about the number.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="end">Behind the digits.</param>
    /// <param name="digits">Their value.</param>
    public static NumeralRead? Continue(string text, int end, Rational digits)
    {
        int letter = end;
        while (letter < text.Length && text[letter] is ' ' or '-' or '~' or '$' or WordMarks.Start or WordMarks.End)
            letter++;
        if (letter + 2 >= text.Length || !char.IsAsciiLetter(text[letter]) || !char.IsAsciiLetter(text[letter + 2]))
            return null;
        var first = NumeralWords.Of(text, end, 1);
        if (first.Count == 0 || first[0].Text is not ("and" or "point") && !Scales.ContainsKey(first[0].Text) && !Parts.ContainsKey(first[0].Text))
            return null;
        var words = NumeralWords.Of(text, end, MostWords);
        return new Phrase(words).Behind(digits) is var (value, count) && count > 0 ? new NumeralRead(value, words[count - 1].End) : null;
    }

    static bool IsPlural(string word) => word.EndsWith('s') && word != "gross";

    // Words that are read from left to right; every method says how many words it has used.
    readonly struct Phrase(IReadOnlyList<NumeralWord> words)
    {
        string this[int at] => at < words.Count ? words[at].Text : "";

        public (Rational Value, int Count)? Whole()
        {
            if (this[0] is "a" or "an")
                return Parts.ContainsKey(this[1]) && !IsPlural(this[1]) ? Scaled(new Rational(1, Parts[this[1]]), 2)
                    : Scales.ContainsKey(this[1]) && !IsPlural(this[1]) && this[1] is not ("score" or "gross") ? After(1, 1, mayBeFraction: false) : null;
            if (this[0] == "half")
                return Scales.ContainsKey(this[1]) ? Scaled(new Rational(1, 2), 1) : this[1] is "a" or "an" && Scales.ContainsKey(this[2]) && !IsPlural(this[2])
                    ? Scaled(new Rational(1, 2), 2) : (new Rational(1, 2), 1);
            int count = 0;
            return Cardinal(ref count) is { } value ? After(value, count, mayBeFraction: true) : null;
        }

        public (Rational Value, int Count) Behind(Rational digits) =>
            digits.IsInteger && Parts.TryGetValue(this[0], out int below) && (IsPlural(this[0]) || digits.CompareTo(1) == 0) ? Scaled(digits / below, 1)
                : After(digits, 0, mayBeFraction: false);

        // Fractions, decimals, halves and scales behind a cardinal number.
        (Rational Value, int Count) After(Rational value, int count, bool mayBeFraction)
        {
            if (mayBeFraction && Parts.TryGetValue(this[count], out int below))
                return Scaled(value / below, count + 1);
            int before = count;
            (value, count) = Decimals(value, count);
            if (count == before && AddedPart(count) is var (part, used))
                (value, count) = (value + part, count + used);
            return Scaled(value, count);
        }

        // point one four
        (Rational Value, int Count) Decimals(Rational value, int count)
        {
            if (this[count] != "point" || !value.IsInteger)
                return (value, count);
            int at = count + 1;
            Rational place = 1;
            for (; at < words.Count; at++)
            {
                if (!(Small.TryGetValue(this[at], out int digit) && digit < 10))
                    break;
                place /= 10;
                value += place * digit;
            }
            if (at == count + 1 && this[at].Length > 0 && !this[at].AsSpan().ContainsAnyExceptInRange('0', '9'))
                return (value
                    + new Rational(BigInteger.Parse(this[at], System.Globalization.CultureInfo.InvariantCulture), BigInteger.Pow(10, this[at].Length)), at + 1);
            return at == count + 1 ? (value, count) : (value, at);
        }

        // and a half, and three quarters, and one third
        (Rational Part, int Count)? AddedPart(int at)
        {
            if (this[at] != "and")
                return null;
            if (this[at + 1] == "half" || this[at + 1] is "a" or "an" && Parts.ContainsKey(this[at + 2]) && !IsPlural(this[at + 2]))
                return this[at + 1] == "half" ? (new Rational(1, 2), 2) : (new Rational(1, Parts[this[at + 2]]), 3);
            int used = at + 1;
            return Cardinal(ref used) is { } above && Parts.TryGetValue(this[used], out int below) && above < below && above > 0
                ? (new Rational(above, below), used + 1 - at) : null;
        }

        // dozen, hundred, million: any number of them.
        (Rational Value, int Count) Scaled(Rational value, int count)
        {
            if (this[count] is "a" && Scales.ContainsKey(this[count + 1]))
                count++;
            while (Scales.TryGetValue(this[count], out var scale))
            {
                value *= scale;
                count++;
            }
            return (value, count);
        }

        // two hundred and five thousand and twelve; "two three" and "twenty and five" are no cardinal numbers.
        BigInteger? Cardinal(ref int at)
        {
            BigInteger total = 0, section = 0;
            int start = at, scale = 0;
            bool mayAdd = true;
            for (; at < words.Count; at++)
            {
                string word = this[at];
                bool isJoint = word == "and" && scale > 0 && mayAdd && Small.ContainsKey(this[at + 1]) && !Parts.ContainsKey(this[at + 2]);
                if (isJoint)
                    continue;
                if (words[at].IsAfterComma && at > start && scale < 1000)
                    break;
                if (Small.TryGetValue(word, out int small))
                {
                    bool isUnit = !mayAdd && small is > 0 and < 10 && section % 100 >= 20 && section % 10 == 0 && this[at - 1] != "and";
                    if (!mayAdd && !isUnit || isUnit && words[at].IsAfterComma)
                        break;
                    section += small;
                    mayAdd = false;
                }
                else if (Thousands.TryGetValue(word, out int large) && (scale == 0 || large < scale || large == 100 || section > 0)
                    && total < BigInteger.Pow(10, 15) && !(large == 100 && section >= 100))
                {
                    if (at > start && section.IsZero)
                        break;
                    BigInteger times = section.IsZero ? 1 : section;
                    (total, section) = large == 100 ? (total, times * 100) : (total + times * large, 0);
                    (mayAdd, scale) = (true, large);
                }
                else
                    break;
            }
            return at > start ? total + section : null;
        }
    }
}
