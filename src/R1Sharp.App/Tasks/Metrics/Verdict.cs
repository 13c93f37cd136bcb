// What a judge says of two answers, seen from the model's side.

using System.Text.RegularExpressions;

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>One game: by how much the model's answer is better.</summary>
/// <param name="Sign">2 much better, 1 better, 0 as good, −1 worse, −2 much worse.</param>
readonly partial record struct Verdict(int Sign)
{
    /// <summary>1 for a game won, ½ for a tie, 0 for one lost.</summary>
    public double Credit => Sign > 0 ? 1 : Sign < 0 ? 0 : 0.5;

    /// <summary>How often the game counts.</summary>
    /// <param name="strong">The weight of "much better" and "much worse".</param>
    public int Weight(int strong) => Math.Abs(Sign) == 2 ? strong : 1;

    /// <summary>The last verdict in a reply, [[A>>B]] to [[B>>A]], or [[A=B]]; null where there is none.</summary>
    /// <param name="reply">The judge's words.</param>
    /// <param name="isModelFirst">Whether the model's answer was shown as A.</param>
    public static Verdict? Read(string reply, bool isModelFirst)
    {
        if (Mark().Matches(reply).LastOrDefault() is not { } match)
            return null;
        int sign = match.Groups["more"].Length;
        if (sign > 0 && match.Groups["first"].Value == (isModelFirst ? "B" : "A"))
            sign = -sign;
        return new(sign);
    }

    /// <summary>As it is kept: ++, +, =, - or --.</summary>
    public override string ToString() => Sign switch { 2 => "++", 1 => "+", 0 => "=", -1 => "-", _ => "--" };

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static Verdict Parse(string text) => new(text switch { "++" => 2, "+" => 1, "=" => 0, "-" => -1, _ => -2 });

    [GeneratedRegex(@"\[\[(?<first>A)(?:(?<more>>{1,2})|=)B\]\]|\[\[(?<first>B)(?:(?<more>>{1,2})|=)A\]\]", RegexOptions.ExplicitCapture)]
    private static partial Regex Mark();
}
