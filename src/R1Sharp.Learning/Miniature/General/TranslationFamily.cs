// Translation of short phrases between the two languages, word by word but for the order of place and thing.

using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature.General;

/// <summary>
/// Level 1: one word. Level 2: "red cat". Level 3: "red cat sees blue dog", or "red cat in the lake" (湖里的红猫: the order
/// changes). The key is the phrase, in neither direction.
/// </summary>
sealed class TranslationFamily : IGeneralFamily
{
    /// <inheritdoc/>
    public string Name => "translation";

    /// <inheritdoc/>
    public int LevelCount => 3;

    /// <inheritdoc/>
    public GeneralTask Task(ref RandomStream random, int level, string language)
    {
        var words = new Phrase(random.NextInt(4), random.NextInt(12), random.NextInt(4), random.NextInt(4), random.NextInt(12), random.NextBool(0.5));
        int wording = random.NextInt(2), slip = random.NextInt(1, 4), part = random.NextInt(3);
        var phrase = words.Text(level, part);
        string target = language == "zh" ? "en" : "zh", asked = phrase.In(language), right = phrase.In(target);
        // A slip changes the first colour, or the one word there is.
        string slipped = (words with
        {
            Colour = (words.Colour + slip) % 4,
            Animal = level == 1 ? (words.Animal + slip) % 12 : words.Animal,
        }).Text(level, part).In(target);
        string other = new Phrase((words.Colour + slip) % 4, (words.Animal + 5) % 12, (words.Place + slip) % 4, (words.Deed + slip) % 4,
            (words.Object + 7) % 12, words.InPlace).Text(level, part).In(target);
        return new GeneralTask
        {
            Problem = GeneralProblem.Make(Name, phrase.English, level, language, Question(asked, wording, language), right, $"must is {right}"),
            Good = [right],
            Partial = level == 1 ? [target == "zh" ? $"{right}或{other}" : $"{right} or {other}"]
                : [slipped, target == "zh" ? $"{right}{slipped}" : $"{right} {slipped}"],
            Wrong = [asked, other],
        };
    }

    static string Question(string phrase, int wording, string language) => (language, wording) switch
    {
        ("zh", 0) => $"用英文说：{phrase}",
        ("zh", _) => $"译成英文：{phrase}",
        (_, 0) => $"Say in Chinese: {phrase}",
        _ => $"Translate to Chinese: {phrase}",
    };

    sealed record Phrase(int Colour, int Animal, int Place, int Deed, int Object, bool InPlace)
    {
        /// <summary>The phrase of a level; at level 1 one of three kinds of words.</summary>
        public Term Text(int level, int part)
        {
            Term colour = Terms.Colours[Colour], animal = Terms.Animals[Animal], place = Terms.Homes[Place], deed = Terms.Deeds[Deed];
            var (second, thing) = (Terms.Colours[(Colour + 1 + Place % 3) % 4], Terms.Animals[Object]);
            return level switch
            {
                1 => part switch { 0 => colour, 1 => animal, _ => place },
                2 => new($"{colour.English} {animal.English}", colour.Chinese + animal.Chinese),
                _ when InPlace => new($"{colour.English} {animal.English} in the {place.English}", $"{place.Chinese}里的{colour.Chinese}{animal.Chinese}"),
                _ => new($"{colour.English} {animal.English} {deed.English} {second.English} {thing.English}",
                    colour.Chinese + animal.Chinese + deed.Chinese + second.Chinese + thing.Chinese),
            };
        }
    }
}
