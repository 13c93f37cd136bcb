// Text as it is produced, with what the model did not choose set apart: dim and underlined, where the output is a terminal.

namespace R1Sharp.App.Commands;

/// <summary>Writes pieces of text, forced or not, one after the other.</summary>
/// <param name="output">Where they go.</param>
/// <param name="isTerminal">Whether that understands escape sequences.</param>
sealed class ForcedText(TextWriter output, bool isTerminal)
{
    // ECMA-48: faint and underlined; neither bold nor faint, not underlined.
    const string On = "\e[2;4m", Off = "\e[22;24m";
    bool _isForced;

    /// <summary>Whether the console is a terminal that shows colours.</summary>
    public static bool IsShown => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";

    /// <summary>Writes a piece.</summary>
    public void Write(string text, bool isForced)
    {
        if (isTerminal && isForced != _isForced)
            output.Write(isForced ? On : Off);
        _isForced = isForced;
        output.Write(text);
        output.Flush();
    }

    /// <summary>Ends the line.</summary>
    public void End(string rest)
    {
        Write(rest, isForced: false);
        output.WriteLine();
    }
}
