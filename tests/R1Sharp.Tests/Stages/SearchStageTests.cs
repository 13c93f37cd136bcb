using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Selection;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Stages;

/// <summary>Search: which of many completions is chosen, what is refused, and that the stage can be stopped and learned from.</summary>
public sealed class SearchStageTests
{
    const string Run = """
        name: search
        template: miniature
        model: {size: tiny, hidden_size: 32, intermediate_size: 64, layer_count: 1, head_count: 2, key_value_head_count: 1, max_positions: 256}
        tokenizer: {vocabulary_size: 300, sample_documents: 300}
        stages:
          - pretrain: {corpus: {miniature: {}}, steps: 4, tokens_per_step: 1024, learning_rate: {peak: 3e-3}}
          - search: {problems: [{miniature: {family: countdown, count: 30}}], require_answer: false, sample_count: 6, max_completion_tokens: 24, problems_per_step: 10}
          - name: best
            search:
              problems: [{miniature: {family: countdown, count: 30}}]
              choose: best
              verifiers: [{name: language_consistency}, {name: stop, weight: 0.5}]
              sample_count: 6
              max_completion_tokens: 24
              problems_per_step: 10
          - sft: {examples: [{stage: search}, {stage: best}], steps: 2, tokens_per_step: 512}
        """;

    static readonly Problem s_problem = new() { Id = "p", Question = "?", Answer = "1", Family = "test" };

    static Rollout Sample(int index, string? answer, double score = 0, bool ended = true) => new()
    {
        GroupIndex = 0,
        SampleIndex = index,
        Problem = s_problem,
        Prompt = "",
        PromptTokens = [0],
        Completion = new Completion([1], [0], ended ? FinishReason.Stop : FinishReason.Length),
        Text = $"{index} says {answer}",
        Reward = score,
        RewardParts = new Dictionary<string, RewardScore>(),
        Accuracy = answer == "1" ? 1 : 0,
        Answer = answer,
        Format = 1,
        SelfChecks = 0,
        LanguagePurity = null,
    };

    static SearchedProblem Of(SearchOptions options, params Rollout[] samples) => SearchSampler.Choose(samples, options);

