// The corpus: deterministic, made of training problems only, and of the planted quality.

using R1Sharp.Learning.Miniature;
using Xunit;

namespace R1Sharp.Tests.Miniature;

public sealed class CorpusTests(ITestOutputHelper output)
{
    static readonly MiniatureWorld World = new(new MiniatureOptions());

    [Fact]
    public void Statistics_of_the_corpus()
    {
        for (int i = 0; i < 40; i++)
            output.WriteLine(World.Document(1, i));
        var documents = Enumerable.Range(0, 20_000).Select(i => World.Describe(1, i)).ToList();
        output.WriteLine($"mean tokens {documents.Average(d => Tokens(d.Text))} max {documents.Max(d => Tokens(d.Text))}");
        output.WriteLine($"facts {documents.Where(d => d.Problem is null).Average(d => Tokens(d.Text))}");
        foreach (var group in documents.Where(d => d.Problem is not null).GroupBy(d => (d.Problem!.Family, d.Problem.Level)).OrderBy(g => g.Key))
            output.WriteLine($"{group.Key} n {group.Count()} tokens {group.Average(d => Tokens(d.Text)):f1} response {group.Average(d => Tokens(d.Text[d.Text.IndexOf("<|assistant|>")..])):f1} p99 {group.Select(d => Tokens(d.Text)).Order().ElementAt(group.Count() * 99 / 100)} right {group.Average(d => World.Family(d.Problem!.Family).IsCorrect(d.Problem, d.Answer!) ? 1.0 : 0):f3} wait {group.Average(d => System.Text.RegularExpressions.Regex.Count(d.Text, "wait|等等")):f2} distinct {group.Select(d => d.Problem!.Id).Distinct().Count()}");
    }

    [Fact]
    public void Full_search()
    {
        foreach (int limit in new[] { 16, 20, 24, 40 })
        {
            var world = new MiniatureWorld(new MiniatureOptions { UntaggedShare = 0, FactShare = 0, ArithmeticWeight = 0, Countdown = new CountdownOptions { DirectShare = 0, LazyShare = 0, CarefulShare = 0, SearchLimit = limit, FourNumbersShare = 0, OverlookShare = 0, FalseYes = 0, RecheckShare = 0 } });
            var documents = Enumerable.Range(0, 5_000).Select(i => world.Describe(1, i)).ToList();
            foreach (var group in documents.GroupBy(d => d.Problem!.Level).OrderBy(g => g.Key))
                output.WriteLine($"limit {limit} {group.Key} response {group.Average(d => Tokens(d.Text[d.Text.IndexOf("<|assistant|>")..])):f1} p90 {group.Select(d => Tokens(d.Text)).Order().ElementAt(group.Count() * 90 / 100)} p99 {group.Select(d => Tokens(d.Text)).Order().ElementAt(group.Count() * 99 / 100)} right {group.Average(d => world.Family(d.Problem!.Family).IsCorrect(d.Problem, d.Answer!) ? 1.0 : 0):f3} wait {group.Average(d => System.Text.RegularExpressions.Regex.Count(d.Text, "wait|等等")):f2}");
        }
        output.WriteLine(world0());
        static string world0() => new MiniatureWorld(new MiniatureOptions { UntaggedShare = 0, FactShare = 0, ArithmeticWeight = 0, Countdown = new CountdownOptions { DirectShare = 0, LazyShare = 0, CarefulShare = 0, SearchLimit = 40, OverlookShare = 1 } }).Document(1, 5);
        var steps = new MiniatureWorld(new MiniatureOptions { UntaggedShare = 0, FactShare = 0, CountdownWeight = 0, Arithmetic = new ArithmeticOptions { DirectShare = 0, StepsShare = 0, RepeatShare = 0 } });
        foreach (var group in Enumerable.Range(0, 5_000).Select(i => steps.Describe(1, i)).GroupBy(d => d.Problem!.Level).OrderBy(g => g.Key))
            output.WriteLine($"checked {group.Key} response {group.Average(d => Tokens(d.Text[d.Text.IndexOf("<|assistant|>")..])):f1} right {group.Average(d => steps.Family(d.Problem!.Family).IsCorrect(d.Problem, d.Answer!) ? 1.0 : 0):f3}");
    }

    static readonly System.Text.RegularExpressions.Regex Token = new(@"<\|?/?[a-z]+\|?>|[^\r\n\p{L}\p{N}<]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}<]+[\r\n]*|\s+");

    static int Tokens(string text) => Token.Count(text);
}
