// One condition of a rubric, and what an answer is worth by it.

using System.Globalization;

namespace R1Sharp.Learning.Rewards.Rubrics;

/// <summary>
/// A condition on an answer. Kinds, with what they give:
/// "has a|b": 1 where one of the phrases occurs, else 0; "prefer a|b": the same, but half where none does;
/// "lacks a|b": 1 where none occurs, else 0; "avoid a|b": 1, 0.4, 0 for none, one, more of them;
/// "is text": 2 · common words in order / words of both; 1 only where all words are equal (F-measure of ROUGE-L);
/// "brief n": 1 up to n words, falling to 0 at 3 n;
/// "count n of a|b": n different items, all from the list ("but c": besides the words of c); one more or fewer gives 0.4;
/// "words n": n items, one more or fewer gives 0.4; "lines": one item on each line; "capitals": Latin letters, all of them capital;
/// "ends text": the last thing before signs; "quoted": the whole in double quotes.
/// </summary>
sealed class RubricCondition
{
    const double HalfWorth = 0.5, NearWorth = 0.4;

    readonly Func<string, double> _grade;

    /// <param name="text">Kind and argument.</param>
    /// <exception cref="UserErrorException">There is no such kind, or its argument does not fit.</exception>
    public RubricCondition(string text)
    {
        Text = text;
        string[] parts = text.Split(' ', 2);
        _grade = Make(parts[0], parts.Length > 1 ? parts[1] : "");
    }

    /// <summary>Kind and argument as the rubric writes them.</summary>
    public string Text { get; }

    /// <summary>What an answer is worth by this condition, 0 … 1.</summary>
    public double Grade(string answer) => _grade(answer);

    Func<string, double> Make(string kind, string argument)
    {
        string[] phrases = argument.Split('|');
        return kind switch
        {
            "has" => answer => Found(phrases, answer) > 0 ? 1 : 0,
            "prefer" => answer => Found(phrases, answer) > 0 ? 1 : HalfWorth,
            "lacks" => answer => Found(phrases, answer) == 0 ? 1 : 0,
            "avoid" => answer => Found(phrases, answer) switch { 0 => 1, 1 => NearWorth, _ => 0 },
            "is" => Likeness(AnswerWords.Units(argument)),
            "brief" => Brief(Number(argument)),
            "count" => Count(argument),
            "words" => Exactly(Number(argument)),
            "lines" => OneOnEachLine,
            "capitals" => InCapitals,
            "ends" => answer => EndsWith(answer, argument),
            "quoted" => answer => answer.Trim() is ['"', _, .., '"'] ? 1 : 0,
            _ => throw new UserErrorException($"The rubric's condition \"{Text}\" is of no known kind."),
        };
    }

    int Number(string argument) => int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number
        : throw new UserErrorException($"The rubric's condition \"{Text}\" needs a number above 0.");

    static int Found(string[] phrases, string answer) => phrases.Count(phrase => AnswerWords.Contains(answer, phrase));

    static Func<string, double> Likeness(string[] wanted) => answer =>
    {
        string[] units = AnswerWords.Units(answer);
        return units.SequenceEqual(wanted) ? 1 : 2.0 * CommonInOrder(wanted, units) / (wanted.Length + units.Length);
    };

    static Func<string, double> Brief(int most) => answer => Math.Clamp(1 - (AnswerWords.Units(answer).Length - most) / (2.0 * most), 0, 1);

    static Func<string, double> Exactly(int number) => answer => Near(AnswerWords.Items(answer).Length, number);

    static double Near(int count, int wanted) => Math.Abs(count - wanted) switch { 0 => 1, 1 => NearWorth, _ => 0 };

    Func<string, double> Count(string argument)
    {
        if (argument.Split(" of ", 2) is not [var number, var rest])
            throw new UserErrorException($"The rubric's condition \"{Text}\" does not say of what.");
        string[] lists = rest.Split(" but ", 2);
        int wanted = Number(number);
        string[] allowed = [.. lists[0].Split('|').Select(item => item.ToLowerInvariant())];
        string[] besides = lists.Length > 1 ? AnswerWords.Items(lists[1]) : [];
        return answer =>
        {
            string[] items = [.. AnswerWords.Items(answer).Except(besides)];
            int all = AnswerWords.Items(answer).Count(item => !besides.Contains(item));
            return items.Length == all && items.All(allowed.Contains) ? Near(all, wanted) : 0;
        };
    }

    static double OneOnEachLine(string answer)
    {
        string[] lines = answer.Trim().Split('\n');
        return lines.Length > 1 && lines.All(line => AnswerWords.Items(line).Length == 1) ? 1 : 0;
    }

    static double InCapitals(string answer) =>
        answer.Any(char.IsAsciiLetterUpper) && !answer.Any(letter => char.IsLetter(letter) && !char.IsAsciiLetterUpper(letter)) ? 1 : 0;

    static double EndsWith(string answer, string end) =>
        answer.TrimEnd(' ', '\n', '"', '.', '。', '!', '！').EndsWith(end, StringComparison.OrdinalIgnoreCase) ? 1 : 0;

    // The longest common subsequence, row by row.
    static int CommonInOrder(string[] a, string[] b)
    {
        var row = new int[b.Length + 1];
        foreach (string word in a)
            for (int j = 1, diagonal = 0; j <= b.Length; j++)
                (row[j], diagonal) = (word == b[j - 1] ? diagonal + 1 : Math.Max(row[j], row[j - 1]), row[j]);
        return row[^1];
    }
}
