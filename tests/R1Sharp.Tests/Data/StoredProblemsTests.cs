using R1Sharp.App.Data;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using Xunit;

namespace R1Sharp.Tests.Data;

/// <summary>Problems that lie in a file are the same as those in memory, and so are the steps that ask them.</summary>
public sealed class StoredProblemsTests : IDisposable
{
    readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // An empty line is no row, but counts as a line.
    StoredProblems Stored(long inMemory)
    {
        var data = Dataset.Open(_folder.Write("rows.jsonl", string.Concat(Enumerable.Range(1, 50)
            .Select(i => $"{(i == 20 ? "\n" : "")}{{\"question\":\"{i}+é?\",\"gold\":{i}}}\n"))));
        return new(data.Rows(), (row, i) => new()
        {
            Id = data.IdOf(row, i),
            Question = row.Needed("question").GetString()!,
            Answer = row.Needed("gold").GetRawText(),
            Level = i,
        }, inMemory);
    }

    static string Shown(Problem p) => $"{p.Id} {p.Question} {p.Answer} {p.Level}";

    [Theory]
    [InlineData(0), InlineData(500), InlineData(1_000_000)]
    public void EveryProblemIsThere(long inMemory)
    {
        using var stored = Stored(inMemory);
        string[] expected = [.. Enumerable.Range(1, 50).Select(i => $"rows:{(i < 20 ? i : i + 1)} {i}+é? {i} {i - 1}")];
        Assert.Equal(expected, stored.Select(Shown));
        Assert.Equal(expected.Reverse(), Enumerable.Range(0, stored.Count).Reverse().Select(i => Shown(stored[i])));
        Assert.Throws<ArgumentOutOfRangeException>(() => stored[50]);
    }

    [Fact]
    public void StepsAskTheSame()
    {
        using StoredProblems disk = Stored(300), memory = Stored(1_000_000);
        var (one, other) = (new ShuffledProblems(disk, 3), new ShuffledProblems(memory, 3));
        for (int step = 0; step < 9; step++)
            Assert.Equal(other.Batch(step, 14).Select(Shown), one.Batch(step, 14).Select(Shown));
        Assert.Equal(ShuffledGolds.Of(memory, 5).Select(Shown), ShuffledGolds.Of(disk, 5).Select(Shown));
    }

    [Fact]
    public void ListsOfListsAreThoseOfTheirProblems()
    {
        using var stored = Stored(200);
        Problem[] all = [.. stored];
        var joined = ProblemLists.Joined([ProblemLists.Part(stored, 45, 10), ProblemLists.Part(stored, 0, 3), ProblemLists.Chosen(stored, [7, 2])]);
        Problem[] expected = [.. all[45..], .. all[..3], all[7], all[2]];
        Assert.Equal(expected.Select(Shown), joined.Select(Shown));
        Assert.Equal(Shown(all[2]), Shown(joined[9]));
        Assert.Throws<ArgumentOutOfRangeException>(() => joined[10]);
        Assert.Throws<ArgumentOutOfRangeException>(() => ProblemLists.Part(stored, 0, 3)[3]);
    }
}
