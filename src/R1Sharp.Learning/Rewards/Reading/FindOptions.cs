// What the callers of the one reader of answers differ in, each by a name.

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Where an answer may stand.</summary>
[Flags]
enum AnswerPlaces
{
    /// <summary>Inside answer tags after the thoughts.</summary>
    Tags = 1,

    /// <summary>Inside \boxed{…}, \fbox{…} or \framebox{…}.</summary>
    Boxes = 2,

    /// <summary>Behind "the answer is …", "Answer: …", 答案是…, "#### …", or under the key "answer" of a JSON object (<see cref="Announcements"/>).</summary>
    Announced = 4,

    /// <summary>A last sentence that draws a conclusion, "Hence we get 12.", or ends a calculation, "6 · 7 = 42."</summary>
    Conclusion = 8,

    /// <summary>A completion that after the thoughts is nothing but one short line.</summary>
    ShortLine = 16,

    /// <summary>A whole text that is short enough to be an answer by itself, else its last sentences.</summary>
    WholeText = 32,

    /// <summary>Everything that says "this is the answer".</summary>
    Said = Tags | Boxes | Announced,

    /// <summary>The short line too.</summary>
    Any = Said | ShortLine,
}

/// <summary>How an answer is looked for.</summary>
sealed record FindOptions
{
    /// <summary>Where it may stand; they are looked at in the order of <see cref="AnswerPlaces"/>.</summary>
    public required AnswerPlaces Places { get; init; }

    /// <summary>
    /// Whether there must be exactly one pair of answer tags, and nothing beside them counts where there is any. Otherwise the
    /// last pair counts, and a pair that is never closed reaches to the end.
    /// </summary>
    public bool OnePairOfTags { get; init; }

    /// <summary>
    /// Whether the text is read letter by letter: tags are <c>&lt;answer&gt;</c> and no other spelling, and no lost backslash
    /// is put back.
    /// </summary>
    public bool ToTheLetter { get; init; }

    /// <summary>Whether what stands inside the thoughts counts.</summary>
    public bool InThoughts { get; init; }

    /// <summary>More different answers than that, boxed or announced, are a guess at all of them and no answer; null takes the last of any number.</summary>
    public int? MostAnswers { get; init; }

    /// <summary>A longer answer, in characters, is none; null takes any.</summary>
    public int? LongestAnswer { get; init; }

    /// <summary>As rewards look: what is not said to be the answer is none, and a guess at many answers is none.</summary>
    public static FindOptions Rewarded(AnswerPlaces places) =>
        new() { Places = places, OnePairOfTags = true, ToTheLetter = places == AnswerPlaces.Tags, MostAnswers = 4, LongestAnswer = 4000 };

    /// <summary>As the grader looks into a text, or into a gold answer: what the text states counts too.</summary>
    public static FindOptions Graded { get; } = new() { Places = AnswerPlaces.Tags | AnswerPlaces.Boxes | AnswerPlaces.Announced | AnswerPlaces.WholeText };

    /// <summary>As the thinking measures look into one sentence of a thought.</summary>
    public static FindOptions Sentence { get; } = new() { Places = AnswerPlaces.Boxes | AnswerPlaces.Announced, InThoughts = true };
}

/// <summary>An answer that was found in a text; what is read from it is read once.</summary>
/// <param name="Text">The answer, or the sentence that holds it (see <see cref="StatedValue"/>).</param>
/// <param name="Place">Where it stood.</param>
sealed record FoundAnswer(string Text, AnswerPlaces Place)
{
    string? _bare, _stated;
    bool _isStatedRead;

    /// <summary>The answer without an explanation behind it: 7 of "7, not 5". Words that would still be prose are left whole.</summary>
    public string Bare => _bare ??= Explanations.Cut(Text) is var cut && !Prose.IsIn(cut) ? cut : Text;

    /// <summary>The value that the answer states where it is prose; null where it is none or states none.</summary>
    public string? Stated
    {
        get
        {
            if (_isStatedRead)
                return _stated;
            _stated = Prose.IsIn(Text) || Prose.LeadsToValue(Text) ? StatedValue.Of(Text) : null;
            Volatile.Write(ref _isStatedRead, true);
            return _stated;
        }
    }
}
