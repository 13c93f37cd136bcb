// The run as plain lines, for logs and pipes: a line when a stage begins, every few seconds, and when it ends.

using System.Diagnostics;
using System.Globalization;

namespace R1Sharp.App.Stages;

/// <summary>Writes lines.</summary>
/// <param name="output">Where to.</param>
/// <param name="before">What each line begins with, where several runs write side by side.</param>
sealed class PlainDisplay(TextWriter output, string before = "") : IRunDisplay
{
    static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(5);
    readonly Stopwatch _sinceLine = new();
    StageClock _clock = new();
    string _name = "";
    int _stepCount;

    /// <inheritdoc/>
    public void StageBegins(string name, int stepCount)
    {
        (_name, _stepCount, _clock) = (name, stepCount, new StageClock());
        Line(stepCount == 1 ? $"{name}: begins" : $"{name}: {stepCount} steps");
    }

    /// <inheritdoc/>
    public void Step(int step, StageStep done, double seconds)
    {
        var headline = string.Join(", ", done.Headline.Select(h => $"{h.Name} {h.Value}"));
        if (done.Evaluation is not null)
        {
            Line($"{_name}: pass@1 at step {step}: {headline} ({StageClock.Words(TimeSpan.FromSeconds(seconds))})");
            return;
        }
        _clock.Add(seconds, done.Tokens);
        bool isLast = step + 1 == _stepCount;
        if (isLast || step == 0 || _sinceLine.Elapsed >= s_quiet)
            Line(string.Create(CultureInfo.InvariantCulture, $"{_name}: step {step + 1}/{_stepCount}: {headline}, {_clock.TokensPerSecond:0} tokens/s")
                + (isLast ? "" : $", {StageClock.Words(_clock.Left(_stepCount - step - 1)!.Value)} left"));
    }

    /// <inheritdoc/>
    public void StageEnds() { }

    /// <inheritdoc/>
    public void Note(string text) => Line(text);

    void Line(string text)
    {
        output.WriteLine(before + text);
        output.Flush();
        _sinceLine.Restart();
    }
}
