using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Selection;
using R1Sharp.Learning.Training.Selection.Trees;
using Xunit;

namespace R1Sharp.Tests.Training.Selection;

/// <summary>PUCT by hand, and searches in a game where one way in sixteen is right.</summary>
public sealed class TreeSearchTests
{
    static readonly Learning.Tokenization.Tokenizer s_tokenizer = TestTokenizer.Bytes();

    static SearchNode Root(params double[] priors)
    {
        var root = new SearchNode(null, [], [], 1);
        root.Children.AddRange(priors.Select((p, i) => new SearchNode(root, [i], [0], p)));
        return root;
    }

    [Fact]
    public void Puct_weighs_the_mean_value_against_prior_and_visits()
    {
        var root = Root(0.6, 0.4);
        Assert.Equal((0, 1), (root.Depth, root.Children[0].Depth));
        root.Found(0.5);
        // Never visited: the parent's mean, 0.5, and c P √1 / 1.
        Assert.Equal(0.5 + 1.5 * 0.6, root.Score(root.Children[0], 1.5), 12);
        Assert.Same(root.Children[0], root.Leaf(1.5));
        root.Children[0].Found(0.2);
        Assert.Equal((2, 0.35, 0.2), (root.Visits, root.Mean, root.Children[0].Value));
        // Visited once: its own mean, 0.2, and c P √2 / 2.
        Assert.Equal(0.2 + 1.5 * 0.6 * Math.Sqrt(2) / 2, root.Score(root.Children[0], 1.5), 12);
        Assert.Equal(0.35 + 1.5 * 0.4 * Math.Sqrt(2), root.Score(root.Children[1], 1.5), 12);
        Assert.Same(root.Children[1], root.Leaf(1.5));
        root.Children[1].Found(0.9);
        root.Children[1].Found(0.7);
        Assert.Equal((0.8, 0.9), (root.Children[1].Mean, root.Children[1].Value));
        // Without exploration the better mean wins whatever its prior.
        Assert.Same(root.Children[1], root.Best(0));
    }

    // One digit of each of 12, 34, 56 and 78, with another sign behind each, then the end: the policy knows nothing, and even digits alone are right.
    static Asker Game()
    {
        var policy = new TablePolicy(s_tokenizer.VocabularySize);
        string[] followers = [":12", "1,", "2,", ",34", "3;", "4;", ";56", "5!", "6!", "!78"];
        foreach (string line in followers)
            for (int t = 0; t < s_tokenizer.VocabularySize; t++)
                policy.Logit(Id(line[0]), t) = line[1..].Any(c => Id(c) == t) ? 0 : -60;
        foreach (char last in "78")
            for (int t = 0; t < s_tokenizer.VocabularySize; t++)
                policy.Logit(Id(last), t) = t == s_tokenizer.EndOfTextId ? 0 : -60;
        return new Asker(policy, s_tokenizer, q => q, LetterGame.Reward(new Even()));
    }

    static int Id(char letter) => s_tokenizer.Encode(letter.ToString())[0];

    /// <summary>Right where all four digits are even; the answer is the text.</summary>
    sealed class Even : IReward
    {
        public string Name => "accuracy";

        public RewardScore Score(RewardInput input) => new(input.Completion == "2,4;6!8" ? 1 : 0, "", input.Completion);
    }

    static Problem[] Problems(int count) => [.. Enumerable.Range(0, count).Select(i => new Problem { Id = $"{i}", Question = "q:", Answer = "2,4;6!8", Family = "game" })];

    // A value model that knows which beginnings can become right, and how far they have come.
    static (double[], long) Values(IReadOnlyList<ValuedText> texts) => ([.. texts.Select(t => t.Text.Any(c => "1357".Contains(c)) ? 0 : 0.2 + 0.2 * t.Text.Count(c => "2468".Contains(c)))], 7);

