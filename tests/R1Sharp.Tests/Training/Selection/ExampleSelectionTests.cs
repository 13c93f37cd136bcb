using R1Sharp.Learning;
using R1Sharp.Learning.Training.Selection;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Training.Selection;

/// <summary>Which examples are selected, and that nothing but examples and seed decides it.</summary>
public sealed class ExampleSelectionTests
{
    static SelectionCandidate Example(int i, string domain = "d", int length = 10, double? passRate = null, params SolverRate[] solvers) => new()
    {
        Question = $"question {i}",
        Completion = $"<think>thought {i}</think><answer>{i}</answer>",
        Domain = domain,
        Length = length,
        PassRate = passRate,
        Solvers = solvers,
    };

    static SelectionCandidate[] Pool() => [.. Enumerable.Range(0, 300).Select(i => Example(i, $"domain {i % 3}", 10 + i * 7 % 50, (i % 9) / 8.0, new SolverRate("weak", i % 4 == 0 ? 0.5 : 0)))];

    static string[] Questions(SelectionCandidate[] pool, SelectionMethod method, SelectionOptions options, ulong seed = 1) =>
        [.. ExampleSelection.Select(pool, method, options, seed).Selected.Select(i => pool[i].Question)];

    [Theory]
    [InlineData(SelectionMethod.S1)]
    [InlineData(SelectionMethod.Limo)]
    [InlineData(SelectionMethod.Random)]
    public void The_order_of_the_examples_does_not_count(object method)
    {
        var options = new SelectionOptions { Count = 40, MinPassRate = 0.1, MaxPassRate = 0.6 };
        var pool = Pool();
        var shuffled = Pool();
        new RandomStream(5, RandomPurpose.Test).Shuffle(shuffled.AsSpan());
        Assert.Equal(Questions(pool, (SelectionMethod)method, options), Questions(shuffled, (SelectionMethod)method, options));
        Assert.Equal(40, Questions(pool, (SelectionMethod)method, options).Distinct().Count());
        Assert.Equal((SelectionMethod)method == SelectionMethod.Limo,
            Questions(pool, (SelectionMethod)method, options, 1).SequenceEqual(Questions(pool, (SelectionMethod)method, options, 2)));
    }

    [Fact]
    public void Counts_say_what_each_filter_left_and_every_example_has_a_verdict()
    {
        var pool = Pool();
        pool[1] = pool[1] with { Completion = "<think>never ends" };
        pool[2] = pool[2] with { Question = "See the figure below. What is its area?" };
        var result = ExampleSelection.Select(pool, SelectionMethod.S1, new() { Count = 12 }, 1);
        Assert.Equal([("all", 300), ("quality", 298), ("difficulty", 223), ("question", 223), ("selected", 12)], result.Left);
        Assert.Equal(("quality", "thinking never ends"), (result.Verdicts[1].Filter, result.Verdicts[1].Reason));
        Assert.Equal(("difficulty", "weak solves it (0.5)"), (result.Verdicts[4].Filter, result.Verdicts[4].Reason));
        Assert.Equal(12, result.Verdicts.Count(v => v.IsSelected));
        Assert.All(result.Selected, i => Assert.True(result.Verdicts[i].IsSelected));
    }

    [Fact]
    public void Domains_are_drawn_alike_however_many_examples_they_have()
    {
        SelectionCandidate[] pool = [.. Enumerable.Range(0, 6000).Select(i => Example(i, i < 5000 ? "large" : "small"))];
        var selected = ExampleSelection.Select(pool, SelectionMethod.S1, new() { Count = 800 }, 3).Selected;
        // 800 tosses of a coin: five standard deviations are 71.
        Assert.InRange(selected.Count(i => pool[i].Domain == "small"), 329, 471);
    }

    [Fact]
    public void Within_a_domain_the_longest_has_the_weight_one_half()
    {
        // p(rank r) ∝ 2^−r: 1/2, 1/4, 1/8, … of all but 2^−n.
        for (int n = 1; n <= 5; n++)
        {
            var ranks = Enumerable.Range(0, 1 << 12).Select(i => DomainSampling.Rank(n, 2, i / 4096.0)).ToList();
            for (int r = 0; r < n; r++)
                Assert.Equal(Math.Pow(2, -(r + 1)) / (1 - Math.Pow(2, -n)), ranks.Count(x => x == r) / 4096.0, 1.0 / 4096 + 1e-12);
        }
        Assert.Equal([0, 1, 2, 3], new[] { 0.0, 0.3, 0.6, 0.99 }.Select(u => DomainSampling.Rank(4, 1, u)));
    }

