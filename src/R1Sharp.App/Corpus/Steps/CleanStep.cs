// Filters: every document is judged by all rules; the first that it fails says where it goes, and all numbers are kept in verdicts/.

using System.Text.Json;
using R1Sharp.App.Corpus.Documents;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Corpus.Rules;

namespace R1Sharp.App.Corpus.Steps;

/// <summary>Which rules judge.</summary>
sealed record CleanOptions
{
    /// <summary>The sets of fixed rules, in their order.</summary>
    public IReadOnlyList<string> Rules { get; init; } = ["refinedweb", "repetition", "gopher"];

    /// <summary>Codes of languages; empty takes all.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>A file of domains that are not wanted, one a line.</summary>
    public string? Domains { get; init; }

    /// <summary>A file of words that no address may have, one a line.</summary>
    public string? AddressWords { get; init; }

    /// <summary>Makes the rules; a book judges one document at a time.</summary>
    /// <exception cref="UserErrorException">A set or a file is not there.</exception>
    public Func<RuleBook> Books()
    {
        foreach (string name in Rules)
            RuleBook.Named(name);
        var (domains, words, languages) = (Lines(Domains), Lines(AddressWords), Languages.ToHashSet());
        return () => new([.. domains.Count + words.Count > 0 ? [new AddressRules(domains, words)] : (IReadOnlyList<IRuleSet>)[],
            .. languages.Count > 0 ? [new LanguageRule(languages, DocumentsStep.Language)] : (IReadOnlyList<IRuleSet>)[], .. Rules.Select(RuleBook.Named)]);
    }

    static HashSet<string> Lines(string? path) => path is null ? []
        : !File.Exists(path) ? throw new UserErrorException($"{path}: there is no such file of lines.")
        : [.. File.ReadLines(path).Select(l => l.Trim().ToLowerInvariant()).Where(l => l.Length > 0 && l[0] != '#')];
}

/// <summary>Filters documents.</summary>
static class CleanStep
{
    /// <summary>Writes the corpus of those that pass.</summary>
    public static StepCounts Run(CorpusRequest request, CleanOptions options)
    {
        var books = options.Books();
        var parts = request.Parts();
        var folder = request.Open(parts);
        if (!folder.IsDone)
        {
            var counts = DocumentMap.Run(folder, parts, new(request.TextColumn), () =>
            {
                var book = books();
                return placed => Of(book.Judge(placed.Document.Text, placed.Document.Url));
            }, hasVerdicts: true);
            new Provenance(request.Step, request.Command, request.Settings(parts), counts, Provenance.Of(request.Source)).Write(folder);
        }
        return DocumentsStep.Finished(folder);
    }

    /// <summary>What the rules say of one document, as lines.</summary>
    /// <param name="source">The corpus.</param>
    /// <param name="textColumn">The column of the text; null finds it.</param>
    /// <param name="id">The document; null takes the first.</param>
    /// <param name="options">The rules.</param>
    /// <exception cref="UserErrorException">There is no such document.</exception>
    public static IEnumerable<string> Explain(DataSource source, string? textColumn, string? id, CleanOptions options)
    {
        var reader = new DocumentReader(textColumn);
        var document = InputPart.Of(source, long.MaxValue).SelectMany((part, i) => reader.Read(part, i)).FirstOrDefault(d => id is null || d.Id == id)
            ?? throw new UserErrorException($"{source.Path}: there is no document '{id}'; ids are those of the rows, or of the corpus that a step wrote.");
        var ruled = options.Books()().Judge(document.Text, document.Url);
        yield return $"{document.Id} {document.Url}";
        foreach (var verdict in ruled.Verdicts)
            yield return verdict.ToString();
        yield return ruled.Failed is { } failed ? $"thrown out by {failed.Rule}" : ruled.Text is { } left
            ? $"kept, with {left.Length} of {document.Text.Length} characters"
            : "kept as it is";
    }

    static Fate Of(RuledText ruled)
    {
        Action<Utf8JsonWriter> numbers = json =>
        {
            foreach (var verdict in ruled.Verdicts)
                json.WriteNumber(verdict.Rule, Math.Round(verdict.Value, 6));
        };
        return ruled.Failed is { } failed
            ? new(failed.Rule, Notes: json => json.WriteString("thrown_out_by", failed.ToString()), Verdict: numbers)
            : new(StepCounts.Kept, ruled.Text, Verdict: numbers);
    }
}
