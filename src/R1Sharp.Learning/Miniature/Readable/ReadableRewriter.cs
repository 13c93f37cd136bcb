// The readable form of a right completion (R1's stage 1, cold start): thoughts in the question's language without repeated
// or mistaken tries, then a sentence with the answer. In the paper DeepSeek-V3 rewrites and people check; here rules do, and
// what they cannot make readable is left out.

using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Miniature.Readable;

/// <summary>Rewrites completions of the four reasoning families.</summary>
static class ReadableRewriter
{
    /// <summary>
    /// The completion in its readable form: <c>&lt;think&gt;…&lt;/think&gt;The answer is &lt;answer&gt;…&lt;/answer&gt;</c>. Nothing is invented: every
    /// step of it stands in the completion. Rewriting twice changes nothing more.
    /// </summary>
    /// <param name="problem">The problem.</param>
    /// <param name="completion">A completion without the end-of-text token; its languages may be mixed.</param>
    /// <returns>
    /// Null where the answer is wrong or not in its tags, where words are not of this world, where no sound line of thought
    /// leads to the answer (as after a lucky guess), or where the family has no rewriter.
    /// </returns>
    public static string? Rewrite(Problem problem, string completion)
    {
        var parts = ThinkAnswerText.Split("", completion);
        string text = completion.Trim();
        if (parts.Think is null || parts.Answer(out _) is not { } answer || !text.StartsWith(StandardTokens.Think, StringComparison.Ordinal)
            || !AccuracyReward.Checker(problem.Family).Judge(problem, answer).Correct)
            return null;
        if (TraceReader.Read(parts.Think) is not { } items || Tidy(problem, items) is not { } thoughts)
            return null;
        return $"{StandardTokens.Think}{thoughts}{StandardTokens.EndThink}{Summary(problem.Language)}"
            + $"{StandardTokens.Answer}{Answer(problem, answer)}{StandardTokens.EndAnswer}";
    }

    static string? Tidy(Problem problem, List<TraceItem> items) => problem.Family switch
    {
        "countdown" => ReadableCountdown.Tidy(problem, items),
        "arithmetic" => ReadableArithmetic.Tidy(problem, items),
        "digits" => ReadableDigits.Tidy(problem, items),
        "logic" => ReadableLogic.Tidy(problem, items),
        _ => null,
    };

    static string Summary(string language) => language == "zh" ? "答案是" : "The answer is ";

    static string Answer(Problem problem, string answer) =>
        problem.Family == "logic" && Lexicon.Find(answer) == Word.Nobody ? Lexicon.Say(Word.Nobody, problem.Language) : answer;
}
