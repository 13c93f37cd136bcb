// Tests run where a user runs the program: in the project's folder, from which the paths of its recipes count.

using R1Sharp.Tests.Commands;
using Xunit;

[assembly: AssemblyFixture(typeof(R1Sharp.Tests.ProjectFolder))]

namespace R1Sharp.Tests;

/// <summary>Goes there before the first test.</summary>
public sealed class ProjectFolder
{
    /// <summary>Makes it the present folder.</summary>
    public ProjectFolder() => Directory.SetCurrentDirectory(Cli.Home);
}
