// Text as Python sees it, where .NET differs: IFEval's numbers are those of Python programs.

using System.Globalization;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Instructions;

/// <summary>The few text operations of IFEval that depend on the programming language.</summary>
static partial class PythonText
{
    /// <summary>A character of a word: letters, every kind of number and the underscore, but no combining mark (.NET's \w has marks).</summary>
    public const string WordCharacter = @"[\p{L}\p{N}_]";

    const string Boundary = $"(?:(?<={WordCharacter})(?!{WordCharacter})|(?<!{WordCharacter})(?={WordCharacter}))";

    /// <summary>How many runs of word characters a text has (NLTK's RegexpTokenizer("\w+")).</summary>
    public static int CountWords(string text) => Word().Count(text);

    /// <summary>A pattern of the data set, searched for without regard to case; a text that is no pattern stands for itself.</summary>
    public static Regex Pattern(string pattern)
    {
        const RegexOptions options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
        try
        {
            return new Regex(pattern, options);
        }
        catch (ArgumentException)
        {
            return new Regex(Regex.Escape(pattern), options);
        }
    }

    /// <summary>As <see cref="Pattern"/>, between boundaries of words.</summary>
    public static Regex WholeWord(string pattern) => Pattern(Boundary + Pattern(pattern) + Boundary);

    /// <summary>str.isupper: there are letters with case, and all of them are capital.</summary>
    public static bool IsUpper(string text) => HasCaseOnly(text, UnicodeCategory.UppercaseLetter);

    /// <summary>str.islower: there are letters with case, and all of them are small.</summary>
    public static bool IsLower(string text) => HasCaseOnly(text, UnicodeCategory.LowercaseLetter);

    static bool HasCaseOnly(string text, UnicodeCategory wanted)
    {
        bool any = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var category = System.Text.Rune.GetUnicodeCategory(rune);
            if (category is not (UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter))
                continue;
            if (category != wanted)
                return false;
            any = true;
        }
        return any;
    }

    [GeneratedRegex(WordCharacter + "+")]
    private static partial Regex Word();
}
