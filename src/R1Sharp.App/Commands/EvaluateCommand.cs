using System.CommandLine;
namespace R1Sharp.App.Commands;
/// <summary>x</summary>
public static class EvaluateCommand
{
    /// <summary>x</summary>
    public static Command Create() => new("evaluate", "x");
}
