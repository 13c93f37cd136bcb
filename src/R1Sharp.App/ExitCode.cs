// What the program returns to the shell.

namespace R1Sharp.App;

/// <summary>Exit codes.</summary>
static class ExitCode
{
    /// <summary>All is well.</summary>
    public const int Fine = 0;

    /// <summary>Something in the program itself went wrong.</summary>
    public const int Internal = 1;

    /// <summary>What the user gave cannot be worked with.</summary>
    public const int BadInput = 2;

    /// <summary>A watchdog stopped a run that cannot learn.</summary>
    public const int Stopped = 3;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;
}
