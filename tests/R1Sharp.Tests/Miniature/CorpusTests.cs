// The corpus: deterministic, of the planted quality, and with searches that end.

using System.Text.RegularExpressions;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Rewards;
using Xunit;

namespace R1Sharp.Tests.Miniature;

public sealed partial class CorpusTests(ITestOutputHelper output)
{
    static readonly MiniatureWorld World = new(new MiniatureOptions());

    [Fact]
    public void A_document_depends_on_seed_and_index_only()
    {
        var other = new MiniatureWorld(new MiniatureOptions());
        string[] backwards = [.. Enumerable.Range(0, 300).Reverse().Select(i => other.Document(4, i)).Reverse()];
        Assert.Equal(backwards, Enumerable.Range(0, 300).Select(i => World.Document(4, i)));
        Assert.NotEqual(World.Document(4, 0), World.Document(5, 0));
        Assert.True(backwards.Distinct().Count() > 290);
    }

    [Fact]
    public void The_planted_quality_is_what_the_documentation_says()
    {
        var documents = Enumerable.Range(0, 20_000).Select(i => World.Describe(1, i)).ToList();
        output.WriteLine($"mean tokens {documents.Average(d => Tokens(d.Text)):f1}, longest {documents.Max(d => Tokens(d.Text))}");
        foreach (var group in documents.GroupBy(d => (d.Problem?.Family, d.Problem?.Level)).OrderBy(group => group.Key))
            output.WriteLine($"{group.Key}: {group.Count()} documents, {group.Average(d => Tokens(d.Text)):f1} tokens, "
                + $"response {group.Average(d => Tokens(d.Text[(d.Text.IndexOf("<|assistant|>") + 13)..])):f1}, "
                + $"right {group.Average(Right):f3}, wait {group.Average(d => Wait().Count(d.Text)):f2}");
        double Share(Func<MiniatureDocument, bool> condition) => documents.Average(d => condition(d) ? 1.0 : 0);
        Assert.InRange(documents.Average(d => Tokens(d.Text)), 54, 58);
        Assert.InRange(Share(d => d.Problem is null), 0.24, 0.26);
        Assert.InRange(Share(d => d.Text.Contains("<answer>")), 0.58, 0.62);
        foreach (var (family, least, most) in new[] { ("countdown", 0.15, 0.22), ("arithmetic", 0.34, 0.41), ("digits", 0.45, 0.53), ("logic", 0.47, 0.54) })
            Assert.InRange(documents.Where(d => d.Problem?.Family == family).Average(Right), least, most);
    }

    [Fact]
    public void Thoughts_that_check_themselves_are_mixed_as_often_as_asked_and_nothing_else_changes()
    {
        var world = new MiniatureWorld(new MiniatureOptions { CheckingMixedShare = 0.6 });
        var pairs = Enumerable.Range(0, 4000).Select(i => (Plain: World.Describe(3, i), Tied: world.Describe(3, i))).ToList();
        var checking = pairs.Where(p => p.Plain.Problem is not null && ReflectionWords.Count(p.Plain.Text) >= 2).ToList();
        Assert.All(pairs.Except(checking), p => Assert.Equal(p.Plain, p.Tied));
        Assert.All(checking, p => Assert.Equal(p.Plain.Answer, p.Tied.Answer));
        Assert.All(checking, p => Assert.Equal(ReflectionWords.Count(p.Plain.Text), ReflectionWords.Count(p.Tied.Text)));
        Assert.InRange(checking.Average(p => IsMixed(p.Plain) ? 1.0 : 0), 0.14, 0.24);
        Assert.InRange(checking.Average(p => IsMixed(p.Tied) ? 1.0 : 0), 0.52, 0.64);

        static bool IsMixed(MiniatureDocument document)
        {
            string thoughts = document.Text[document.Text.IndexOf("<|assistant|>")..];
            return EnglishWords().IsMatch(thoughts) && thoughts.Any(c => c is >= '一' and <= '龥');
        }
    }

