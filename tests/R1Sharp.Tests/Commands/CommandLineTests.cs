using System.CommandLine;
using R1Sharp.App.Commands;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>The commands, made all together or one alone.</summary>
public sealed class CommandLineTests
{
    static string Shape(Command command) =>
        $"{command.Name}({string.Join(' ', command.Options.Select(o => o.Name))}; {string.Join(' ', command.Arguments.Select(a => a.Name))}; {string.Join(' ', command.Subcommands.Select(Shape))})";

    [Fact]
    public void A_command_made_alone_is_the_one_among_all()
    {
        var all = CommandLine.Root().Subcommands;
        Assert.Equal(all.Count, all.Select(c => c.Name).Distinct().Count());
        foreach (var command in all)
            Assert.Equal(Shape(command), Shape(CommandLine.RootFor([command.Name, "--help"]).Subcommands.Single(c => c.Name == command.Name)));
        Assert.Single(CommandLine.RootFor(["run", "x"]).Subcommands);
    }

    [Fact]
    public void What_names_no_command_sees_all_of_them_and_the_version_none()
    {
        Assert.Empty(CommandLine.RootFor(["--version"]).Subcommands);
        foreach (string[] words in (string[][])[[], ["--help"], ["rnu"], ["[suggest:3]", "run"], ["--version", "run"]])
            Assert.Same(CommandLine.Root(), CommandLine.RootFor(words));
        var error = new StringWriter();
        Assert.Equal(2, CommandLine.Run(["rnu", "x.yaml"], error));
        Assert.Contains("'run'", error.ToString());
    }
}
