// The letter of a multiple-choice answer, however it is dressed: "B", "(b)", "B) Paris", "\text{B}", "option B".

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Answers;

/// <summary>Reads letters of options.</summary>
static partial class ChoiceLetters
{
    /// <summary>The one letter that the answer chooses, in upper case; null where it chooses none or several.</summary>
    /// <param name="answer">The answer without what marks it.</param>
    /// <param name="count">How many options there are, from A.</param>
    public static char? Read(string answer, int count)
    {
        string plain = Dress().Replace(answer, " ").Trim();
        if (Alone().Match(plain) is { Success: true } alone)
            return Within(alone.Groups["letter"].Value, count);
        if (WithText().Match(plain) is not { Success: true } chosen)
            return null;
        bool others = OtherOption().Matches(chosen.Groups["text"].Value).Any(m => Within(m.Groups["letter"].Value, count) is not null);
        return others ? null : Within(chosen.Groups["letter"].Value, count);
    }

    static char? Within(string letter, int count) => char.ToUpperInvariant(letter[0]) is var upper && upper - 'A' < count ? upper : null;

    // TeX around the letter, dollar signs and emphasis.
    [GeneratedRegex(@"\\(text|mathrm|mathbf|textbf|rm|bf)\b|[${}*]|\\[()]")]
    private static partial Regex Dress();

    [GeneratedRegex(@"^(option|choice|answer|选项)?\s*[\(\[（]?\s*(?<letter>[A-Za-z])\s*[\)\]）]?\s*[.:。]?$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Alone();

    [GeneratedRegex(@"^(?i:option|choice|answer|选项)?\s*(\(\s*(?<letter>[A-Z])\s*\)|（\s*(?<letter>[A-Z])\s*）|(?<letter>[A-Z])\s*[).:：、])\s*(?<text>\S.*)$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex WithText();

    // Another letter that stands as an option does: "(C)", "C)", "C.", ", C", "and C".
    [GeneratedRegex(@"\(\s*(?<letter>[A-Z])\s*\)|(?<![A-Za-z])(?<letter>[A-Z])\s*([):：、]|\.(?![A-Za-z])|$)|(,|\band\b|\bor\b|/|、|和"
        + @"|或)\s*(?<letter>[A-Z])(?![A-Za-z'])", RegexOptions.ExplicitCapture)]
    private static partial Regex OtherOption();
}
