// The one reader of answers: everything in this house that looks for the answer of a completion looks here, with the same
// marks and the same list of announcements. What callers differ in are FindOptions. In this order:
//
//   1. What stands before the last </think> is thought, not answer; a thought that never ends has no answer.
//   2. Answer tags; inside them a box, an announcement, or the whole.
//   3. The last box; boxes with only commas, "and", or the labels of parts between them are one list.
//   4. What is announced last: "the answer is", "#### ", a JSON object {"answer": …}.
//   5. A last sentence that concludes; one short line; the whole text or its last sentences.

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Finds the answer of a completion. Pure, and safe to call from several threads.</summary>
static class AnswerFinder
{
    const int LongestSearch = 60_000, LongestLine = 80, LongestWhole = 600, MostListed = 20;

    /// <summary>The answer of a completion as rewards see it: with what its prompt has already opened.</summary>
    /// <param name="input">The completion and its prompt.</param>
    /// <param name="places">Where the answer may stand.</param>
    /// <param name="reason">Why there is no answer; empty where there is one.</param>
    /// <returns>The answer, never empty; null where there is none.</returns>
    public static FoundAnswer? Find(RewardInput input, AnswerPlaces places, out string reason)
    {
        var options = FindOptions.Rewarded(places);
        var (prompt, completion) = options.ToTheLetter ? (input.Prompt, input.Completion) : OpenedByPrompt.Moved(input);
        return Find(prompt, completion, options, out reason);
    }

    /// <summary>The answer of a text; null where there is none.</summary>
    public static FoundAnswer? Find(string text, FindOptions options) => Find("", text, options, out _);

    /// <summary>The answer of a completion.</summary>
    /// <param name="prompt">The prompt, template included; only whether it ends inside the thoughts matters.</param>
    /// <param name="completion">The completion without the end-of-text token.</param>
    /// <param name="options">How to look.</param>
    /// <param name="reason">Why there is no answer; empty where there is one.</param>
    public static FoundAnswer? Find(string prompt, string completion, FindOptions options, out string reason)
    {
        string text = options.ToTheLetter ? completion : MarkSpellings.Standard(LostBackslashes.PutBack(completion));
        if ((options.InThoughts ? text : ThinkAnswerText.Split(prompt, text).Rest) is not { } rest)
        {
            reason = "thinking never ends";
            return null;
        }
        var tagged = Tagged(rest, options, out reason, out bool decides);
        if (decides)
            return Checked(tagged, options, ref reason);
        reason = "no answer";
        string searched = rest.Length > LongestSearch ? rest[^LongestSearch..] : rest;
        var found = Marked(searched, options, ref reason);
        return Checked(found ?? (reason == "no answer" ? Unmarked(searched, options.Places) : null), options, ref reason);
    }

    /// <summary>The last boxed answer of a text, boxed; null where there is no box.</summary>
    public static string? LastBox(string text) => BoxLists.In(text) is { Count: > 0 } boxes ? $"\\boxed{{{string.Join(", ", boxes[^1])}}}" : null;

    // Where tags are asked for, what they hold counts, and perhaps nothing beside them.
    static FoundAnswer? Tagged(string text, FindOptions options, out string reason, out bool decides)
    {
        reason = "";
        decides = false;
        if (!options.Places.HasFlag(AnswerPlaces.Tags))
            return null;
        decides = options.OnePairOfTags && (options.Places == AnswerPlaces.Tags || AnswerTags.AreIn(text));
        string? inside = options.OnePairOfTags ? decides ? new ThinkAnswerText(null, text).Answer(out reason) : null : AnswerTags.Last(text);
        if (inside is null)
            return null;
        decides = true;
        if (options.Places == AnswerPlaces.Tags)
            return new FoundAnswer(inside, AnswerPlaces.Tags);
        return Marked(inside, options, ref reason) is { } marked ? marked with { Place = AnswerPlaces.Tags }
            : reason.Length > 0 ? null : new FoundAnswer(Markdown.Plain(inside), AnswerPlaces.Tags);
    }

    static FoundAnswer? Marked(string text, FindOptions options, ref string reason)
    {
        if (options.Places.HasFlag(AnswerPlaces.Boxes) && BoxLists.In(text) is { Count: > 0 } boxes)
            return One(boxes.Select(list => string.Join(", ", list)).ToList(), boxes[^1].Count > MostListed, AnswerPlaces.Boxes, options, ref reason);
        if (!options.Places.HasFlag(AnswerPlaces.Announced))
            return null;
        if (JsonAnswer.In(text) is { } value)
            return new FoundAnswer(value, AnswerPlaces.Announced);
        return Announcements.In(text) is { Count: > 0 } announced ? One(announced, false, AnswerPlaces.Announced, options, ref reason) : null;
    }

    static FoundAnswer? One(List<string> all, bool isLong, AnswerPlaces place, FindOptions options, ref string reason)
    {
        bool isGuess = options.MostAnswers is { } most && (isLong || all.Distinct().Count() > most);
        if (isGuess)
            reason = "a guess at many answers";
        return isGuess ? null : new FoundAnswer(all[^1], place);
    }

    static FoundAnswer? Unmarked(string text, AnswerPlaces places)
    {
        string trimmed = text.Trim();
        if (trimmed.Length == 0 || GoldMark.IsLeftEmpty(trimmed))
            return null;
        if (places.HasFlag(AnswerPlaces.Conclusion) && Conclusions.Last(trimmed) is { } conclusion)
            return new FoundAnswer(conclusion, AnswerPlaces.Conclusion);
        if (places.HasFlag(AnswerPlaces.ShortLine) && trimmed.Length <= LongestLine && !trimmed.Contains('\n'))
            return new FoundAnswer(Markdown.Plain(trimmed), AnswerPlaces.ShortLine);
        if (!places.HasFlag(AnswerPlaces.WholeText))
            return null;
        bool isWhole = trimmed.Length <= LongestWhole || !Prose.IsIn(trimmed);
        string whole = Markdown.Plain(isWhole ? trimmed : Prose.End(trimmed, LongestWhole));
        return new FoundAnswer(Prose.IsIn(whole) ? AnnouncedText.WithoutExclamation(whole) : whole, AnswerPlaces.WholeText);
    }

    static FoundAnswer? Checked(FoundAnswer? found, FindOptions options, ref string reason)
    {
        if (found is not { } answer)
            return null;
        reason = answer.Text.Length == 0 && options.OnePairOfTags ? "empty answer" : answer.Text.Length > options.LongestAnswer ? "answer too long" : "";
        return reason.Length > 0 ? null : answer;
    }
}
