// The math grader: do two answers mean the same? Find the answers, read them, compare them; never by the clock.

using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Judges answers of mathematics. Pure, and safe to call from several threads.</summary>
/// <param name="options">The choices where graders disagree; null takes the defaults.</param>
public sealed class MathGrader(MathOptions? options = null)
{
    /// <summary>Begins the reason where the grader itself failed.</summary>
    public const string Fault = "the grader failed: ";

    const int LongestShown = 60;

    readonly MathOptions _options = options ?? new MathOptions();

    readonly GoldAnswers _golds = new(options ?? new MathOptions());

    /// <summary>Judges an answer.</summary>
    /// <param name="gold">The right answer: a whole text that holds one, or the bare answer.</param>
    /// <param name="answer">The answer in question: a whole text that holds one, or the bare answer.</param>
    public MathJudgement Judge(string gold, string answer) => Judge(gold, answer, out _);

    /// <summary>Judges an answer, and says how much work it was.</summary>
    /// <param name="gold">The right answer.</param>
    /// <param name="answer">The answer in question.</param>
    /// <param name="spent">Units of fuel.</param>
    public MathJudgement Judge(string gold, string answer, out long spent) =>
        Judge(gold, AnswerFinder.Find(answer, FindOptions.Graded), lettersMayMove: false, out spent);

    /// <summary>Judges an answer that has been found.</summary>
    /// <param name="gold">The right answer: a whole text that holds one, or the bare answer.</param>
    /// <param name="found">The answer in question, and where it stood.</param>
    internal MathJudgement Judge(string gold, FoundAnswer found) => Judge(gold, found, lettersMayMove: false);

    /// <summary>Judges an answer to a question that may have several right letters, which "AC" and "CA" both name.</summary>
    internal MathJudgement Judge(string gold, FoundAnswer? found, bool lettersMayMove) => Judge(gold, found, lettersMayMove, out _);

    MathJudgement Judge(string gold, FoundAnswer? found, bool lettersMayMove, out long spent)
    {
        var fuel = new Fuel(_options.FuelUnits);
        try
        {
            return Judge(gold, found, lettersMayMove, fuel);
        }
        catch (OutOfFuelException e)
        {
            return MathJudgement.Undecided(e.Message);
        }
        catch (Exception e) when (e is ArithmeticException or FormatException or ArgumentException or InvalidOperationException or IndexOutOfRangeException)
        {
            // A fault of ours in one answer must not end a run; it is counted under its own name, and tests look for it.
            return MathJudgement.Undecided($"{Fault}{e.GetType().Name}");
        }
        finally
        {
            spent = fuel.Spent;
        }
    }

    /// <summary>Why a gold answer cannot be used; null where it can.</summary>
    public string? GoldProblem(string gold)
    {
        try
        {
            var read = _golds.Read(gold);
            return read.Found is not { } found ? "the gold answer is empty" : read.Tree is null ? $"the gold answer '{Shown(found.Bare)}' cannot be read"
                : null;
        }
        catch (Exception e) when (e is OutOfFuelException or ArithmeticException or FormatException or ArgumentException or InvalidOperationException
            or IndexOutOfRangeException)
        {
            return $"the gold answer '{Shown(gold)}' cannot be read: {e.Message}";
        }
    }

    /// <summary>What the grader takes as the answer of a text; null where it finds none.</summary>
    public static string? FindAnswer(string text) => GoldAnswers.Find(text)?.Bare;

    /// <summary>What <see cref="FindAnswer"/> finds in a gold answer that has been read for a judgement, or will be.</summary>
    internal string? Gold(string gold) => _golds.Read(gold).Found?.Bare;

    MathJudgement Judge(string gold, FoundAnswer? answer, bool lettersMayMove, Fuel fuel)
    {
        var read = _golds.Read(gold);
        fuel.Spend(read.Spent);
        if (read.Found is not { } goldFound)
            return MathJudgement.Undecided("the gold answer is empty");
        if (answer is not { } found)
            return MathJudgement.Different("there is no answer");
        if (found.Text.Length == 0)
            return MathJudgement.Different("the answer is empty");
        if (read.Tree is not { } right)
            return MathJudgement.Undecided($"the gold answer '{Shown(goldFound.Text)}' cannot be read");
        if (goldFound.Text == found.Text || goldFound.Bare == found.Bare)
            return MathJudgement.Equal("the same text");
        if (ChoiceAnswers.Judge(goldFound.Bare, found, lettersMayMove) is { } choice)
            return choice;
        var judgement = Read(right, goldFound, found, fuel);
        return judgement.IsEqual ? judgement : OtherReading(goldFound, found, fuel) ?? judgement;
    }

    // 12,34,567 is a number in India and three numbers elsewhere.
    MathJudgement? OtherReading(FoundAnswer gold, FoundAnswer found, Fuel fuel)
    {
        foreach (string goldText in Spellings.Readings(gold.Bare))
            foreach (string text in Spellings.Readings(found.Bare))
            {
                if (goldText == gold.Bare && text == found.Bare || AnswerReader.Read(goldText, _options, fuel) is not { } right)
                    continue;
                if (Read(right, new FoundAnswer(goldText, gold.Place), new FoundAnswer(text, found.Place), fuel) is { IsEqual: true } judgement)
                    return judgement;
            }
        return null;
    }

    MathJudgement Read(Expression right, FoundAnswer gold, FoundAnswer found, Fuel fuel)
    {
        var comparison = new AnswerComparison(_options, fuel);
        var given = AnswerReader.Read(ChoiceAnswers.WithoutLabel(found.Bare), _options, fuel);
        bool isRightProse = right.Kind is ExpressionKind.Text or ExpressionKind.Opaque, isGivenProse = given is null
            or { Kind: ExpressionKind.Text or ExpressionKind.Opaque };
        // What sentences state is looked for where there are sentences.
        string? stated = isGivenProse || Prose.IsSentence(found.Bare) ? found.Stated : null;
        if (given is null && stated is null)
            return MathJudgement.Undecided($"the answer '{Shown(found.Text)}' cannot be read");
        if (stated is null && !isRightProse && StatedValue.IsWithheld(found.Bare))
            return MathJudgement.Undecided("the sentence states no value");
        var judgement = given is null ? MathJudgement.Undecided("") : comparison.Compare(right, given);
        // A sentence: what it states counts, unless it is understood as a whole.
        if (judgement.IsEqual || !isGivenProse && !isRightProse)
            return judgement;
        var innerRight = isRightProse && gold.Stated is { } goldStated ? AnswerReader.Read(goldStated, _options, fuel) : right;
        var innerGiven = isGivenProse && stated is not null ? AnswerReader.Read(stated, _options, fuel) : given;
        // A gold sentence without any mark says what the only number in it says.
        bool isAnnounced = gold.Place != AnswerPlaces.WholeText || innerRight == right || StatedValue.IsOnly(gold.Text);
        return innerRight is null || innerGiven is null || !isAnnounced || innerRight == right && innerGiven == given ? judgement
            : comparison.Compare(innerRight, innerGiven);
    }

    static string Shown(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "…";
}
