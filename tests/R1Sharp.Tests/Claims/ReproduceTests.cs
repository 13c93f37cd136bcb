using System.Security.Cryptography;
using System.Text.Json.Nodes;
using R1Sharp.App.Claims;
using R1Sharp.App.Commands;
using R1Sharp.Tests.Commands;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Claims;

/// <summary>"r1 reproduce" from the recipe to page, data and figures, in smoke size.</summary>
public sealed class ReproduceTests
{
    [Fact]
    public void Claims_are_judged_over_seeds_and_a_second_call_does_nothing_again()
    {
        using var folder = new TemporaryDirectory();
        string[] Command(params string[] claims) => ["reproduce", .. claims, "--smoke", "--seeds", "2", "--threads", "1", "--recipe", Cli.Recipe("claims.yaml"),
            "--runs", Path.Combine(folder.Path, "runs"), "--out", Path.Combine(folder.Path, "reports"), "--figures", Path.Combine(folder.Path, "figures")];

        var first = Cli.RunIn(Cli.Home, Command("1", "14"));
        Assert.Equal((0, ""), (first.Code, first.Error));
        var claims = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Path, "reports", "claims.json")))!["claims"]!.AsArray();
        Assert.Equal([1, 14], claims.Select(c => (int)c!["number"]!));
        Assert.All(claims.SelectMany(c => c!["criteria"]!.AsArray()), criterion => Assert.Equal(2, criterion!["values"]!.AsArray().Count));
        Assert.Contains("<svg", File.ReadAllText(Path.Combine(folder.Path, "reports", "claims.html")), StringComparison.Ordinal);
        Assert.Equal(["claim-01.svg", "claim-14.svg", "claims.md"], Directory.GetFiles(Path.Combine(folder.Path, "figures")).Select(Path.GetFileName).Order());
        string stages = Path.Combine(folder.Path, "runs", "claims-smoke-seed2", "stages");
        Assert.True(Directory.Exists(Path.Combine(stages, "r1-zero")));
        Assert.False(Directory.Exists(Path.Combine(stages, "dev1")), "a stage that no claim asked for was done");

        var second = Cli.RunIn(Cli.Home, Command("2"));
        Assert.Equal((0, ""), (second.Code, second.Error));
        Assert.Contains("r1-zero: done before", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("r1-zero: 2 steps", second.Output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(stages, "t-0")), "what another call had done was lost");
    }

    [Fact]
    public void Every_claim_can_be_judged_also_where_its_numbers_say_nothing()
    {
        // Of the claims with a recipe of their own one: all these recipes are run in smoke size elsewhere.
        Claim[] ours = [.. ClaimCatalog.All.Where(c => c.Recipe is null or "iterative.yaml")];
        using var folder = new TemporaryDirectory();
        string reports = Path.Combine(folder.Path, "reports"), figures = Path.Combine(folder.Path, "figures");
        var done = Cli.RunIn(Cli.Home, ["reproduce", .. ours.Select(c => $"{c.Number}"), "--smoke", "--seeds", "1", "--threads", "1", "--recipe", Cli.Recipe("claims.yaml"), "--runs", Path.Combine(folder.Path, "runs"), "--out", reports, "--figures", figures]);
        Assert.Equal((0, ""), (done.Code, done.Error));
        Assert.Equal(ours.Length, JsonNode.Parse(File.ReadAllText(Path.Combine(reports, "claims.json")))!["claims"]!.AsArray().Count);
        Assert.All(ours, c => Assert.True(File.Exists(Path.Combine(figures, $"claim-{c.Number:00}.svg")), $"claim {c.Number} has no figure"));
    }

    [Fact]
    public void A_base_that_an_earlier_call_made_for_other_claims_is_taken_over()
    {
        using var folder = new TemporaryDirectory();
        string[] Command(string claim) => ["reproduce", claim, "--smoke", "--seeds", "1", "--threads", "1", "--recipe", Cli.Recipe("claims.yaml"),
            "--runs", Path.Combine(folder.Path, "runs"), "--out", Path.Combine(folder.Path, "reports")];

        var first = Cli.RunIn(Cli.Home, Command("26"));
        Assert.Equal((0, ""), (first.Code, first.Error));
        var second = Cli.RunIn(Cli.Home, Command("25"));
        Assert.Equal((0, ""), (second.Code, second.Error));
        Assert.Contains($"base: taken over from {Path.Combine(folder.Path, "runs", "self-improvement-smoke-seed1")}", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Seeds_side_by_side_end_in_the_same_bits()
    {
        using var folder = new TemporaryDirectory();
        string Place(string name, string kind) => Path.Combine(folder.Path, name, kind);
        CliResult Run(string name, string jobs) => Cli.RunIn(Cli.Home, "reproduce", "14", "--smoke", "--seeds", "2", "--jobs", jobs, "--threads", "2", "--recipe",
            Cli.Recipe("claims.yaml"), "--runs", Place(name, "runs"), "--out", Place(name, "reports"));
        string[] Results(string name) => [.. Directory.GetFiles(Place(name, "runs"), "*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) is "model.safetensors" or "completions.jsonl")
            .Select(f => Path.GetRelativePath(Place(name, "runs"), f) + " " + Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))).Order()];

        var (together, alone) = (Run("together", "2"), Run("alone", "1"));
        Assert.Equal((0, ""), (together.Code, together.Error));
        Assert.Equal((0, ""), (alone.Code, alone.Error));
        Assert.Contains("seed 1: base: ", together.Output, StringComparison.Ordinal);
        Assert.Contains("seed 2: base: ", together.Output, StringComparison.Ordinal);
        Assert.Equal(Results("alone"), Results("together"));
        Assert.True(Results("alone").Length >= 4, "too little was done");
        string Judged(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Place(name, "reports"), "claims.json")))!["claims"]!.ToJsonString();
        Assert.Equal(Judged("alone"), Judged("together"));
    }

    [Theory]
    [InlineData("1", new ulong[] { 1 })]
    [InlineData("3", new ulong[] { 1, 2, 3 })]
    [InlineData("4-6", new ulong[] { 4, 5, 6 })]
    [InlineData("7-7", new ulong[] { 7 })]
    public void Seeds_are_a_count_or_a_range(string text, ulong[] seeds) => Assert.Equal(seeds, SeedRange.Parse(text));

    [Fact]
    public void The_list_has_every_criterion_and_bad_input_is_refused()
    {
        var list = Cli.Run("reproduce", "--list");
        Assert.Equal(0, list.Code);
        Assert.All(ClaimCatalog.All.SelectMany(c => c.Criteria), c => Assert.Contains(c.Text, list.Output, StringComparison.Ordinal));
        Assert.Equal(2, Cli.Run("reproduce", "99").Code);
        Assert.All(["0", "101", "6-4", "0-2", "1-2-3", "-1", "two"], seeds => Assert.Equal(2, Cli.Run("reproduce", "1", "--seeds", seeds).Code));
        Assert.Equal(2, Cli.Run("reproduce", "1", "--recipe", "nowhere.yaml").Code);
    }
}
