using System.CommandLine;
namespace R1Sharp.App.Commands;
/// <summary>x</summary>
public static class RunCommand
{
    /// <summary>x</summary>
    public static Command Create() => new("run", "x");
}
