using System.CommandLine;
namespace R1Sharp.App.Commands;
/// <summary>x</summary>
public static class GenerateCommand
{
    /// <summary>x</summary>
    public static Command Create() => new("generate", "x");
}
