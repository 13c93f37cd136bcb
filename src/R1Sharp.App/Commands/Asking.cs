// Whether somebody sits before the program who can be asked.

namespace R1Sharp.App.Commands;

/// <summary>Questions in a terminal.</summary>
static class Asking
{
    /// <summary>Whether both ends are a terminal.</summary>
    public static bool IsPossible =>
        !Console.IsInputRedirected && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or "");
}