    [Fact]
    public void One_trace_of_a_question_is_the_longest_or_the_best()
    {
        SelectionCandidate[] pool = [Example(1, length: 5), Example(1, length: 9) with { Completion = "<think>so check, check</think>9" }, Example(2)];
        var s1 = ExampleSelection.Select(pool, SelectionMethod.S1, new() { Count = 3 }, 1);
        Assert.Equal([1, 2], s1.Selected.Order());
        Assert.Equal("question", s1.Verdicts[0].Filter);
        Assert.Equal(3, ExampleSelection.Select(pool, SelectionMethod.S1, new() { Count = 3, OnePerQuestion = false }, 1).Selected.Count);
    }

    [Fact]
    public void The_chain_score_is_the_weighted_sum_of_ranks()
    {
        Assert.Equal([0.125, 0.5, 0.5, 0.875], ChainScore.Ranks([1, 2, 2, 3]));
        var parts = ChainScore.Parts("check so perhaps x, so 检查");
        Assert.Equal((7, 2 / 7.0, 1 / 7.0, 2 / 7.0), (parts.Length, parts.Verification, parts.Exploration, parts.Connection));
        SelectionCandidate[] pool = [Example(1) with { Completion = "<think>a b c</think>1" }, Example(2) with { Completion = "<think>check perhaps so a</think>2" }];
        double[] scores = ChainScore.Of(pool, new());
        // In every part the second is above the first: ranks 3/4 and 1/4.
        Assert.Equal([0.25, 0.75], scores.Select(s => Math.Round(s, 12)));
    }

    [Fact]
    public void The_window_takes_the_hard_but_not_the_hopeless()
    {
        SelectionCandidate[] pool = [Example(0, passRate: 0), Example(1, passRate: 1 / 32.0), Example(2, passRate: 3 / 32.0), Example(3, passRate: 0.5), Example(4)];
        var result = ExampleSelection.Select(pool, SelectionMethod.Limo, new() { Count = 9 }, 1);
        Assert.Equal([1, 2, 4], result.Selected.Order());
        Assert.Contains("pass rate 0.5 outside", result.Verdicts[3].Reason);
        Assert.All(result.Selected, i => Assert.NotNull(result.Verdicts[i].Score));
    }

    [Theory]
    [InlineData("q", "<think>a</think>", "no answer")]
    [InlineData("q", "  ", "no completion")]
    [InlineData("1. x\n3. y", "<think>a</think>b", "numbering that skips")]
    [InlineData("1. x\n2. y", "<think>a</think>b", null)]
    [InlineData("如图，求面积。", "<think>a</think>b", "a picture that is not there")]
    [InlineData("q", "<think>\n+----+\n|    |\n+----+\n</think>b", "a drawing in characters")]
    [InlineData("q", "<think>1-2=3\n4+5=9\n</think>b", null)]
    public void Faults_of_form(string question, string completion, string? fault) =>
        Assert.Equal(fault, TraceQuality.Fault(new() { Question = question, Completion = completion }));

    [Fact]
    public void What_cannot_be_selected_is_said()
    {
        string message(SelectionOptions options, params SelectionCandidate[] pool) => Assert.Throws<UserErrorException>(() => ExampleSelection.Select(pool, SelectionMethod.Limo, options, 1)).Message;
        Assert.Contains("either count or share", message(new(), Example(1)));
        Assert.Contains("larger than max_pass_rate", message(new() { Count = 1, MinPassRate = 0.5, MaxPassRate = 0.1 }, Example(1)));
        Assert.Contains("no example is left after the filter 'pass rate' (all 1, quality 1, difficulty 1, pass rate 0)", message(new() { Count = 1 }, Example(1, passRate: 1)));
    }

    [Fact]
    public void A_share_is_of_all_examples() => Assert.Equal(30, Questions(Pool(), SelectionMethod.Random, new() { Share = 0.1 }).Length);
}
