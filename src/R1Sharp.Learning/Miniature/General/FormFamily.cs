// Writing to a form: conditions on an answer that a program can check, as in IFEval.

using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature.General;

/// <summary>
/// "Name 3 animals", or "Write 3 words on the cat", and with each level above 1 one more condition: one on each line, in
/// (English) capitals, in quotes, ending with a given word. The truth is the share of conditions met.
/// </summary>
sealed class FormFamily : IGeneralFamily
{
    static readonly (Term Name, Term[] Words)[] Categories =
    [
        (new("animals", "动物"), Terms.Animals), (new("colours", "颜色"), Terms.Colours), (new("places", "地方"), Terms.Homes),
    ];

    static readonly Term Done = new("done", "完");

    static readonly (bool Lines, bool Capitals, bool Quoted, bool Ends)[] OneMore =
        [(true, false, false, false), (false, true, false, false), (false, false, true, false), (false, false, false, true)];

    /// <inheritdoc/>
    public string Name => "form";

    /// <inheritdoc/>
    public int LevelCount => 3;

    /// <inheritdoc/>
    public GeneralTask Task(ref RandomStream random, int level, string language)
    {
        int kind = random.NextInt(Categories.Length + 1), animal = random.NextInt(Terms.Animals.Length), number = random.NextInt(2, 5),
        wording = random.NextInt(2);
        bool list = kind < Categories.Length;
        var words = list ? Categories[kind].Words : About(animal);
        number = Math.Min(number, words.Length - 1);
        int first = random.NextInt(4), second = (first + random.NextInt(1, 4)) % 4, start = random.NextInt(12);
        int[] chosen = [.. new[] { first, second }.Take(level - 1)];
        var form = new Form(language, number, chosen.Any(i => OneMore[i].Lines), chosen.Any(i => OneMore[i].Capitals),
            chosen.Any(i => OneMore[i].Quoted), chosen.Any(i => OneMore[i].Ends));
        string[] conditions = list ? form.Conditions($"count {number} of {string.Join('|', words.Select(form.Say))}{form.Besides}")
            : [.. form.Conditions($"words {number}"), $"share has {form.Say(words[0])}", $"must brief {number + 1}"];
        int from = list ? start : 0, items = number - (!list && form.Ends ? 1 : 0);
        string key = $"{number} {(list ? Categories[kind].Name.English : Terms.Animals[animal].English)} {string.Join('+', chosen.Order())} {wording}";
        string request = list ? form.ListRequest(Categories[kind].Name, wording) : form.WordsRequest(Terms.Animals[animal], wording);
        string good = form.Write(words, from, items);
        return new GeneralTask
        {
            Problem = GeneralProblem.Make(Name, key, level, language, request, good, conditions),
            Good = list ? [good, form.Write(words, from + 1, items)] : [good],
            Partial = [.. Slips(form).Select(slip => slip.Form.Write(words, from, items + slip.More))],
            Wrong = [FactsFamily.Statement(animal, Attribute.Colour, language), form.Last],
        };
    }

    // One condition broken: the number, or one of the others that were asked for.
    static IEnumerable<(Form Form, int More)> Slips(Form form)
    {
        yield return (form, -1);
        yield return (form, 1);
        if (form.Lines)
            yield return (form with { Lines = false }, 0);
        if (form.Capitals)
            yield return (form with { Capitals = false, Language = "en" }, 0);
        if (form.Quoted)
            yield return (form with { Quoted = false }, 0);
        if (form.Ends)
            yield return (form with { Ends = false }, 0);
    }

    // Words that say something about an animal, itself first.
    static Term[] About(int animal) =>
        [Terms.Animals[animal], LittleWorld.Value(animal, Attribute.Colour), LittleWorld.Value(animal, Attribute.Home),
            LittleWorld.Value(animal, Attribute.Friend), new("friend", "朋友")];

    sealed record Form(string Language, int Number, bool Lines, bool Capitals, bool Quoted, bool Ends)
    {
        bool InEnglish => Language != "zh" || Capitals;

        public string Say(Term word) => InEnglish ? word.English : word.Chinese;

        /// <summary>The last word is no item of a list; where words are counted it is one of them.</summary>
        public string Besides => Ends ? $" but {Last}" : "";

        /// <summary>The word that an answer may have to end with.</summary>
        public string Last => InEnglish ? Done.English : Done.Chinese;

        public string[] Conditions(string numbers) =>
        [
            $"share {numbers}",
            .. Lines ? ["share lines"] : Array.Empty<string>(),
            .. Capitals ? ["share capitals"] : Array.Empty<string>(),
            .. Quoted ? ["share quoted"] : Array.Empty<string>(),
            .. Ends ? [$"share ends {Last}"] : Array.Empty<string>(),
        ];

        public string ListRequest(Term category, int wording) => Language == "zh"
            ? $"{(wording == 0 ? "说" : "给我")}{Number}种{category.Chinese}{Extras()}。"
            : $"{(wording == 0 ? "Name" : "Give me")} {Number} {category.English}{Extras()}.";

        public string WordsRequest(Term animal, int wording) => Language == "zh"
            ? (wording == 0 ? $"写{Number}个词说{animal.Chinese}{Extras()}。" : $"用{Number}个词说{animal.Chinese}{Extras()}。")
            : (wording == 0 ? $"Write {Number} words on the {animal.English}{Extras()}." : $"Tell me of the {animal.English} in {Number} words{Extras()}.");

        string Extras() => Language == "zh"
            ? $"{(Lines ? "，每行一个" : "")}{(Capitals ? "，用英文大写" : "")}{(Quoted ? "，加引号" : "")}{(Ends ? $"，最后说{Last}" : "")}"
            : $"{(Lines ? ", one on each line" : "")}{(Capitals ? ", in capitals" : "")}{(Quoted ? ", in quotes" : "")}{(Ends ? $", end with {Last}" : "")}";

        public string Write(Term[] from, int start, int count)
        {
            var items = Enumerable.Range(0, count).Select(i => Say(from[(start + i) % from.Length]));
            string text = string.Join(Lines ? "\n" : ", ", Ends ? items.Append(Last) : items);
            return (Quoted ? "\"" : "") + (Capitals ? text.ToUpperInvariant() : text) + (Quoted ? "\"" : "");
        }
    }
}
