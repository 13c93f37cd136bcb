using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using Xunit;

namespace R1Sharp.Tests.Training;

/// <summary>Problems that join at a share of the steps.</summary>
public sealed class PhasedProblemsTests
{
    static (double FromShare, IReadOnlyList<Problem> Problems) Problems(double share, string name, int count) =>
        (share, [.. Enumerable.Range(0, count).Select(i => new Problem { Id = $"{name}{i}", Question = "?", Answer = "1" })]);

    [Fact]
    public void Problems_are_asked_from_their_share_of_the_steps_on()
    {
        var source = PhasedProblems.Of([Problems(0, "early", 3), Problems(0.75, "late", 9)], 8, 1);
        for (int step = 0; step < 8; step++)
            Assert.Equal(step >= 6, source.Batch(step, 6).Any(p => p.Id.StartsWith("late", StringComparison.Ordinal)));
        // A pure function of the step.
        Assert.Equal(source.Batch(7, 6).Select(p => p.Id), source.Batch(7, 6).Select(p => p.Id));
    }

    [Fact]
    public void Without_shares_the_order_is_the_usual_one_and_something_must_be_there_at_first()
    {
        var problems = Problems(0, "p", 7);
        Assert.Equal(new ShuffledProblems(problems.Problems, 4).Batch(3, 5), PhasedProblems.Of([problems], 9, 4).Batch(3, 5));
        Assert.Throws<UserErrorException>(() => PhasedProblems.Of([Problems(0.5, "p", 2)], 9, 4));
    }
}
