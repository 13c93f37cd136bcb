// Edits of a string of digits, carried out one after the other. The answer is a string: leading zeros count.

using System.Globalization;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature;

/// <summary>
/// Problems such as "Edit 40713 reverse drop.": level n has n edits, on 4 or 5 digits (levels 1 and 2) or 5 or 6 (from
/// level 3). "Rotate" moves the first digit to the end, "drop" removes the first digit, "sum" (only as the last edit)
/// replaces the string by the sum of its digits.
/// </summary>
sealed partial class DigitsFamily(DigitsOptions options) : IProblemFamily, IChainFamily
{
    static readonly Word[] Edits = [Word.Reverse, Word.Sort, Word.Rotate, Word.Drop, Word.Sum];

    /// <inheritdoc/>
    public string Name => "digits";

    /// <inheritdoc/>
    public int LevelCount => 4;

    /// <inheritdoc/>
    public int OrdinaryLevelCount => 3;

    /// <inheritdoc/>
    public IPuzzle Create(ref RandomStream random, int level, string language)
    {
        var digits = new char[random.NextInt(2) + (level < 3 ? 4 : 5)];
        for (int i = 0; i < digits.Length; i++)
            digits[i] = (char)('0' + random.NextInt(10));
        var edits = new Word[level];
        for (int i = 0; i < level; i++)
            edits[i] = NextEdit(i == 0 ? null : edits[i - 1], last: i == level - 1, ref random);
        string start = new(digits);
        var problem = new Problem
        {
            Id = $"{Name}:{start} {Say(edits, "en")}",
            Question = language == "zh" ? $"改{start} {Say(edits, language)}。" : $"Edit {start} {Say(edits, language)}.",
            Answer = edits.Aggregate(start, Apply),
            Family = Name,
            Level = level,
            Language = language,
        };
        return new Puzzle(problem, start, edits, options);
    }

    /// <summary>What an edit makes of a string of digits.</summary>
    public static string Apply(string digits, Word edit) => edit switch
    {
        Word.Reverse => string.Concat(digits.Reverse()),
        Word.Sort => string.Concat(digits.Order()),
        Word.Rotate => digits[1..] + digits[0],
        Word.Drop => digits[1..],
        _ => digits.Sum(digit => digit - '0').ToString(CultureInfo.InvariantCulture),
    };

    /// <inheritdoc/>
    public bool IsCorrect(Problem problem, string answer)
    {
        // The second method: the question's text is read again, and the edits are index arithmetic on a list of numbers.
        var words = problem.Question.TrimEnd('.', '。').Split(' ');
        List<int> digits = [.. Number().Match(problem.Question).Value.Select(digit => digit - '0')];
        foreach (string word in words.Where(word => Edits.Any(edit => IsCalled(edit, word))))
            Carry(digits, Edits.First(edit => IsCalled(edit, word)));
        return string.Concat(digits) == answer;
    }

    IReadOnlyList<string> IChainFamily.States(Problem problem)
    {
        var states = new List<string> { Number().Match(problem.Question).Value };
        foreach (string word in problem.Question.TrimEnd('.', '。').Split(' '))
            if (Lexicon.Find(word) is { } edit && Edits.Contains(edit))
                states.Add(Apply(states[^1], edit));
        return states;
    }

    static string Say(Word[] edits, string language) => string.Join(' ', edits.Select(edit => Lexicon.Say(edit, language)));

    static bool IsCalled(Word edit, string word) => Lexicon.Say(edit, "en") == word || Lexicon.Say(edit, "zh") == word;

    static void Carry(List<int> digits, Word edit)
    {
        int count = digits.Count;
        for (int i = 0; edit == Word.Reverse && i < count / 2; i++)
            (digits[i], digits[count - 1 - i]) = (digits[count - 1 - i], digits[i]);
        if (edit == Word.Sort)
            digits.Sort();
        if (edit == Word.Rotate)
            digits.Add(digits[0]);
        if (edit is Word.Rotate or Word.Drop)
            digits.RemoveAt(0);
        if (edit == Word.Sum)
        {
            digits.Add(digits.Sum());
            digits.RemoveRange(0, count);
        }
    }

    // Reversing twice or sorting twice in a row would make a longer problem no harder.
    static Word NextEdit(Word? before, bool last, ref RandomStream random)
    {
        Word edit;
        do
            edit = Edits[random.NextInt(Edits.Length - (last ? 0 : 1))];
        while (edit == before && (edit is Word.Reverse or Word.Sort));
        return edit;
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    sealed record Puzzle(Problem Problem, string Digits, Word[] Edits, DigitsOptions Options) : IPuzzle
    {
        public string Think(TraceText thoughts, ref RandomStream random) =>
            new DigitsTrace(Digits, Edits, Options, thoughts).Write(ref random);
    }
}