    [Fact]
    public void A_series_is_a_dialogue_as_it_was_with_two_more_of_its_family_and_form_behind_it_and_nothing_else_changes()
    {
        var world = new MiniatureWorld(new MiniatureOptions { SeriesShare = 0.3 });
        var pairs = Enumerable.Range(0, 3000).Select(i => (Plain: World.Describe(3, i), Series: world.Describe(3, i))).ToList();
        var longer = pairs.Where(p => p.Plain != p.Series).ToList();
        Assert.InRange((double)longer.Count / pairs.Count(p => p.Plain.Problem is not null), 0.27, 0.33);
        foreach (var (plain, series) in longer)
        {
            Assert.StartsWith(plain.Text, series.Text, StringComparison.Ordinal);
            string[] dialogues = series.Text.Split("<|endoftext|>", StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(3, dialogues.Length);
            Assert.Single(dialogues.Select(d => d.Contains("<answer>", StringComparison.Ordinal)).Distinct());
            Assert.Single(dialogues.Select(d => Question(d).Any(c => c is >= '一' and <= '龥')).Distinct());
            Assert.Single(dialogues.Select(d => Question(d)[0]).Distinct());
            Assert.Equal(3, dialogues.Distinct().Count());
        }
        Assert.Equal(longer[0].Series, world.Describe(3, pairs.IndexOf(longer[0])));

        static string Question(string dialogue) => dialogue[..dialogue.IndexOf("<|assistant|>", StringComparison.Ordinal)]["<|user|>".Length..];
    }

    [GeneratedRegex(@"\b(yes|no|wait|check|try|sort|reverse|rotate|drop|sum|lies|honest|says|same|differ|nobody)\b")]
    private static partial Regex EnglishWords();

    [Fact]
    public void Facts_are_true()
    {
        int facts = 0;
        for (int i = 0; i < 3000; i++)
            if (World.Describe(2, i) is { Problem: null } document)
                foreach (string fact in document.Text.Replace("<|endoftext|>", "").Split(','))
                {
                    Assert.True(IsTrue(fact), fact);
                    facts++;
                }
        Assert.True(facts > 3000);
    }

    [Fact]
    public void A_search_in_order_finds_the_answer_and_never_tries_the_same_twice()
    {
        var world = Searching(new CountdownOptions { DirectShare = 0, LazyShare = 0, CarefulShare = 0, OverlookShare = 0, FalseYes = 0, RecheckShare = 0, FourNumbersShare = 0, SearchLimit = 24 });
        for (int i = 0; i < 2000; i++)
        {
            var document = world.Describe(1, i);
            Assert.Equal(1, Right(document));
            Assert.Matches("<think>(try|试试) ", document.Text);
            Assert.All(Equation().Matches(document.Text), match => Assert.True(IsTrue(match.Value), match.Value));
            Assert.InRange(Tokens(document.Text), 1, 400);
        }
    }

    [Fact]
    public void The_attempts_of_a_search_are_different_expressions()
    {
        foreach (int[] numbers in new int[][] { [3, 9, 12], [19, 2, 7], [5, 4, 6], [1, 2, 3, 4] })
        {
            var attempts = CountdownSearch.All(numbers, 99);
            Assert.Equal(attempts.Count, attempts.Select(attempt => attempt.Expression).Distinct().Count());
            Assert.All(attempts, attempt => Assert.InRange(attempt.Value, 1, 99));
        }
    }

    [Fact]
    public void A_search_that_finds_nothing_ends_with_its_best_guess()
    {
        var world = Searching(new CountdownOptions { DirectShare = 0, LazyShare = 0, CarefulShare = 0, OverlookShare = 1, FalseYes = 0 });
        for (int i = 0; i < 500; i++)
            Assert.Matches(@"(so|所以) \(?[^<]+</think><answer>[^<]+</answer><\|endoftext\|>$", world.Document(1, i));
    }

    [Fact]
    public void A_chain_with_checks_is_always_right()
    {
        var world = new MiniatureWorld(new MiniatureOptions { FactShare = 0, CountdownWeight = 0, DigitsWeight = 0, LogicWeight = 0, Arithmetic = new ArithmeticOptions { DirectShare = 0, StepsShare = 0, RepeatShare = 0 } });
        Assert.All(Enumerable.Range(0, 1000), i => Assert.Equal(1, Right(world.Describe(1, i))));
    }

    static MiniatureWorld Searching(CountdownOptions options) => new(new MiniatureOptions
    {
        FactShare = 0,
        UntaggedShare = 0,
        ArithmeticWeight = 0,
        DigitsWeight = 0,
        LogicWeight = 0,
        Countdown = options,
    });

    static double Right(MiniatureDocument document) =>
        document.Problem is { } problem && World.Family(problem.Family).IsCorrect(problem, document.Answer!) ? 1 : 0;

    // Judges "12+9=21" and "136:87 no" without the code of the corpus.
    static bool IsTrue(string fact)
    {
        int[] numbers = [.. Regex.Matches(fact, "[0-9]+").Select(match => int.Parse(match.Value))];
        return fact.Contains(':') ? (numbers[0] == numbers[1]) == (fact.EndsWith("yes") || fact.EndsWith(" 对"))
            : numbers[2] == (fact.Contains('+') ? numbers[0] + numbers[1] : fact.Contains('-') ? numbers[0] - numbers[1] : numbers[0] * numbers[1]);
    }

    // The pieces that a byte-level tokenizer with Qwen2.5's pre-tokenizer sees; with 512 tokens each is one token.
    static int Tokens(string text) => Piece().Count(text);

    [GeneratedRegex(@"<\|?/?[a-z]+\|?>|[^\r\n\p{L}\p{N}<]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}<]+|\s+")]
    private static partial Regex Piece();

    [GeneratedRegex("wait|等等")]
    private static partial Regex Wait();

    [GeneratedRegex("[0-9]+[-+*][0-9]+=[0-9]+")]
    private static partial Regex Equation();
}
