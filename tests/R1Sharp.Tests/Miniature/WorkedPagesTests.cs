using R1Sharp.Learning;
using R1Sharp.Learning.Miniature.Web;
using R1Sharp.Learning.Miniature.World;
using Xunit;

namespace R1Sharp.Tests.Miniature;

/// <summary>What stands worked out in pages of the miniature web.</summary>
public sealed class WorkedPagesTests
{
    static readonly MiniatureWorld s_world = new(new());

    [Fact]
    public void Without_a_family_they_are_the_documents_of_the_corpus() =>
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(s_world.Document(7, i), WorkedPages.Of(s_world, 7, null)(i)));

    [Theory]
    [InlineData("digits")]
    [InlineData("arithmetic")]
    public void With_a_family_they_are_of_it_and_differ(string family)
    {
        var of = WorkedPages.Of(s_world, 7, family);
        var known = Enumerable.Range(0, 4000).Select(i => s_world.Describe(7, i)).Where(d => d.Problem?.Family == family).Select(d => d.Text).ToHashSet();
        string[] pages = [.. Enumerable.Range(0, 7).Select(i => of(i))];
        Assert.All(pages, page => Assert.Contains(page, known));
        Assert.Equal(pages.Length, pages.Distinct().Count());
        Assert.Equal(pages, Enumerable.Range(0, 7).Select(i => WorkedPages.Of(s_world, 7, family)(i)));
    }

    [Fact]
    public void A_page_holds_as_many_as_are_asked_for_and_none_twice()
    {
        var of = WorkedPages.Of(s_world, 7, "digits");
        var web = new MiniatureWeb(new() { Pages = 400, Domains = 20, NearCopies = 0, CopiedPassages = 0, Worked = 0.5, WorkedCount = 3 }, [], of);
        string[] pages = [.. Enumerable.Range(0, 400).Select(web.Page).Where(p => p.Kind == PageKind.Mathematics).Select(p => p.Text)];
        string[][] held = [.. pages.Select(p => p.Split('\n').Where(line => line.StartsWith("<|user|>", StringComparison.Ordinal)).ToArray())];
        Assert.All(held, lines => Assert.Contains(lines.Length, (int[])[0, 3]));
        Assert.InRange(held.Count(lines => lines.Length == 3), pages.Length / 3, 2 * pages.Length / 3);
        Assert.All(held.Where(lines => lines.Length > 0), lines => Assert.Equal(3, lines.Distinct().Count()));
    }

    [Fact]
    public void An_unknown_family_is_refused() => Assert.Contains("no family 'poems'", Assert.Throws<UserErrorException>(() => WorkedPages.Of(s_world, 7, "poems")).Message, StringComparison.Ordinal);
}