    static string Refused(string from, string to)
    {
        string yaml = Run.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Run, yaml);
        return Assert.Throws<UserErrorException>(() => SettingsBinder.Bind<Recipe>(RecipeParser.Parse(yaml, "s.yaml"))).Message;
    }

    [Fact]
    public void Votes_choose_the_answer_that_most_give_and_of_its_completions_the_first()
    {
        var searched = Of(new(), Sample(0, "2"), Sample(1, "1"), Sample(2, null), Sample(3, "1"));
        Assert.Equal((1, 0.5, null), (searched.Chosen!.SampleIndex, searched.Share, searched.Reason));
        // A tie is the answer's that was given first.
        Assert.Equal(0, Of(new(), Sample(0, "2"), Sample(1, "1")).Chosen!.SampleIndex);
    }

    [Fact]
    public void Scores_choose_the_best_completion_or_the_answer_of_most_weight()
    {
        Rollout[] samples = [Sample(0, "1", -1), Sample(1, "2", 3), Sample(2, "1", 2), Sample(3, "1", 1)];
        Assert.Equal(1, Of(new() { Choose = SearchChoice.Best }, samples).Chosen!.SampleIndex);
        var weighed = Of(new() { Choose = SearchChoice.WeightedVotes }, samples);
        Assert.Equal(2, weighed.Chosen!.SampleIndex);
        Assert.Equal(1 - 1 / (1 + Math.Exp(-3)) / samples.Sum(s => 1 / (1 + Math.Exp(-s.Reward))), weighed.Share!.Value, 12);
    }

    [Fact]
    public void Where_nothing_is_chosen_there_is_a_reason()
    {
        Assert.Equal("no_answer", Of(new(), Sample(0, null)).Reason);
        Assert.Equal(0, Of(new() { RequireAnswer = false }, Sample(0, null)).Chosen!.SampleIndex);
        Assert.Equal("few_votes", Of(new() { MinShare = 0.6 }, Sample(0, "1"), Sample(1, "2")).Reason);
        Assert.Equal("unfinished", Of(new() { Choose = SearchChoice.Best }, Sample(0, null, ended: false)).Reason);
        Assert.All(["no_answer", "few_votes", "unfinished"], reason => Assert.Contains(reason, SearchSampler.Reasons));
    }

    [Fact]
    public void What_says_nothing_is_not_learned_from()
    {
        var chosen = Of(new(), Sample(0, "1") with { Text = " \n" }, Sample(1, "1") with { Text = "" });
        Assert.NotNull(chosen.Chosen);
        Assert.Empty(chosen.Kept(new()));
        Assert.Empty(chosen.Kept(new() { MostPerProblem = 4 }));
        Assert.Single(Of(new(), Sample(0, "1")).Kept(new()));
    }

    [Fact]
    public void With_most_per_problem_others_of_the_chosen_answer_are_left_each_text_once_and_no_unfinished_one()
    {
        Rollout[] samples = [Sample(0, "2"), Sample(1, "1") with { Text = "a" }, Sample(2, "1") with { Text = "a" }, Sample(3, "1") with { Text = "b" },
            Sample(4, "1", ended: false) with { Text = "c" }, Sample(5, "1") with { Text = "d" }];
        int[] Kept(int? most) => [.. Of(new() { MostPerProblem = most }, samples).Kept(new() { MostPerProblem = most }).Select(s => s.SampleIndex)];
        Assert.Equal([1], Kept(null));
        Assert.Equal([1, 3], Kept(2));
        Assert.Equal([1, 3, 5], Kept(9));
        Assert.Empty(Of(new() { MinShare = 0.9 }, samples).Kept(new() { MostPerProblem = 2 }));
    }

    /// <summary>LMSI: what is learned from is the same whatever the gold answers are.</summary>
    [Fact]
    public void Majority_labels_never_see_a_gold_answer()
    {
        string[] Left(Func<int, string> gold)
        {
            using var run = new InterruptedRun();
            File.WriteAllLines(run.At("asked.jsonl"), Enumerable.Range(0, 24).Select(i => $$"""{"question":"Take {{i + 10}},+{{i + 11}}.","answer":"{{gold(i)}}"}"""));
            string yaml = Run[..Run.IndexOf("  - search:", StringComparison.Ordinal)]
                + $"  - search: {{problems: [{{file: {{path: {run.At("asked.jsonl")}}}}}], require_answer: false, most_per_problem: 3, sample_count: 6, max_completion_tokens: 24, problems_per_step: 8}}\n"
                + "  - sft: {examples: [{stage: search}], steps: 2, tokens_per_step: 512}\n";
            run.MustEndInTheSameBits(yaml, ("search", 1));
            var folder = RunFolder.ToRead(run.At("whole"));
            byte[] weights = File.ReadAllBytes(Path.Combine(folder.Stage("sft").Model, "model.safetensors"));
            return [.. File.ReadLines(folder.Stage("search").Data).Select(l => System.Text.Json.Nodes.JsonNode.Parse(l)!).Select(n => $"{n["question"]} {n["completion"]}"),
                Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(weights[(8 + (int)BitConverter.ToInt64(weights, 0))..]))];
        }

        string[] told = Left(i => $"{2 * i + 21}"), lied = Left(_ => "no number at all");
        Assert.True(told.Length > 1);
        Assert.Equal(told, lied);
    }

    [Fact]
    public void More_votes_choose_better_where_the_right_answer_is_the_most_frequent_one()
    {
        var searched = Of(new(), [.. Enumerable.Range(0, 16).Select(i => Sample(i, i % 4 == 3 ? "2" : "1"))]);
        Assert.Equal([1, 2, 4, 8, 16], SearchSampler.Counts(16));
        Assert.Equal((0.75, 1.0), (SearchSampler.ChosenAtK(searched, SearchChoice.Votes, 1), SearchSampler.ChosenAtK(searched, SearchChoice.Votes, 16)));
    }

    [Theory]
    [InlineData("choose: best\n      verifiers: [{name: language_consistency}, {name: stop, weight: 0.5}]", "choose: best", "s.yaml:11:7: what is chosen by scores needs verifiers")]
    [InlineData("choose: best", "choose: votes", "s.yaml:12:7: votes ask no verifiers")]
    [InlineData("choose: best", "choose: best\n      min_share: 0.5", "s.yaml:12:7: min_share is a share of votes")]
    [InlineData("choose: best", "choose: best\n      most_per_problem: 2", "s.yaml:12:7: most_per_problem leaves completions that give the chosen answer")]
    [InlineData("choose: best", "choose: bets", "s.yaml:11:15: 'choose' cannot be 'bets'; did you mean 'best'?")]
    [InlineData("{name: language_consistency}", "{name: learned, stage: search}", "s.yaml:12:35: a stage is rewarded by 'search', which trains no reward model.")]
    [InlineData("sample_count: 6, max", "sampel_count: 6, max", "s.yaml:7:94: 'search' has no key 'sampel_count'; did you mean 'sample_count'?")]
    public void What_cannot_be_is_refused_where_it_stands(string from, string to, string expected) => Assert.StartsWith(expected, Refused(from, to), StringComparison.Ordinal);

    [Fact]
    public void Stopped_in_the_middle_and_resumed_it_chooses_the_same_and_a_later_stage_learns_from_it()
    {
        using var run = new InterruptedRun();
        run.MustEndInTheSameBits(Run, ("search", 1), ("best", 2));
        using var folder = RunFolder.Existing(run.At("whole"));
        var lines = MetricLine.Read(folder.Stage("search").Metrics).ToList();
        Assert.Equal((30, 180), (lines.Sum(l => l["problems"]), lines.Sum(l => l["samples"])));
        Assert.All(lines, l => Assert.True(l["pass_at_1"] <= l["pass_at_4"] && l["pass_at_4"] <= l["pass_at_6"] && l["chosen_at_6"] >= 0));
        Assert.Equal(lines.Sum(l => l["chosen"]), File.ReadLines(folder.Stage("search").Data).Count());
        Assert.All(lines, l => Assert.InRange(Enumerable.Range(0, 5).Sum(b => l[$"problems_by_confidence/0.{2 * b}"]), 0, l["problems"]));
        Assert.Contains("It sampled 180 completions of 30 problems and chose", new SearchKind().Tell(new(lines, [])), StringComparison.Ordinal);
        Assert.NotEmpty(File.ReadLines(folder.Stage("best").Data));
    }
}
