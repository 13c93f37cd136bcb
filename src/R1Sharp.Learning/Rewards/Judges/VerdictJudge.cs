// A judge that says whether an answer is right, where no rule can tell: what it is asked, what it says, how that is read.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Judges;

/// <summary>What a judge is asked.</summary>
/// <param name="Question">The question.</param>
/// <param name="Gold">An answer that is right.</param>
/// <param name="Answer">The answer to judge.</param>
sealed record VerdictQuestion(string Question, string Gold, string Answer);

/// <summary>What a judge says.</summary>
/// <param name="IsRight">Whether the answer is right; null where it says neither.</param>
/// <param name="Reason">Why, in its own words.</param>
readonly record struct Verdict(bool? IsRight, string Reason);

/// <summary>Judges answers; may be called from several threads at once.</summary>
interface IVerdictJudge
{
    /// <summary>Its name, which is recorded beside its verdicts.</summary>
    string Name { get; }

    /// <summary>The verdict about an answer.</summary>
    Verdict Judge(VerdictQuestion question);
}

/// <summary>The text of questions to a judge that was trained here, and of verdicts.</summary>
static partial class VerdictText
{
    const int LongestReason = 200;

    /// <summary>The question in the words that <see cref="Completion"/> answers.</summary>
    public static string Question(VerdictQuestion asked) => $"Judge: {asked.Question} | {asked.Gold} | {asked.Answer}";

    /// <summary>A verdict as a judge learns to write it: the two answers side by side, then yes or no.</summary>
    public static string Completion(VerdictQuestion asked, bool isRight) =>
        $"{ThinkAnswerText.ThinkOpen}{asked.Gold} : {asked.Answer}{ThinkAnswerText.ThinkClose}"
        + $"{ThinkAnswerText.AnswerOpen}{(isRight ? "yes" : "no")}{ThinkAnswerText.AnswerClose}";

    /// <summary>Reads a verdict: what stands in the answer tags, or else the last word.</summary>
    public static Verdict Read(string text)
    {
        var parts = ThinkAnswerText.Split("", text);
        string said = parts.Answer(out _) ?? (parts.Rest is { } rest ? LastWord().Match(rest).Value : "");
        string reason = text.ReplaceLineEndings(" ").Trim();
        return new(said.Trim().TrimEnd('.', '!', '。').ToLowerInvariant() switch { "yes" or "对" => true, "no" or "不对" => false, _ => null },
            reason.Length <= LongestReason ? reason : reason[..LongestReason] + "…");
    }

    [GeneratedRegex(@"\p{L}+(?=\P{L}*$)")]
    private static partial Regex LastWord();
}

/// <summary>A judge behind a URL.</summary>
/// <param name="name">Its name.</param>
/// <param name="endpoint">How it is reached.</param>
/// <param name="instruction">What it is asked, with the places {question}, {gold} and {answer}; its reply ends with yes or no.</param>
sealed class EndpointJudge(string name, IChatEndpoint endpoint, string instruction) : IVerdictJudge
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Verdict Judge(VerdictQuestion question) => VerdictText.Read(endpoint.Ask(instruction.Replace("{question}", question.Question,
        StringComparison.Ordinal)
        .Replace("{gold}", question.Gold, StringComparison.Ordinal).Replace("{answer}", question.Answer, StringComparison.Ordinal)));
}
