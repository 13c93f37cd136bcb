// Several sets of rules, one after the other: those that edit lines first change the text, then all judge what is left.

namespace R1Sharp.Learning.Corpus.Rules;

/// <summary>What the rules say of a document.</summary>
/// <param name="Text">Its text as edited; null where nothing was changed.</param>
/// <param name="Verdicts">Every rule's number, in order.</param>
sealed record RuledText(string? Text, IReadOnlyList<RuleVerdict> Verdicts)
{
    /// <summary>The first rule that it fails; null where it passes all.</summary>
    public RuleVerdict? Failed => Verdicts.Any(v => !v.Passes) ? Verdicts.First(v => !v.Passes) : null;
}

/// <summary>Rules in their order. Not for several threads at once.</summary>
/// <param name="sets">The sets.</param>
sealed class RuleBook(IReadOnlyList<IRuleSet> sets)
{
    readonly RuledDocument _document = new();

    /// <summary>The names of the sets with fixed rules.</summary>
    public static IReadOnlyList<string> Names { get; } = ["gopher", "repetition", "refinedweb", "c4", "fineweb"];

    /// <summary>A set of a name.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public static IRuleSet Named(string name) => name switch
    {
        "gopher" => new GopherQuality(),
        "repetition" => new GopherRepetition(),
        "refinedweb" => new RefinedWebLines(),
        "c4" => new C4Lines(),
        "fineweb" => new FineWebQuality(),
        _ => throw new UserErrorException($"there are no rules '{name}'; there are {string.Join(", ", Names)}."),
    };

    /// <summary>Judges a document by all rules, also where one has failed: every number is known.</summary>
    public RuledText Judge(string text, string? url)
    {
        var verdicts = new List<RuleVerdict>();
        string? edited = null;
        _document.Take(text, url);
        foreach (var set in sets)
            if (set.Edit(_document, verdicts) is { } left)
                _document.Take(edited = left, url);
        foreach (var set in sets)
            set.Judge(_document, verdicts);
        return new(edited, verdicts);
    }
}
