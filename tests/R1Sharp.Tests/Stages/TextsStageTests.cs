using R1Sharp.App.Stages;
using R1Sharp.Learning.Corpus;
using R1Sharp.Learning.Corpus.Recall;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Rewards;
using Xunit;

namespace R1Sharp.Tests.Stages;

/// <summary>Texts of the miniature web, treated as the claims about data need them.</summary>
public sealed class TextsStageTests
{
    static readonly MiniatureWorld s_world = new(new());

    static readonly TextsStage s_plain = new() { Web = new() { Pages = 300, Domains = 30, NearCopies = 0, CopiedPassages = 0 } };

    static readonly IReadOnlyList<Problem> s_leaks = s_world.Problems("arithmetic", ProblemSplit.HeldOut, 20, 31);

    static string[] Texts(TextsStage stage, ulong seed = 1) => [.. new TextsOfWeb(stage, s_world, s_leaks, seed).All()];

    [Fact]
    public void Copies_are_removed_again_and_the_seed_decides()
    {
        var (once, copied) = (Texts(s_plain with { LeakCopies = 1 }), Texts(s_plain with { Copies = 20 }));
        Assert.Equal(once.Length + 3 * 19, copied.Length);
        Assert.Equal(once, Texts(s_plain));
        Assert.NotEqual(once, Texts(s_plain, 2));
        string[] deduplicated = Texts(s_plain with { Copies = 20, Deduplicated = true });
        Assert.Equal(deduplicated.Distinct().Count(), deduplicated.Length);
        Assert.True(deduplicated.Length <= once.Length);
    }

    [Fact]
    public void Leaked_problems_stand_there_with_their_answers_until_they_are_removed()
    {
        string[] leaked = Texts(s_plain with { LeakCopies = 3 }), clear = Texts(s_plain with { LeakCopies = 3, Decontaminated = true });
        Assert.All(s_leaks, p => Assert.Equal(3, leaked.Count(text => text.Contains(p.Question, StringComparison.Ordinal) && text.Contains($"<answer>{p.Answer}</answer>", StringComparison.Ordinal))));
        Assert.All(s_leaks, p => Assert.DoesNotContain(clear, text => text.Contains(p.Question, StringComparison.Ordinal)));
    }

    [Fact]
    public void Repetition_rises_with_its_setting()
    {
        double[] rep = [.. ((double[])[0, 0.3, 0.6]).Select(r => RunRepetition.Mean(Texts(s_plain with { Repetition = r })))];
        Assert.True(rep[0] < rep[1] && rep[1] < rep[2], string.Join(' ', rep));
        Assert.Equal(0.5, RunRepetition.Of("a b c d a b c d a b c"));
        Assert.Null(RunRepetition.Of("a b c"));
    }

    [Fact]
    public void Pages_of_one_kind_alone_can_stay()
    {
        string[] stories = Texts(s_plain with { Only = R1Sharp.Learning.Miniature.Web.PageKind.Prose }), all = Texts(s_plain);
        Assert.InRange(stories.Length, 20, all.Length / 2);
        Assert.Subset(all.ToHashSet(), stories.ToHashSet());
        Assert.All(stories, text => Assert.DoesNotContain("<mi>", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Filters_leave_out_what_repeats_itself() => Assert.True(Texts(s_plain with { Filtered = true }).Length < Texts(s_plain).Length);

    [Fact]
    public void Texts_are_collected_without_a_model()
    {
        var nodes = StageGraph.Of([new() { Name = "a", Settings = new PretrainStage { Corpus = new() { Miniature = new() } } }, new() { Name = "b", Settings = s_plain },
            new() { Name = "c", Settings = new PretrainStage { Corpus = new() { Stage = "b" } } }]);
        Assert.Null(nodes[1].Start);
        Assert.Equal(["a", "b"], nodes[2].Needs.Select(n => n.Name));
    }

    [Theory]
    [InlineData("1 2 3 4", "1 2 3 4", 1)]
    [InlineData("1 2 3 4", "4 3 2 1", -1)]
    [InlineData("1 2 3 4 5", "1 2 3 5 4", 0.9)]
    [InlineData("1 1 2", "3 3 9", 1)]
    public void Ranks_correlate(string a, string b, double correlation)
    {
        double[] Numbers(string text) => [.. text.Split(' ').Select(double.Parse)];
        Assert.Equal(correlation, RankQuality.Correlation(Numbers(a), Numbers(b)), 9);
    }
}
