using R1Sharp.App.Corpus.Steps;
using R1Sharp.Learning;
using R1Sharp.Learning.Corpus.Rules;
using Xunit;

namespace R1Sharp.Tests.Corpus;

public sealed class RuleTests
{
    const string Prose = "The house stands at the end of the road, and it has been empty for many years.\nNobody knows to whom it belongs now.\n\n"
        + "Children say that there is a light in one of the windows at night, but that may be the moon.\nThe old man with the dog has never seen it, and he walks by "
        + "every evening. He would have told us of it, had there been anything to tell. So we stopped asking.";

    static double Value(string set, string rule, string text) => RuleBook.Named(set) is var rules && new RuleBook([rules]).Judge(text, null)
        .Verdicts.Single(v => v.Rule == $"{set}.{rule}") is var verdict ? verdict.Value : double.NaN;

    static string? Failed(string text, params string[] sets) => new RuleBook([.. sets.Select(RuleBook.Named)]).Judge(text, null).Failed?.Rule;

    [Fact]
    public void Prose_passes_every_rule()
    {
        var ruled = new RuleBook([.. RuleBook.Names.Select(RuleBook.Named)]).Judge(Prose, null);
        Assert.Null(ruled.Failed);
        Assert.Null(ruled.Text);
        Assert.True(ruled.Verdicts.Count > 25);
    }

    [Theory]
    [InlineData("gopher", "words", "one two -- three", 3)]
    [InlineData("gopher", "mean_word_length", "one two -- three", 11.0 / 3)]
    [InlineData("gopher", "hashes_per_word", "# a # b", 0.5)]
    [InlineData("gopher", "ellipses_per_word", "a ... b… c", 0.5)]
    [InlineData("gopher", "bullet_lines", "- a\n* b\nc\n\n• d", 0.75)]
    [InlineData("gopher", "ellipsis_lines", "a ...\nb…\nc\nd", 0.5)]
    [InlineData("gopher", "words_with_letters", "12 a3 -- ß", 0.5)]
    [InlineData("gopher", "stop_words", "The end, \"and\" with therefore", 3)]
    [InlineData("repetition", "lines", "a\nb\na\n a \nc", 0.4)]
    [InlineData("repetition", "line_letters", "aa\nb\naa\nc", 2.0 / 9)]
    [InlineData("repetition", "paragraphs", "a\nb\n\nc\n\na\nb\n \nd", 0.25)]
    [InlineData("repetition", "paragraph_letters", "a\nb\n\nc\n\na\nb\n\nd", 3.0 / 14)]
    [InlineData("repetition", "top_2_words", "a b c a b d a b", 9.0 / 15)]
    [InlineData("repetition", "top_3_words", "a b c d", 0)]
    [InlineData("repetition", "again_5_words", "a b c d e a b c d e x", 5.0 / 21)]
    [InlineData("repetition", "again_6_words", "a b c d e a b c d e x", 0)]
    [InlineData("fineweb", "lines_that_end_with_a_mark", "a.\nb\nc!\nd", 0.5)]
    [InlineData("fineweb", "letters_in_lines_again", "aa\naa\nb", 0.4)]
    [InlineData("fineweb", "short_lines", "short\nthis line has more than thirty letters", 0.5)]
    [InlineData("fineweb", "breaks_per_word", "a b\nc\nd", 0.5)]
    [InlineData("c4", "sentences", "This is one line. And it has two. Or 3.5 of them, one might say!\nThis line has no end\nNot me ...", 3)]
    [InlineData("c4", "curly_brackets", "a { b }", 1)]
    [InlineData("refinedweb", "words_of_removed_lines", "BIG LETTERS\n17 23\n3 likes\nSubscribe now\nwe stay here for long", 8.0 / 13)]
    public void Numbers_are_those_worked_out_by_hand(string set, string rule, string text, double expected) => Assert.Equal(expected, Value(set, rule, text), 9);

    [Fact]
    public void Lines_go_and_the_rest_stays()
    {
        var ruled = new RuleBook([new C4Lines()]).Judge("Home\nThis line stays here.\nWe use cookies on this page.\n\nAnd this one does too!\nmenu\n", null);
        Assert.Equal("This line stays here.\n\nAnd this one does too!", ruled.Text);
        Assert.Equal("first line\nlast line", new RuleBook([new RefinedWebLines()]).Judge("Login\nfirst line\n5 comments\nlast line\nRead more", null).Text);
    }

    [Fact]
    public void Spam_goes_by_its_repetition()
    {
        Assert.Equal("repetition.lines", Failed(string.Concat(Enumerable.Repeat("buy this watch now and be happy with it\n", 20)), "repetition"));
        Assert.StartsWith("repetition.top_", Failed(string.Concat(Enumerable.Range(0, 40).Select(i => $"best price w{i}a ")), "repetition"), StringComparison.Ordinal);
        Assert.Equal("gopher.words", Failed("too short", "gopher"));
    }

    [Theory]
    [InlineData("https://a.bad.org/x", "url.listed_domain")]
    [InlineData("https://bad.org.uk/x", null)]
    [InlineData("https://good.org/free-casino/1", "url.listed_words")]
    [InlineData("https://good.org/casinos", null)]
    [InlineData(null, null)]
    public void Addresses_are_looked_up(string? url, string? failed) => Assert.Equal(failed,
        new RuleBook([new AddressRules(new HashSet<string> { "bad.org" }, new HashSet<string> { "casino" })]).Judge(Prose, url).Failed?.Rule);

    [Fact]
    public void Steps_keep_every_number_and_explain_it()
    {
        using var folder = new CorpusFolder();
        string input = folder.Input("in.jsonl", Prose, "too short", string.Concat(Enumerable.Repeat("again and again\n", 99)));
        var options = new CleanOptions { Rules = ["repetition", "gopher"], Languages = ["en"] };
        var counts = CleanStep.Run(folder.Request("clean", input, "out"), options);
        Assert.Equal([("gopher.words", 1L), ("kept", 1L), ("repetition.lines", 1L)], counts.By.Select(p => (p.Key, p.Value.Documents)));
        Assert.Equal([Prose], folder.Texts("out"));
        var verdicts = folder.Rows("out", "verdicts");
        Assert.Equal(["kept", "gopher.words", "repetition.lines"], verdicts.Select(v => v.GetProperty("went").GetString()));
        Assert.Equal(2, verdicts[1].GetProperty("gopher.words").GetDouble());
        Assert.Equal(1, verdicts[0].GetProperty("language.en").GetDouble());
        string[] lines = [.. CleanStep.Explain(new() { Path = folder["out/dropped"] }, null, "00000-000001", options)];
        Assert.Contains(lines, l => l.StartsWith("gopher.words ", StringComparison.Ordinal) && l.EndsWith("FAILS", StringComparison.Ordinal));
        Assert.Equal("thrown out by gopher.words", lines[^1]);
        Assert.Contains("no document 'x'", Assert.Throws<UserErrorException>(() => CleanStep.Explain(new() { Path = input }, null, "x", options).ToArray()).Message);
        Assert.Contains("no rules 'x'", Assert.Throws<UserErrorException>(() => new CleanOptions { Rules = ["x"] }.Books()).Message);
    }
}
