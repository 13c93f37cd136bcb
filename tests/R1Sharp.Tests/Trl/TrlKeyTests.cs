// The table of TRL's keys, and the page that shows it.

using System.Globalization;
using R1Sharp.App.Foreign;
using R1Sharp.App.Trl;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Trl;

public class TrlKeyTests
{
    static readonly string[] s_types = ["int", "float", "bool", "text", "list", "dict", "any"];

    [Fact]
    public void EveryCommandKnowsAKeyOnce()
    {
        foreach (var command in Enum.GetValues<TrlCommand>())
            Assert.Empty(TrlKey.All.Where(k => k.IsKnownTo(command)).GroupBy(k => k.Name).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Fact]
    public void ADefaultIsOfItsType() => Assert.All(TrlKey.All, key =>
    {
        Assert.True(key.Choices.Count > 0 || s_types.Contains(key.Type), $"{key.Name}: {key.Type}");
        if (key.Default.Length == 0)
            return;
        if (key.Choices.Count > 0)
            Assert.Contains(key.Default, key.Choices);
        else if (key.Type is "int" or "float")
            Assert.True(double.TryParse(key.Default, NumberStyles.Float, CultureInfo.InvariantCulture, out _), key.Name);
        else if (key.Type == "bool")
            Assert.True(key.Default is "true" or "false", key.Name);
    });

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
    static string Row(TrlKey key) => $"| `{key.Name}` | {Commands(key)} | {(key.Default.Length == 0 ? "" : $"`{key.Default}`")} | {Treatment(key)} | {Cell(key)} |";

    static string Commands(TrlKey key) => key.Commands == "*" ? "all" : key.Commands == "*f" ? "all, filter" : string.Join(", ", Enum.GetValues<TrlCommand>().Where(key.IsKnownTo).Select(c => c.ToString().ToLowerInvariant()));

    static string Treatment(TrlKey key) => key.Treatment switch { KeyTreatment.Does => "yes", KeyTreatment.Nothing => "no meaning", _ => "refused" };

    static string Cell(TrlKey key) => string.Join("; ", ((string[])[key.Choices.Count > 0 ? string.Join(", ", key.Choices) : "", key.Note]).Where(t => t.Length > 0));
}
