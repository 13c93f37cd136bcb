// Rules on addresses, as RefinedWeb has them before all others (2306.01116, appendix G.1): domains of a list, and addresses with words of a list.

namespace R1Sharp.Learning.Corpus.Rules;

/// <summary>Is it from a place that is not wanted?</summary>
/// <param name="domains">Domains; those below one are meant too.</param>
/// <param name="words">Words between signs of an address.</param>
sealed class AddressRules(IReadOnlySet<string> domains, IReadOnlySet<string> words) : IRuleSet
{
    /// <inheritdoc/>
    public string Name => "url";

    /// <inheritdoc/>
    public string? Edit(RuledDocument document, List<RuleVerdict> verdicts) => null;

    /// <inheritdoc/>
    public void Judge(RuledDocument document, List<RuleVerdict> verdicts)
    {
        string url = (document.Url ?? "").ToLowerInvariant();
        verdicts.Add(RuleVerdict.AtMost("url.listed_domain", IsListed(Host(url)) ? 1 : 0, 0));
        verdicts.Add(RuleVerdict.AtMost("url.listed_words", url.Split(['/', '.', '-', '_', '?', '&', '=', ':', '+', '%']).Count(words.Contains), 0));
    }

    static string Host(string url)
    {
        string rest = url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? url[(at + 3)..] : url;
        return rest.IndexOfAny(['/', '?', '#', ':']) is >= 0 and var end ? rest[..end] : rest;
    }

    bool IsListed(string host)
    {
        for (; host.Length > 0; host = host.IndexOf('.') is >= 0 and var dot ? host[(dot + 1)..] : "")
            if (domains.Contains(host))
                return true;
        return false;
    }
}

/// <summary>Is it in a language that is wanted?</summary>
/// <param name="languages">Codes such as en or zh; zh means zh-cn and zh-tw too.</param>
/// <param name="detect">Finds a text's language.</param>
sealed class LanguageRule(IReadOnlySet<string> languages, Func<string, string> detect) : IRuleSet
{
    /// <inheritdoc/>
    public string Name => "language";

    /// <inheritdoc/>
    public string? Edit(RuledDocument document, List<RuleVerdict> verdicts) => null;

    /// <inheritdoc/>
    public void Judge(RuledDocument document, List<RuleVerdict> verdicts)
    {
        string language = detect(document.Text);
        verdicts.Add(RuleVerdict.AtLeast($"language.{language}", languages.Contains(language) || languages.Contains(language.Split('-')[0]) ? 1 : 0, 1));
    }
}
