// A crawl in miniature with known truth: domains that are mathematical throughout, domains with one mathematical corner, and others; near copies, copied
// passages, spam, furniture of pages, other languages, and benchmark items that leaked. A page is a function of the seed and its number.
//
// Domains of mathematics stand in a chain: most of their pages are in one dialect, some in the next. A classifier that knows the first dialects finds
// the domains in which the next begins; that is how recall by rounds gets from one to the other.

using System.Globalization;
using System.Text;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature.Web;

/// <summary>The web.</summary>
/// <param name="options">What it is made of.</param>
/// <param name="benchmark">The questions that leak into it; none leaks where there are none.</param>
/// <param name="worked">A problem with its train of thought, by number; null has none.</param>
sealed class MiniatureWeb(WebOptions options, IReadOnlyList<string> benchmark, Func<long, string>? worked = null)
{
    /// <summary>The dialects that a seed corpus shows.</summary>
    public const int SeedDialects = 2;

    // Of ten domains two are mathematical and one has a corner that is.
    const int DomainPeriod = 10;

    const double OwnDialect = 0.72, CornerShare = 0.3, MathematicsOnMathematical = 0.85;

    readonly record struct Domain(string Name, bool IsMathematical, bool HasCorner, int Dialect, PageKind Kind);

    /// <summary>What it is made of.</summary>
    public WebOptions Options => options;

    /// <summary>A page.</summary>
    /// <param name="index">Its number, below <see cref="WebOptions.Pages"/>.</param>
    public WebPage Page(int index)
    {
        var random = new RandomStream(options.Seed, RandomPurpose.Corpus, 1, index);
        if (index > 0 && random.NextBool(options.NearCopies))
            return NearCopy(index, ref random);
        var page = Fresh(index, ref random);
        return index > 0 && random.NextBool(options.CopiedPassages) ? WithPassage(page, ref random) : page;
    }

    /// <summary>A seed corpus: pages of mathematics from elsewhere, in the first dialects alone.</summary>
    public string SeedText(int index)
    {
        var random = new RandomStream(options.Seed, RandomPurpose.Corpus, 2, index);
        return Mathematics(index % SeedDialects, ref random);
    }

    WebPage Fresh(int index, ref RandomStream random)
    {
        var domain = DomainOf(random.NextInt(options.Domains));
        bool isMathematics = domain.IsMathematical ? random.NextBool(MathematicsOnMathematical) : domain.HasCorner && random.NextBool(CornerShare);
        if (!isMathematics)
            return new(index, Url(domain.Name, domain.IsMathematical ? "news" : "page", index),
                Other(domain.IsMathematical ? PageKind.Prose : domain.Kind, ref random),
                domain.IsMathematical ? PageKind.Prose : domain.Kind, -1, -1, -1, LeakKind.None, -1);
        int dialect = random.NextBool(OwnDialect) ? domain.Dialect : (domain.Dialect + 1) % WebDialects.Count;
        string text = Mathematics(dialect, ref random);
        if (worked is not null && random.NextBool(options.Worked))
            text = string.Join('\n', [text, .. Enumerable.Range(0, options.WorkedCount).Select(i => worked((long)index * options.WorkedCount + i))]);
        var (leak, item) = benchmark.Count > 0 && random.NextBool(options.Leaks) ? ((LeakKind)random.NextInt(1, 4), random.NextInt(benchmark.Count))
            : (LeakKind.None, -1);
        return new(index, Url(domain.Name, domain.HasCorner ? "math" : "notes", index), leak == LeakKind.None ? text
            : $"{text}\n{Leaked(leak, item, ref random)}",
            PageKind.Mathematics, dialect, -1, -1, leak, item);
    }

    Domain DomainOf(int number)
    {
        var random = new RandomStream(options.Seed, RandomPurpose.Corpus, 3, number);
        int place = number % DomainPeriod;
        var kind = (PageKind)random.NextInt(1, 6);
        return new(string.Create(CultureInfo.InvariantCulture, $"site{number:d4}.example"), place < 2, place == 2, number / DomainPeriod % WebDialects.Count,
            kind);
    }

    static string Url(string domain, string path, int index) => string.Create(CultureInfo.InvariantCulture, $"https://{domain}/{path}/{index}.html");

    static string Mathematics(int dialect, ref RandomStream random)
    {
        var text = new StringBuilder();
        for (int left = random.NextInt(4, 12); left > 0; left--)
            text.Append(random.NextBool(0.12) ? WebProse.Passage(PageKind.Prose, ref random) : WebDialects.Passage(dialect, ref random))
                .Append(random.NextBool(0.3) ? '\n' : ' ');
        return text.ToString().TrimEnd();
    }

    static string Other(PageKind kind, ref RandomStream random)
    {
        var text = new StringBuilder();
        for (int left = random.NextInt(6, 20); left > 0; left--)
            text.Append(WebProse.Passage(kind, ref random)).Append(kind is PageKind.Boilerplate or PageKind.Figures || random.NextBool(0.2) ? '\n' : ' ');
        return text.ToString().TrimEnd();
    }

    // An earlier page that is none itself, with a few words changed, on a domain of its own kind.
    WebPage NearCopy(int index, ref RandomStream random)
    {
        int of = Original(random.NextInt(index));
        var page = Page(of);
        string[] words = page.Text.Split(' ');
        for (int i = 0; i < words.Length; i++)
            if (random.NextBool(0.01))
                words[i] = "again";
        return page with { Index = index, Url = Url($"mirror{random.NextInt(20)}.example", "copy", index), Text = string.Join(' ', words), CopyOf = of };
    }

    int Original(int index)
    {
        while (Page(index) is { CopyOf: >= 0 } copy)
            index = copy.CopyOf;
        return index;
    }

    WebPage WithPassage(WebPage page, ref RandomStream random)
    {
        var other = Page(Original(random.NextInt(page.Index)));
        // Of a page of another kind nothing is taken: what a page is about stays true.
        if ((other.Kind == PageKind.Mathematics) != (page.Kind == PageKind.Mathematics))
            return page;
        int from = other.Text.Length / 4, length = Math.Min(other.Text.Length - from, 240);
        return page with { Text = $"{page.Text}\n{other.Text.Substring(from, length)}", PassageOf = other.Index };
    }

    string Leaked(LeakKind leak, int item, ref RandomStream random)
    {
        string question = benchmark[item];
        if (leak == LeakKind.Whole)
            return question;
        if (leak == LeakKind.Short)
            return question[(question.AsSpan(0, question.Length - 1).LastIndexOfAny('.', '\n', ':') + 1)..].Trim();
        var text = new StringBuilder();
        for (int i = 0; i < question.Length; i++)
            text.Append(char.IsAsciiDigit(question[i]) ? (char)('1' + random.NextInt(9)) : question[i]);
        return text.ToString();
    }
}
