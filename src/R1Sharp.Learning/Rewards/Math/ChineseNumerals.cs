// Chinese numerals: 三十五, 一百零二, 两万, 负三, 二分之一, 三又二分之一, 百分之五十, 零点五.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Reads numbers written in Chinese.</summary>
static class ChineseNumerals
{
    const string Digits = "零一二三四五六七八九", FormalDigits = "〇壹贰叁肆伍陆柒捌玖";

    /// <summary>Reads the numeral at the beginning of a text.</summary>
    /// <param name="text">Letters of a language, no spaces.</param>
    /// <param name="value">Its value.</param>
    /// <param name="length">Its letters.</param>
    /// <returns>Whether one begins there.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, out Rational value, out int length)
    {
        (value, length) = (Rational.Zero, 0);
        int sign = 1;
        if (text.Length > 0 && text[0] is '负')
            (sign, length) = (-1, 1);
        if (text.Length > 120)
            return false;
        int parts = text[length..].StartsWith("百分之") ? 100 : text[length..].StartsWith("千分之") ? 1000 : text[length..].StartsWith("万分之") ? 10_000 : 0;
        if (parts > 0)
        {
            int from = length + 3;
            if (!Plain(text, ref from, out value))
                return false;
            (value, length) = (value / parts * sign, from);
            return true;
        }
        if (text[length..].StartsWith("一半") || text[length..].StartsWith("半"))
        {
            (value, length) = (new Rational(sign, 2), length + (text[length] == '一' ? 2 : 1));
            length += length < text.Length && text[length] == '个' ? 1 : 0;
            return true;
        }
        if (!Plain(text, ref length, out var first))
            return false;
        value = Counted(text, ref length, Fraction(text, ref length, first)) * sign;
        return true;
    }

    // 两个半 is two and a half, 五打 five dozen, 三成 three tenths.
    static Rational Counted(ReadOnlySpan<char> text, ref int at, Rational number)
    {
        var rest = text[at..];
        if (rest.StartsWith("个半"))
        {
            at += 2;
            return number + new Rational(1, 2);
        }
        Rational factor = rest.StartsWith("打") ? 12 : rest.SequenceEqual("成") ? new Rational(1, 10) : 1;
        at += factor == Rational.One ? 0 : 1;
        return number * factor;
    }

    // 三又二分之一, 二分之一, or the number itself.
    static Rational Fraction(ReadOnlySpan<char> text, ref int at, Rational first)
    {
        Rational whole = 0;
        int i = at;
        if (i < text.Length && text[i] == '又')
        {
            i++;
            if (!Plain(text, ref i, out var below) || !IsOver(text, ref i) || below.IsZero || !Plain(text, ref i, out var above))
                return first;
            at = i;
            return first + above / below;
        }
        if (!IsOver(text, ref i) || first.IsZero || !Plain(text, ref i, out var numerator))
            return first;
        at = i;
        return whole + numerator / first;
    }

    static bool IsOver(ReadOnlySpan<char> text, ref int at)
    {
        if (!text[at..].StartsWith("分之"))
            return false;
        at += 2;
        return true;
    }

    // An integer, with decimals behind 点.
    static bool Plain(ReadOnlySpan<char> text, ref int at, out Rational value)
    {
        int start = at;
        Rational total = 0, section = 0, digit = 0;
        Rational last = 0;
        bool hasDigit = false;
        for (; at < text.Length; at++)
        {
            int d = Digit(text[at]);
            if (d >= 0)
            {
                // 二零二四 is written digit by digit.
                digit = hasDigit && at > start && Digit(text[at - 1]) >= 0 ? digit * 10 + d : d;
                hasDigit = true;
                continue;
            }
            Rational scale = text[at] switch { '十' or '拾' => 10, '百' or '佰' => 100, '千' or '仟' => 1000, '万' => 10_000, '亿' => 100_000_000, _ => 0 };
            if (scale.IsZero || at == start && scale.CompareTo(10) != 0)
                break;
            last = scale.CompareTo(10) > 0 ? scale : 0;
            if (scale.CompareTo(1000) <= 0)
                section += (hasDigit && !digit.IsZero ? digit : 1) * scale;
            else if (scale.CompareTo(10_000) == 0)
                (total, section) = (total + (section + digit) * scale, 0);
            else
                (total, section) = ((total + section + digit) * scale, 0);
            (digit, hasDigit) = (0, false);
        }
        // 一万二 is 12,000 and 三百五 is 350; 三百零五 is 305.
        if (hasDigit && !last.IsZero && at - 2 > start && Digit(text[at - 2]) < 0 && !(at < text.Length && text[at] == '点'))
            digit *= last / 10;
        value = total + section + digit;
        bool isNumber = at > start;
        if (isNumber && at + 1 < text.Length && text[at] == '点' && Digit(text[at + 1]) >= 0)
            value += Decimals(text, ref at);
        return isNumber;
    }

    static Rational Decimals(ReadOnlySpan<char> text, ref int at)
    {
        Rational value = 0, place = 1;
        for (at++; at < text.Length && Digit(text[at]) is >= 0 and int digit; at++)
        {
            place /= 10;
            value += place * digit;
        }
        return value;
    }

    static int Digit(char c) => c == '两' ? 2 : Math.Max(Digits.IndexOf(c), FormalDigits.IndexOf(c));
}
