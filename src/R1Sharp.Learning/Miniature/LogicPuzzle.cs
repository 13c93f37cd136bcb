// Who lies? Everybody makes one statement; liars' statements are false, the others' are true.

namespace R1Sharp.Learning.Miniature;

/// <summary>A statement of one person about others; people are numbered in the order of the question.</summary>
/// <param name="Kind">Lies or Honest (about First), Same or Differ (about First and Second).</param>
/// <param name="First">Whom it is about.</param>
/// <param name="Second">The other one it is about, or the same as <paramref name="First"/>.</param>
readonly record struct LogicStatement(Word Kind, int First, int Second)
{
    /// <summary>Whether it is true when the people in this set of bits lie.</summary>
    public bool IsTrue(int liars)
    {
        bool first = (liars >> First & 1) != 0, second = (liars >> Second & 1) != 0;
        return Kind switch { Word.Lies => first, Word.Honest => !first, Word.Same => first == second, _ => first != second };
    }
}

/// <summary>The people's names and what each says.</summary>
sealed record LogicStatements(char[] Names, LogicStatement[] Statements)
{
    /// <summary>Whether what this person says fits the supposition that the people in this set of bits lie.</summary>
    public bool Fits(int person, int liars) => Statements[person].IsTrue(liars) == ((liars >> person & 1) == 0);

    /// <summary>All suppositions that fit everything said.</summary>
    public List<int> Solutions() =>
        [.. Enumerable.Range(0, 1 << Names.Length).Where(liars => Enumerable.Range(0, Names.Length).All(person => Fits(person, liars)))];

    /// <summary>The liars' names with spaces, or the word for nobody.</summary>
    public string Describe(int liars, string language) => liars == 0
        ? Lexicon.Say(Word.Nobody, language)
        : string.Join(' ', Names.Where((_, person) => (liars >> person & 1) != 0));
}
