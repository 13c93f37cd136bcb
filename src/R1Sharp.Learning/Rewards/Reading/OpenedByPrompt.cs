// Chat templates and tasks may begin the answer themselves: the prompt ends with "<think>", "<think>easy</think>\n<answer>",
// "\boxed{" or "The answer is". What the prompt has opened belongs to the completion.

using System.Text.RegularExpressions;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Finds what a prompt has opened and not closed at its end.</summary>
static partial class OpenedByPrompt
{
    /// <summary>
    /// Prompt and completion, parted where the prompt opened a thought or an answer. What a completion that stopped of itself
    /// left open is closed: the text that stopped it, "&lt;/answer&gt;" or "}", is often cut off.
    /// </summary>
    public static (string Prompt, string Completion) Moved(RewardInput input)
    {
        string prompt = MarkSpellings.Standard(input.Prompt);
        int at = Place(prompt);
        if (at < 0)
            return (prompt, input.Completion);
        string opened = prompt[at..], whole = opened + input.Completion;
        return (prompt[..at], input.Finish == FinishReason.Stop ? Closed(opened, whole) : whole);
    }

    static int Place(string prompt)
    {
        if (Unclosed(prompt, ThinkAnswerText.ThinkOpen, ThinkAnswerText.ThinkClose) is >= 0 and var thought)
            return thought;
        if (Unclosed(prompt, ThinkAnswerText.AnswerOpen, ThinkAnswerText.AnswerClose) is >= 0 and var answer)
            return answer;
        return Ending().Match(prompt) is { Success: true } ending ? ending.Index : -1;
    }

    // A tag that an instruction only mentions stands inside a sentence; one that opens stands at a beginning or at the end.
    static int Unclosed(string prompt, string open, string close)
    {
        int at = prompt.LastIndexOf(open, StringComparison.Ordinal);
        if (at < 0 || prompt.IndexOf(close, at, StringComparison.Ordinal) >= 0)
            return -1;
        string before = prompt[..at].TrimEnd(' ');
        bool isBeginning = before.Length == 0 || before[^1] is '\n' or '>' or ':' or ']';
        return isBeginning || prompt.AsSpan(at + open.Length).IsWhiteSpace() ? at : -1;
    }

    static string Closed(string opened, string whole)
    {
        if (BoxLists.OpensAtEnd(opened) && !BoxLists.IsClosed(whole, opened.Length))
            whole = whole.TrimEnd() + "}";
        bool isAnswer = opened.StartsWith(ThinkAnswerText.AnswerOpen, StringComparison.Ordinal);
        return isAnswer && !whole.Contains(ThinkAnswerText.AnswerClose, StringComparison.Ordinal) ? whole + ThinkAnswerText.AnswerClose : whole;
    }

    // "Answer:" alone begins a whole solution in many prompts; these begin the answer itself.
    [GeneratedRegex(@"(\\(boxed|fbox)\s*\{|####|\b(the|final) answer is:?|\bfinal answer:|答案[是为][:：]?)[\s$]*\z",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Ending();
}
