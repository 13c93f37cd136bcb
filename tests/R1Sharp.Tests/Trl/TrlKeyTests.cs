// The table of TRL's keys, and the page that shows it.

using R1Sharp.App.Foreign;
using R1Sharp.App.Trl;
using R1Sharp.Tests.Commands;
using R1Sharp.Tests.Foreign;
using Xunit;

namespace R1Sharp.Tests.Trl;

public class TrlKeyTests
{
    [Fact]
    public void EveryCommandKnowsAKeyOnce()
    {
        foreach (var command in Enum.GetValues<TrlCommand>())
            Assert.Empty(TrlKey.All.Where(k => k.IsKnownTo(command)).GroupBy(k => k.Name).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Fact]
    public void ADefaultIsOfItsType() => Assert.All(TrlKey.All, KeyTable.HasTypedDefault);

    [Fact]
    public void WhatMeansNothingOrIsRefusedSaysWhy() => Assert.DoesNotContain(TrlKey.All, k => k.Treatment != KeyTreatment.Does && k.Note.Length == 0);

    [Fact]
    public void ThePageShowsTheTable()
    {
        string page = File.ReadAllText(Path.Combine(Cli.Home, "docs", "open-r1.md"));
        foreach (var key in TrlKey.All)
            Assert.Contains(Row(key), page, StringComparison.Ordinal);
        Assert.Equal(TrlKey.All.Count, page.Split('\n').Count(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Count(c => c == '|') == 6));
    }

    // | key | commands | default | treatment | how or why |
    static string Row(TrlKey key) => $"| `{key.Name}` | {Commands(key)} | {KeyTable.Cells(key)}";

    static string Commands(TrlKey key) => key.Commands == "*" ? "all" : key.Commands == "*f" ? "all, filter" : string.Join(", ", Enum.GetValues<TrlCommand>().Where(key.IsKnownTo).Select(c => c.ToString().ToLowerInvariant()));
}
