// Questions about the little world: one fact, a fact about somebody's friend, and whether two share something.

using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature.General;

/// <summary>
/// Level 1: "What is the colour of the cat?" Level 2: the same of the cat's friend. Level 3: whether two animals have the same
/// colour or home. The key holds the wording: a held-out question asks in a wording that was never used for this fact,
/// while the fact itself is in the corpus.
/// </summary>
sealed class FactsFamily : IGeneralFamily
{
    /// <inheritdoc/>
    public string Name => "facts";

    /// <inheritdoc/>
    public int LevelCount => 3;

    /// <inheritdoc/>
    public GeneralTask Task(ref RandomStream random, int level, string language)
    {
        int animal = random.NextInt(Terms.Animals.Length), other = random.NextInt(Terms.Animals.Length), wording = random.NextInt(3);
        var attribute = (Attribute)random.NextInt(level == 1 ? 3 : 2);
        bool sameWanted = random.NextBool(0.5);
        int offset = random.NextInt(1, Terms.Animals.Length);
        return level == 3
            ? Comparison(animal, Partner(animal, attribute, sameWanted, offset), attribute, wording % 2, language)
            : Single(animal, attribute, other, wording, level, language);
    }

    /// <summary>A sentence that states a fact, e.g. "The colour of the cat is red."</summary>
    public static string Statement(int animal, Attribute attribute, string language) =>
        Says(Of(Terms.Animals[animal], attribute, language), Value(animal, attribute, language), language);

    GeneralTask Single(int animal, Attribute attribute, int other, int wording, int level, string language)
    {
        int asked = level == 1 ? animal : LittleWorld.Friend(animal);
        string name = LittleWorld.Name(attribute).In(language), whom = Whom(Terms.Animals[animal], level, language);
        var right = LittleWorld.Value(asked, attribute);
        Term[] others = [.. LittleWorld.Values(attribute).Where(term => term != right && !IsNamed(term, animal, level))];
        string value = Article(right, attribute, language), guess = Article(others[other % others.Length], attribute, language);
        string subject = language == "zh" ? $"{whom}的{name}" : $"The {name} of {whom}";
        return new GeneralTask
        {
            Problem = GeneralProblem.Make(Name, $"{level} {Terms.Animals[animal].English} {attribute} {wording}", level, language,
                Question(name, whom, wording, language), Short(value, language),
                $"must has {right.In(language)}", $"must avoid {string.Join('|', others.Select(term => term.In(language)))}", language == "zh" ? "must brief 9"
                    : "must brief 11"),
            Thoughts = level == 1 ? "" : Joined(Statement(animal, Attribute.Friend, language), Statement(asked, attribute, language), language),
            Good = [Short(value, language), Says(subject, value, language)],
            Partial = [language == "zh" ? $"是{value}或{guess}。" : $"It is {value} or {guess}.",
                Joined(Says(subject, value, language), Says(subject, value, language), language)],
            Wrong = [Short(guess, language), Says(subject, guess, language)],
        };
    }

    GeneralTask Comparison(int animal, int other, Attribute attribute, int wording, string language)
    {
        if (string.CompareOrdinal(Terms.Animals[animal].English, Terms.Animals[other].English) > 0)
            (animal, other) = (other, animal);
        bool zh = language == "zh", same = LittleWorld.Value(animal, attribute) == LittleWorld.Value(other, attribute);
        string a = Terms.Animals[animal].In(language), b = Terms.Animals[other].In(language), name = LittleWorld.Name(attribute).In(language);
        string question = zh ? (wording == 0 ? $"{a}和{b}的{name}相同吗？" : $"告诉我{a}和{b}的{name}相同吗。")
            : wording == 0 ? $"Have the {a} and the {b} the same {name}?" : $"Tell me if the {a} and the {b} have the same {name}.";
        string yes = zh ? "对。" : "Yes.", no = zh ? "不对。" : "No.", maybe = zh ? "对或不对。" : "Yes or no.";
        var (right, wrong) = same ? (yes, no) : (no, yes);
        string why = Joined(Statement(animal, attribute, language), Statement(other, attribute, language), language);
        return new GeneralTask
        {
            Problem = GeneralProblem.Make(Name, $"3 {Terms.Animals[animal].English} {Terms.Animals[other].English} {attribute} {wording}", 3, language,
                question, right,
                same ? "must has yes|对" : "must has no|不对", same ? "must lacks no|不对" : "must lacks yes|对或", "must brief 17"),
            Thoughts = why,
            Good = [right, Joined(right, why, language)],
            Partial = [Joined(Joined(right, why, language), Joined(right, why, language), language)],
            Wrong = [wrong, maybe, Joined(wrong, why, language)],
        };
    }

    static string Joined(string one, string other, string language) => language == "zh" ? one + other : $"{one} {other}";

    // Another animal, with the same value where that is wanted: three animals share each.
    static int Partner(int animal, Attribute attribute, bool same, int offset)
    {
        int other = (animal + offset) % Terms.Animals.Length;
        while (other == animal || (same && LittleWorld.Value(other, attribute) != LittleWorld.Value(animal, attribute)))
            other = (other + 1) % Terms.Animals.Length;
        return other;
    }

    // The animals that the question names may be named in the answer; so may the friend between them.
    static bool IsNamed(Term value, int animal, int level) =>
        value == Terms.Animals[animal] || (level == 2 && value == Terms.Animals[LittleWorld.Friend(animal)]);

    static string Question(string name, string whom, int wording, string language) => (language, wording) switch
    {
        ("zh", 0) => $"{whom}的{name}是什么？",
        ("zh", 1) => $"告诉我{whom}的{name}。",
        ("zh", _) => $"什么是{whom}的{name}？",
        (_, 0) => $"What is the {name} of {whom}?",
        (_, 1) => $"Tell me the {name} of {whom}.",
        _ => $"The {name} of {whom} is what?",
    };

    static string Whom(Term animal, int level, string language)
    {
        string friend = LittleWorld.Name(Attribute.Friend).In(language);
        return language == "zh" ? animal.Chinese + (level == 2 ? $"的{friend}" : "") : (level == 2 ? $"the {friend} of " : "") + $"the {animal.English}";
    }

    static string Of(Term animal, Attribute attribute, string language) => language == "zh"
        ? $"{animal.Chinese}的{LittleWorld.Name(attribute).Chinese}" : $"The {LittleWorld.Name(attribute).English} of the {animal.English}";

    static string Value(int animal, Attribute attribute, string language) => Article(LittleWorld.Value(animal, attribute), attribute, language);

    static string Article(Term value, Attribute attribute, string language) =>
        language == "zh" ? value.Chinese : attribute == Attribute.Colour ? value.English : $"the {value.English}";

    static string Says(string subject, string value, string language) => language == "zh" ? $"{subject}是{value}。" : $"{subject} is {value}.";

    static string Short(string value, string language) => language == "zh" ? $"是{value}。" : $"It is {value}.";
}
