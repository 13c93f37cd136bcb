using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Recipes;

/// <summary>docs/recipes.md says of every key of a recipe what the records and their documentation say.</summary>
public sealed class RecipeKeysTests
{
    const string Begin = "<!-- keys -->\n", Renew = "R1SHARP_RENEW_KEYS=1 ./test -class 'R1Sharp.Tests.Recipes.RecipeKeysTests'";

    static readonly string s_path = Path.Combine(Cli.Home, "docs", "recipes.md");

    [Fact]
    public void The_page_has_every_key()
    {
        string page = File.ReadAllText(s_path), head = page[..(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)], now = head + RecipeKeysPage.Text();
        if (Environment.GetEnvironmentVariable("R1SHARP_RENEW_KEYS") == "1")
            File.WriteAllText(s_path, now);
        string[] there = File.ReadAllLines(s_path), wanted = now.TrimEnd('\n').Split('\n');
        Assert.True(there.SequenceEqual(wanted), $"""
            docs/recipes.md does not say what the records of recipes say:
            {string.Join('\n', wanted.Except(there).Take(10).Select(line => "+ " + line))}
            {string.Join('\n', there.Except(wanted).Take(10).Select(line => "- " + line))}
            Renew it: {Renew}
            """);
    }

    [Fact]
    public void Every_key_is_explained()
    {
        string[] empty = [.. RecipeKeysPage.Text().Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.EndsWith("|  |", StringComparison.Ordinal))];
        Assert.Empty(empty);
    }
}
