// Multiple choice as data sets hold it: a list of options (MMLU, MMLU-Pro, MedQA), options with labels (ARC, CommonsenseQA), a column for each
// (C-Eval, CMMLU), or the right answer beside the wrong ones (GPQA). They are asked as lettered lines, and the gold answer is a letter.

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using R1Sharp.App.Data.Rows;

namespace R1Sharp.App.Data;

/// <summary>The options of a question.</summary>
/// <param name="Texts">Their texts, in the order asked.</param>
/// <param name="Labels">What the data set calls them, e.g. 1 to 4; empty where it has no names for them.</param>
/// <param name="Columns">The columns that hold them.</param>
sealed partial record Choices(IReadOnlyList<string> Texts, IReadOnlyList<string> Labels, IReadOnlyList<string> Columns)
{
    const int Most = 26;

    static readonly string[] s_lists = ["options", "choices", "answer_choices", "Options", "Choices"];
    static readonly string[] s_golds = ["answer", "answerKey", "answer_key", "answer_idx", "answer_index", "answer_letter", "label", "gold", "target",
        "correct", "correct_answer", "correct_option", "Answer", "final_answer"];

    /// <summary>The place of the right option where the data set names it by its column (GPQA); else null.</summary>
    public int? Right { get; init; }

    /// <summary>Whether the data set holds the options as numbers: a gold number may then be one of them or its place.</summary>
    bool AreNumbers { get; init; }

    /// <summary>The options of a line; null where it has none that are understood.</summary>
    public static Choices? Of(JsonLine line) => s_lists.Where(name => line.Column(name) is not null).Select(name => Listed(name, line.Column(name)!.Value))
        .FirstOrDefault() ?? Lettered(line) ?? RightAndWrong(line);

    /// <summary>The letter of the option at a place.</summary>
    public static char Letter(int place) => (char)('A' + place);

    /// <summary>A line for each option: "A. Paris".</summary>
    public string Lines() => string.Join('\n', Texts.Select((text, place) => $"{Letter(place)}. {text}"));

    /// <summary>Whether a question has the options in it already, each behind its letter.</summary>
    public bool StandIn(string question) =>
        Texts.Select((text, place) => Regex.IsMatch(question, $@"(?<![A-Za-z]){Letter(place)}\s*[).:、．]\s*{Regex.Escape(text)}")).All(stands => stands);

    /// <summary>The gold letter of a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="column">Its gold answer's column; null finds it by its usual names.</param>
    /// <exception cref="Learning.UserErrorException">No column says which option is right, or one can be read in two ways.</exception>
    public string Gold(JsonLine line, string? column)
    {
        if (Right is { } right)
            return Letter(right).ToString();
        string name = column ?? s_golds.FirstOrDefault(n => line.Column(n) is not null)
            ?? throw line.Error($"the line has options, but no column says which is right by its usual names ({string.Join(", ", s_golds)}); name it "
                + $"(--answer-column, or answer_column in a recipe) among {string.Join(", ", line.Columns)}.");
        int[] places = [.. Places(line.Needed(name), name)];
        if (places.Length != 1)
            throw line.Error($"the column '{name}' holds {line.Needed(name).GetRawText()}, which {Doubt(places)}; write the letter.");
        return Agreed(line, name, places[0]);
    }

    string Doubt(int[] places) => places.Length == 0 ? $"names none of the {Texts.Count} options by letter, text or place from 0"
        : $"may be option {string.Join(" or ", places.Select(Letter))}: as a place from 0, as a letter or as a text";

    // MMLU-Pro says it twice.
    string Agreed(JsonLine line, string name, int place)
    {
        foreach (string other in (string[])["answer_index", "answer_idx"])
            if (other != name && line.Column(other) is { } index && !Places(index, other).Contains(place))
                throw line.Error($"the columns '{name}' and '{other}' name different options.");
        return Letter(place).ToString();
    }

    IEnumerable<int> Places(JsonElement gold, string column) => gold.ValueKind switch
    {
        JsonValueKind.Array when gold.GetArrayLength() == 1 => Places(gold[0], column),
        JsonValueKind.Number =>
            Numbered(gold, isPlace: !AreNumbers || column.Contains("ind", StringComparison.Ordinal) || column.Contains("idx", StringComparison.Ordinal)),
        JsonValueKind.String => Named(gold.GetString()!.Trim()),
        _ => [],
    };

    IEnumerable<int> Numbered(JsonElement gold, bool isPlace)
    {
        int[] same = [.. Same(GoldAnswer.Text(gold)!)];
        if (!gold.TryGetDecimal(out decimal number) || !decimal.IsInteger(number) || number < 0 || number >= Texts.Count)
            return same;
        int[] place = [(int)number];
        return isPlace ? place : place.Union(same);
    }

