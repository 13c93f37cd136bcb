// Mistakes on purpose.

using System.Globalization;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature;

/// <summary>Miscalculations planted in trains of thought.</summary>
static class Slip
{
    /// <summary>The number with one digit changed to another one; it stays as long as it was.</summary>
    public static int OneDigit(int number, ref RandomStream random)
    {
        char[] digits = number.ToString(CultureInfo.InvariantCulture).ToCharArray();
        int place = random.NextInt(digits.Length);
        bool leading = place == 0 && digits.Length > 1;
        char wrong;
        do
            wrong = (char)('0' + random.NextInt(leading ? 1 : 0, 10));
        while (wrong == digits[place]);
        digits[place] = wrong;
        return int.Parse(digits, CultureInfo.InvariantCulture);
    }
}
