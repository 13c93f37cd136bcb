using System.Text.RegularExpressions;
using R1Sharp.Learning.Model;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Docs;

/// <summary>docs/checkpoints.md lists the fields of config.json that are passed over, all of them and no other.</summary>
public sealed partial class CheckpointFieldsTests
{
    static readonly string Page = File.ReadAllText(Path.Combine(Cli.Home, "docs", "checkpoints.md"));

    [Fact]
    public void Every_harmless_field_is_on_the_page_and_no_other()
    {
        string section = Section("## Fields of config.json that change nothing\n", "\n## ");
        Assert.Equal(ConfigFields.Harmless.Order(StringComparer.Ordinal), Quoted().Matches(section).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_neutral_value_is_on_the_page_and_no_other()
    {
        string section = Section("## Fields of config.json with one value that changes nothing\n", "\nA field that");
        var rows = Row().Matches(section).Select(m => (m.Groups[1].Value, m.Groups[2].Value == "absent" ? "null" : m.Groups[2].Value.Trim('`')));
        Assert.Equal(ConfigFields.Neutral.Order(), rows.Order());
    }

    static string Section(string heading, string end)
    {
        int start = Page.IndexOf(heading, StringComparison.Ordinal) + heading.Length;
        Assert.True(start >= heading.Length, heading);
        return Page[start..Page.IndexOf(end, start, StringComparison.Ordinal)];
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\| `([^`]+)` \| (absent|`[^`]+`) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
