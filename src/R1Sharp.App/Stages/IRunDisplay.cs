// Who watches a run: a terminal that is drawn anew, or lines in a log.

namespace R1Sharp.App.Stages;

/// <summary>Is told how a run goes.</summary>
interface IRunDisplay
{
    /// <summary>A stage begins.</summary>
    void StageBegins(string name, int stepCount);

    /// <summary>A step is done.</summary>
    /// <param name="step">0-based where it trained; the number of steps before it where it evaluated.</param>
    /// <param name="done">What it left.</param>
    /// <param name="seconds">What it took.</param>
    void Step(int step, StageStep done, double seconds);

    /// <summary>The stage is done.</summary>
    void StageEnds();

    /// <summary>Something worth a line.</summary>
    void Note(string text);
}
