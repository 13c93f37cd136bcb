using System.CommandLine;
namespace R1Sharp.App.Commands;
/// <summary>x</summary>
public static class ChatCommand
{
    /// <summary>x</summary>
    public static Command Create() => new("chat", "x");
}
