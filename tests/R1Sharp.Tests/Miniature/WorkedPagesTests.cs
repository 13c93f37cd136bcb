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
        string[] pages = [.. Enumerable.Range(0, 7).Select(of)];
        Assert.All(pages, page => Assert.Contains(page, known));
        Assert.Equal(pages.Length, pages.Distinct().Count());
        Assert.Equal(pages, Enumerable.Range(0, 7).Select(WorkedPages.Of(s_world, 7, family)));
    }

    [Fact]
    public void An_unknown_family_is_refused() => Assert.Contains("no family 'poems'", Assert.Throws<UserErrorException>(() => WorkedPages.Of(s_world, 7, "poems")).Message, StringComparison.Ordinal);
}
