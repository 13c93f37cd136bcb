// HTML → text. Readability (Mozilla's, in SmartReader) finds the main part of a page; of pages that are too short for it the whole body is taken, without
// navigation, scripts and forms. Blocks end lines; formulas keep what they were written in (TeX annotations of MathML, alt texts of pictures of formulas).

using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using SmartReader;

namespace R1Sharp.App.Corpus.Documents;

/// <summary>The text of a page.</summary>
/// <param name="Text">The text.</param>
/// <param name="Title">The page's title; null where it has none.</param>
sealed record WebText(string Text, string? Title)
{
    // Readability's time grows faster than the page: 8 MB took it more than five minutes. So large a page is its body.
    const int MostArticleChars = 1 << 20;

    static readonly HashSet<string> s_left = ["SCRIPT", "STYLE", "NOSCRIPT", "NAV", "FOOTER", "FORM", "BUTTON", "SELECT", "TEMPLATE", "IFRAME", "SVG", "HEAD",
        "ASIDE"];

    static readonly HashSet<string> s_blocks = ["P", "DIV", "LI", "UL", "OL", "TABLE", "TR", "BR", "HR", "H1", "H2", "H3", "H4", "H5", "H6", "PRE",
        "BLOCKQUOTE",
        "SECTION", "ARTICLE", "DD", "DT", "DL", "FIGCAPTION", "MAIN", "HEADER", "BODY"];

    /// <summary>The text of HTML.</summary>
    /// <param name="html">The page.</param>
    /// <param name="url">Its address; null where it is not known.</param>
    public static WebText OfHtml(string html, string? url)
    {
        var parser = new HtmlParser();
        using var page = parser.ParseDocument(html);
        string? title = string.IsNullOrWhiteSpace(page.Title) ? null : page.Title.Trim();
        if (html.Length <= MostArticleChars && Article(html, url) is { } main)
        {
            using var part = parser.ParseDocument(main);
            return new(Of(part.Body!), title);
        }
        return new(page.Body is { } body ? Of(body) : "", title);
    }

    // Null where Readability finds nothing that reads like an article.
    static string? Article(string html, string? url)
    {
        try
        {
            using var reader = new Reader(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme.StartsWith("http", StringComparison.Ordinal)
                ? address.ToString() : "http://localhost/", html);
            var article = reader.GetArticle();
            return article.IsReadable && article.Length > 0 ? article.Content : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Pages of the wild break every reader somewhere; the body is still there.
            return null;
        }
    }

    static string Of(IElement body)
    {
        var text = new StringBuilder();
        Add(body, text, isVerbatim: false);
        return Tidy(text.ToString());
    }

    static void Add(INode node, StringBuilder text, bool isVerbatim)
    {
        foreach (var child in node.ChildNodes)
            if (child is IText words)
                text.Append(isVerbatim ? words.Data : Spaced(words.Data));
            else if (child is IElement element && !s_left.Contains(element.TagName.ToUpperInvariant()))
                Add(element, text, isVerbatim);
    }

    static void Add(IElement element, StringBuilder text, bool isVerbatim)
    {
        string tag = element.TagName.ToUpperInvariant();
        if (tag == "MATH" && element.QuerySelector("annotation[encoding='application/x-tex']") is { } tex)
        {
            text.Append('$').Append(tex.TextContent.Trim()).Append('$');
            return;
        }
        if (tag == "IMG" && element.GetAttribute("alt") is { } alt && alt.AsSpan().ContainsAny("\\^=_"))
            text.Append('$').Append(alt.Trim()).Append('$');
        bool isBlock = s_blocks.Contains(tag);
        if (isBlock)
            text.Append(tag is "P" or "PRE" or "H1" or "H2" or "H3" ? "\n\n" : "\n");
        Add((INode)element, text, isVerbatim || tag == "PRE");
        if (isBlock || tag is "TD" or "TH")
            text.Append(tag is "TD" or "TH" ? " " : "\n");
    }

    // White space outside of PRE is one space.
    static string Spaced(string data)
    {
        var text = new StringBuilder(data.Length);
        bool isSpace = false;
        foreach (char c in data)
        {
            if (!char.IsWhiteSpace(c))
                text.Append(c);
            else if (!isSpace)
                text.Append(' ');
            isSpace = char.IsWhiteSpace(c);
        }
        return text.ToString();
    }

    // No space at the ends of lines, no more than one empty line.
    static string Tidy(string text)
    {
        var tidy = new StringBuilder(text.Length);
        int empty = 2;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var trimmed = line.TrimEnd();
            empty = trimmed.IsWhiteSpace() ? empty + 1 : 0;
            if (empty < 2)
                tidy.Append(trimmed).Append('\n');
        }
        return tidy.ToString().Trim();
    }
}
