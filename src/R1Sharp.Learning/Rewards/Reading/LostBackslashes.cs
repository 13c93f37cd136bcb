// A backslash that was not escaped in JSON or Python makes a control character of itself and the letter behind it: "\boxed{5}"
// becomes U+0008 and "oxed{5}", "\frac" a form feed and "rac", "\times" a tab and "imes".

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Puts backslashes back where only a command of LaTeX can be meant.</summary>
static partial class LostBackslashes
{
    static readonly char[] s_letters = ['\a', '\b', '\f', '\v', '\t', '\r', '\n'];

    /// <summary>The text with its commands whole; tabs and ends of lines that are no lost commands stay.</summary>
    public static string PutBack(string text) =>
        text.AsSpan().IndexOfAny(s_letters) < 0 ? text : Lost().Replace(text, match => $"\\{Letter(match.Value[0])}{match.Value[1..]}");

    static char Letter(char control) => control switch { '\a' => 'a', '\b' => 'b', '\f' => 'f', '\v' => 'v', '\t' => 't', '\r' => 'r', _ => 'n' };

    // Behind a tab or an end of line only what is no word of its own.
    [GeneratedRegex(@"[\a\b\f\v](?=[a-zA-Z])|\t(?=(imes|heta|ext(bf|it|rm)?\s*\{|frac|riangle|au(?![a-z])|ilde\s*\{|herefore|an\s*(\\|\()|op(?![a-z]))"
        + @"|o(?![a-z])\s*\\infty)|\r(?=(ight|angle|ho(?![a-z])|floor|ceil|vert|m\s*\{))|\n(?=(eq(?![a-z])|abla(?![a-z])|otin(?![a-z])|mid(?![a-z])"
        + @"|u(?![a-z])\s*[=+]))",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Lost();
}