    IEnumerable<int> Named(string gold)
    {
        if (Labels.Count > 0 && Indexes(label => label == gold, Labels).ToArray() is { Length: > 0 } labelled)
            return labelled;
        var places = Same(gold);
        if (LetterAlone().Match(gold) is { Success: true } letter)
            places = places.Union(Within(char.ToUpperInvariant(letter.Groups["letter"].Value[0]) - 'A'));
        else if (LetterAndText().Match(gold) is { Success: true } both)
            places = places.Union(Within(both.Groups["letter"].Value[0] - 'A').Intersect(Same(both.Groups["text"].Value)));
        if (int.TryParse(gold, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            places = places.Union(Within(index));
        return places;
    }

    IEnumerable<int> Same(string text) => Indexes(option => option.Trim() == text, Texts).ToArray() is { Length: > 0 } exact ? exact
        : Indexes(option => string.Equals(option.Trim(), text, StringComparison.OrdinalIgnoreCase), Texts);

    IEnumerable<int> Within(int place) => place >= 0 && place < Texts.Count ? [place] : [];

    static IEnumerable<int> Indexes(Func<string, bool> isMeant, IReadOnlyList<string> texts) => Enumerable.Range(0, texts.Count).Where(i => isMeant(texts[i]));

    static Choices? Listed(string column, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array =>
            Made(column, [.. value.EnumerateArray().Select(TextOf)], [.. value.EnumerateArray().Select(LabelOf)], value.EnumerateArray()
            .All(v => v.ValueKind == JsonValueKind.Number)),
        JsonValueKind.Object when value.TryGetProperty("text", out var texts) && value.TryGetProperty("label", out var labels)
            && texts.ValueKind == JsonValueKind.Array && labels.ValueKind == JsonValueKind.Array =>
            Made(column, [.. texts.EnumerateArray().Select(GoldAnswer.Text)], [.. labels.EnumerateArray().Select(GoldAnswer.Text)]),
        JsonValueKind.Object when value.EnumerateObject().Select((p, i) => p.Name == Letter(i).ToString()).All(isLetter => isLetter) =>
            Made(column, [.. value.EnumerateObject().Select(p => GoldAnswer.Text(p.Value))], [.. value.EnumerateObject().Select(p => p.Name)]),
        _ => null,
    };

    static string? TextOf(JsonElement option) => option.ValueKind == JsonValueKind.Object ? option.TryGetProperty("text", out var text) ? GoldAnswer.Text(text)
        : null : option.ValueKind == JsonValueKind.Array ? null : GoldAnswer.Text(option);

    static string? LabelOf(JsonElement option) => option.ValueKind == JsonValueKind.Object && option.TryGetProperty("label", out var label)
        ? GoldAnswer.Text(label) : null;

    static Choices? Made(string column, string?[] texts, string?[] labels, bool areNumbers = false)
    {
        if (texts.Length is < 2 or > Most || texts.Any(string.IsNullOrWhiteSpace))
            return null;
        bool named = labels.Length == texts.Length && labels.All(label => label is not null) && labels.Distinct().Count() == labels.Length;
        return new(WithoutLetters(texts!), named ? [.. labels.Select(label => label!)] : [], [column]) { AreNumbers = areNumbers };
    }

    // "A) 21", "B) 22", …: the letters are ours to write.
    static string[] WithoutLetters(string[] texts)
    {
        var matches = texts.Select(text => LetterAndText().Match(text)).ToList();
        return matches.Select((match, place) => match.Success && match.Groups["letter"].Value[0] == Letter(place)).All(isOwn => isOwn)
            ? [.. matches.Select(match => match.Groups["text"].Value)] : texts;
    }

    static Choices? Lettered(JsonLine line)
    {
        string[] columns =
            [.. Enumerable.Range(0, Most).Select(place => Letter(place).ToString())
            .TakeWhile(name => line.Column(name) is { } value && GoldAnswer.Text(value) is { Length: > 0 })];
        return columns.Length < 2 ? null : new([.. columns.Select(name => GoldAnswer.Text(line.Column(name)!.Value)!)], [], columns);
    }

    // The right answer must not always stand first: its place follows from the question, so that it never changes.
    static Choices? RightAndWrong(JsonLine line)
    {
        string[] wrong = [.. Enumerable.Range(1, Most).Select(i => $"Incorrect Answer {i}").TakeWhile(name => line.Column(name) is not null)];
        if (wrong.Length == 0 || line.Column("Correct Answer") is not { ValueKind: JsonValueKind.String } right)
            return null;
        var texts = wrong.Select(name => GoldAnswer.Text(line.Column(name)!.Value)?.Trim() ?? "").ToList();
        int place = (int)(Hash(right.GetString()! + string.Concat(texts)) % (uint)(texts.Count + 1));
        texts.Insert(place, right.GetString()!.Trim());
        return texts.Any(string.IsNullOrEmpty) ? null : new(texts, [], ["Correct Answer", .. wrong]) { Right = place };
    }

    // FNV-1a over UTF-16 units.
    static uint Hash(string text) => text.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u);

    [GeneratedRegex(@"^[(\[]?(?<letter>[A-Za-z])[)\]]?[.:]?$", RegexOptions.ExplicitCapture)]
    private static partial Regex LetterAlone();

    [GeneratedRegex(@"^\(?(?<letter>[A-Z])\s*[).:、．]\s*(?<text>\S.*)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex LetterAndText();
}
