// The run in a terminal: one row a stage, drawn anew after each step.

using System.Globalization;
using Spectre.Console;

namespace R1Sharp.App.Stages;

/// <summary>Draws a table that moves.</summary>
sealed class TerminalDisplay : IRunDisplay
{
    const int BarWidth = 20;
    readonly Table _table;
    readonly LiveDisplayContext _context;
    StageClock _clock = new();
    string _name = "";
    int _stepCount;

    TerminalDisplay(Table table, LiveDisplayContext context) => (_table, _context) = (table, context);

    /// <summary>Runs something with a live table on the terminal.</summary>
    public static void Around(Action<IRunDisplay> run)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("stage", "bar", "what", "speed", "left");
        AnsiConsole.Live(table).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top)
            .Start(context => run(new TerminalDisplay(table, context)));
    }

    /// <inheritdoc/>
    public void StageBegins(string name, int stepCount)
    {
        (_name, _stepCount, _clock) = (name, stepCount, new StageClock());
        Row(name, Bar(0), "", "", "");
    }

    /// <inheritdoc/>
    public void Step(int step, StageStep done, double seconds)
    {
        var headline = string.Join("  ", done.Headline.Select(h => $"[grey]{Markup.Escape(h.Name)}[/] {Markup.Escape(h.Value)}"));
        if (done.Evaluation is not null && _stepCount > 1)
        {
            // An evaluation within a stage gets a row of its own above the stage's.
            _table.RemoveRow(_table.Rows.Count - 1);
            Row($"[grey]{Markup.Escape(_name)} at {step}[/]", "", headline, "", "");
            Row(_name, Bar((double)step / _stepCount), "", "", "");
            return;
        }
        _clock.Add(seconds, done.Tokens);
        int stepsDone = done.Evaluation is null ? step + 1 : _stepCount;
        _table.RemoveRow(_table.Rows.Count - 1);
        Row(_name, Bar((double)stepsDone / _stepCount), $"{stepsDone}/{_stepCount}  {headline}",
            _clock.TokensPerSecond.ToString("#,0", CultureInfo.InvariantCulture) + " tokens/s",
            stepsDone == _stepCount ? "" : StageClock.Words(_clock.Left(_stepCount - stepsDone)!.Value) + " left");
    }

    /// <inheritdoc/>
    public void StageEnds() { }

    /// <inheritdoc/>
    public void Note(string text) => Row("", "", Markup.Escape(text), "", "");

    void Row(params string[] cells)
    {
        _table.AddRow(cells);
        _context.Refresh();
    }

    static string Bar(double share)
    {
        int full = (int)Math.Round(share * BarWidth);
        return $"[green]{new string('━', full)}[/][grey]{new string('━', BarWidth - full)}[/]";
    }
}
