// Train, validation and held-out problems never overlap, and problems are pure functions of their seed.

using R1Sharp.Learning;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.World;
using Xunit;

namespace R1Sharp.Tests.Miniature;

public sealed class SplitTests
{
    static readonly MiniatureWorld World = new(new MiniatureOptions());

    public static TheoryData<string> Families => [.. World.Families.Select(family => family.Name)];

    [Theory, MemberData(nameof(Families))]
    public void Splits_never_overlap(string family)
    {
        var train = World.Problems(family, ProblemSplit.Train, 900, 1).Concat(World.Problems(family, ProblemSplit.Train, 900, 2)).Select(p => p.Id).ToHashSet();
        var validation = World.Problems(family, ProblemSplit.Validation, 60, 1).Select(p => p.Id).ToHashSet();
        var heldOut = World.Problems(family, ProblemSplit.HeldOut, 120, 1).Select(p => p.Id).ToHashSet();
        Assert.Equal((60, 120), (validation.Count, heldOut.Count));
        Assert.Empty(train.Intersect(validation));
        Assert.Empty(train.Intersect(heldOut));
        Assert.Empty(validation.Intersect(heldOut));
    }

    [Fact]
    public void The_corpus_holds_training_problems_only()
    {
        for (int i = 0; i < 5000; i++)
            if (World.Describe(3, i).Problem is { } problem)
                Assert.Equal(ProblemSplit.Train, ProblemSplits.Of(problem.Id));
    }

    [Fact]
    public void The_parts_have_their_shares()
    {
        var parts = Enumerable.Range(0, 40_000).CountBy(i => ProblemSplits.Of($"arithmetic:{i},+{i % 90}")).ToDictionary();
        Assert.InRange(parts[ProblemSplit.HeldOut] / 40_000.0, 0.118, 0.132);
        Assert.InRange(parts[ProblemSplit.Validation] / 40_000.0, 0.058, 0.067);
    }

    [Theory, MemberData(nameof(Families))]
    public void Problems_are_different_and_a_larger_count_only_adds(string family)
    {
        var few = World.Problems(family, ProblemSplit.HeldOut, 30, 9);
        var many = new MiniatureWorld(new MiniatureOptions()).Problems(family, ProblemSplit.HeldOut, 90, 9);
        Assert.Equal(few, many.Take(30));
        Assert.Equal(90, many.Select(problem => problem.Id).Distinct().Count());
        Assert.NotEqual(few, World.Problems(family, ProblemSplit.HeldOut, 30, 10));
        Assert.Equal([1, 2, 3, 1], few.Take(4).Select(problem => problem.Level));
        Assert.Contains(many, problem => problem.Language == "zh");
        Assert.Contains(many, problem => problem.Language == "en");
    }

    [Fact]
    public void A_level_that_is_asked_for_is_given()
    {
        Assert.All(World.Problems("countdown", ProblemSplit.HeldOut, 20, 1, level: 4), problem => Assert.Equal(4, problem.Level));
    }

    [Fact]
    public void What_cannot_be_given_is_refused_in_a_sentence()
    {
        Assert.Contains("countdown, arithmetic", Assert.Throws<UserErrorException>(() => World.Family("chess")).Message);
        Assert.Contains("levels 1 to 4", Assert.Throws<UserErrorException>(() => World.Problems("countdown", ProblemSplit.Train, 1, 1, 5)).Message);
        Assert.Contains("ask for fewer", Assert.Throws<UserErrorException>(() => World.Problems("logic", ProblemSplit.Validation, 5000, 1, 1)).Message);
    }
}
