// The rating of results in contests, against figures worked out by hand.

using R1Sharp.App.Tasks;
using R1Sharp.App.Tasks.Metrics;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Tasks;

public sealed class ContestTests
{
    static string Folder => Path.Combine(TaskFixtures.Folder, "contests");

    static ContestResults Contest => ContestResults.Read(Folder, "9000");

    static ContestRun Run(params (string Index, int Wrong)[] solved) => new(solved.ToDictionary(s => s.Index, s => s.Wrong));

    [Fact]
    public void The_expected_place_is_the_sum_of_the_chances_to_lose()
    {
        Assert.Equal(1.5, ContestRating.ExpectedPlace(1500, [1500]), 12);
        // 400 points less: 10 of 11 games are lost; 400 more: 1 of 11.
        Assert.Equal(1 + 10.0 / 11 + 1.0 / 11, ContestRating.ExpectedPlace(1600, [2000, 1200]), 12);
    }

    [Fact]
    public void A_rating_is_that_whose_expected_place_is_the_place()
    {
        Assert.Equal(1500, ContestRating.OfPlace(1.5, [1500]), 6);
        Assert.Equal(2000, ContestRating.OfPlace(2, [2400, 1600]), 6);
        double[] ratings = [2400, 2000, 1800, 1600, 1500, 1400];
        foreach (double rating in (double[])[1450, 1777, 2100])
            Assert.Equal(rating, ContestRating.OfPlace(ContestRating.ExpectedPlace(rating, ratings), ratings), 6);
        Assert.Equal(50, ContestRating.Percentile(1700, ratings));
    }

    [Theory]
    [InlineData(1, 2500)]
    [InlineData(7, 0)]
    public void The_first_place_says_no_more_than_that_the_others_are_worse(double place, double rating) =>
        Assert.Equal(rating, ContestRating.OfPlace(place, [2400, 2000, 1800, 1600, 1500, 1400]), 6);

    [Fact]
    public void Points_are_those_of_the_problems_less_wrong_tries()
    {
        Assert.Equal((1500, 0), ContestRating.Score(Run(("A", 0), ("B", 0)), Contest));
        Assert.Equal((350 + 900, 0), ContestRating.Score(Run(("A", 3), ("B", 2)), Contest));
        Assert.Equal((150, 0), ContestRating.Score(Run(("A", 99)), Contest));
        Assert.Equal((2, 30), ContestRating.Score(Run(("A", 1), ("B", 2)), Contest with { Type = "ICPC" }));
    }

    [Fact]
    public void The_place_is_among_those_who_took_part_and_have_a_rating()
    {
        // 4000, 2400, 1500, 1400, 500, 0 points; one without a rating and one who practised later count for nothing.
        Assert.Equal(6, Contest.Contestants.Count(c => c.Rating is not null));
        Assert.Equal(3, ContestRating.Place(Run(("A", 0), ("B", 0)), Contest));
        Assert.Equal(4, ContestRating.Place(Run(("A", 0), ("B", 1)), Contest));
        Assert.Equal(6, ContestRating.Place(Run(), Contest));
        var solved = Contest with { Type = "ICPC", Contestants = [new(2, 30, 1500), new(2, 50, 1500), new(1, 0, 1500)] };
        Assert.Equal(2, ContestRating.Place(Run(("A", 2), ("B", 2)), solved));
    }

    [Fact]
    public void Rating_and_percentile_follow_from_the_tries()
    {
        var reward = new TaskReward(FakeJudge.Host(_ => "") with { Contests = Folder });
        var problems = TaskTruth.Read("codeforces", reward, new() { Path = TaskFixtures.Path("codeforces") });
        Assert.Equal(3, problems.Count);
        var (right, wrong) = TaskTruth.Completions(TaskCatalog.Find("codeforces")!, problems, TaskFixtures.Path("codeforces"));
        // A at once, B at the second try, D never: 1450 points, place 4.
        var figures = TaskTruth.Figures(problems, [[right[0], right[0]], [wrong[1], right[1]], [wrong[2], wrong[2]]], reward).Figures;
        Assert.Equal(["rating", "percentile", "pass@1", "pass@2"], figures.Select(f => f.Name));
        Assert.Equal(ContestRating.OfPlace(4, [2400, 2000, 1800, 1600, 1500, 1400]), figures[0].Value, 6);
        Assert.InRange(figures[0].Value, 1600, 1800);
        Assert.Equal(50, figures[1].Value, 6);
        Assert.Equal([50, 67], figures.Skip(2).Select(f => Math.Round(f.Value)));
    }

    [Fact]
    public void Results_that_are_not_there_are_said_to_be_missing_before_anything_is_asked()
    {
        using var folder = new Data.DataFolder();
        var reward = new TaskReward(FakeJudge.Host(_ => "") with { Contests = folder.Path });
        string Refused() => Assert.Throws<UserErrorException>(() => TaskTruth.Read("codeforces", reward, new() { Path = TaskFixtures.Path("codeforces") })).Message;
        Assert.Contains("9000.json is not there: it holds what Codeforces' contest.standings returns", Refused());
        folder.Write("9000.json", "{}");
        Assert.Contains("has no 'result'", Refused());
    }
}