    static readonly TreeSearchOptions s_options = new() { BudgetTokens = 600, Children = 8, MaxCompletionTokens = 12, ProblemsPerStep = 5 };

    static double Right(TreeSearchOptions options, TextValues? values, int problems = 20)
    {
        var searcher = new TreeSearcher(Game(), Problems(problems), options, values, seed: 1);
        var trees = Enumerable.Range(0, searcher.StepCount).SelectMany(searcher.Step).ToList();
        Assert.Equal(problems, trees.Count);
        Assert.All(trees, t =>
        {
            Assert.InRange(t.Tokens, 1, options.BudgetTokens + 300);
            Assert.InRange(t.Branching, 1, options.Children);
            Assert.NotEmpty(t.Found);
            Assert.Equal(t.Found.Select(f => f.AtTokens).Order(), t.Found.Select(f => f.AtTokens));
        });
        return trees.Average(t => t.Chosen is { Accuracy: >= 1 } ? 1.0 : 0);
    }

    [Theory]
    [InlineData(TreeUnit.Results)]
    [InlineData(TreeUnit.Tokens)]
    public void With_true_values_it_finds_what_sampling_seldom_does(object unit)
    {
        var options = s_options with { Unit = (TreeUnit)unit, Choose = SearchChoice.Best };
        Assert.True(Right(options, Values) > 0.9);
        // The same tokens spent on values that say nothing find it about as often as samples do.
        Assert.True(Right(options, texts => ([.. texts.Select(_ => 0.5)], 7)) < 0.8);
    }

    [Fact]
    public void Continuations_say_values_too_and_are_completions_that_were_found()
    {
        var options = s_options with { Continuations = 2, Choose = SearchChoice.Best };
        Assert.True(Right(options, null) > 0.7);
        Assert.Contains("give one of the two", Assert.Throws<UserErrorException>(() => Right(options, Values)).Message, StringComparison.Ordinal);
        Assert.Contains("give one of the two", Assert.Throws<UserErrorException>(() => Right(s_options, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_that_is_spent_before_anything_ended_still_gives_a_completion()
    {
        var searcher = new TreeSearcher(Game(), Problems(2), s_options with { BudgetTokens = 1 }, Values, seed: 1);
        Assert.All(searcher.Step(0), t => Assert.Equal((1, 1), (t.Found.Count, t.Simulations)));
    }

    [Fact]
    public void Labels_are_the_share_of_right_completions_that_begin_so_and_values_are_compared_with_it()
    {
        static FoundCompletion Of(string text, double accuracy, long at) => new(new Rollout
        {
            GroupIndex = 0,
            SampleIndex = 0,
            Problem = Problems(1)[0],
            Prompt = "q:",
            PromptTokens = [0],
            Completion = new Learning.Policies.Completion([1], [0], Learning.Policies.FinishReason.Stop),
            Text = text,
            Reward = accuracy,
            RewardParts = new Dictionary<string, RewardScore>(),
            Accuracy = accuracy,
            Answer = text,
            Format = null,
            SelfChecks = 0,
            LanguagePurity = null,
        }, at);
        var tree = new SearchedTree
        {
            Found = [Of("1 2", 0, 10), Of("1 1", 1, 20), Of("1 2 2", 0, 30), Of("2 1", 0, 40)],
            Chosen = null,
            Tokens = 40,
            ReadTokens = 0,
            Simulations = 4,
            Branching = 2,
            Depth = 2,
            Errors = [],
        };
        Assert.Equal([1 / 3.0, 1], tree.Labels(["1", " 1"]));
        Assert.Equal([1 / 3.0, 0, 0], tree.Labels(["1", " 2", " 2"]));
        Assert.Equal([1, 2, 4], new long[] { 5, 25, 40 }.Select(t => tree.Within(t).Count));
        Assert.Equal([0.0, 1.0], new long[] { 10, 20 }.Select(t => tree.ChosenWithin(t, SearchChoice.Best)));
    }
}
