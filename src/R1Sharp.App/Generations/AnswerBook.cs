// Rows as they end, one at a time. A row that failed is held until another one succeeds: where nothing succeeds any more, it is not the rows' fault, and
// they are to be asked again instead of being written down as failures.

using R1Sharp.Learning;

namespace R1Sharp.App.Generations;

/// <summary>Takes completions and gives rows.</summary>
/// <param name="ended">Told of rows that have ended.</param>
/// <param name="progress">Told of them too.</param>
/// <param name="mistakes">Told where everything fails.</param>
sealed class AnswerBook(Action<AnsweredRow> ended, StreamProgress progress, IMistakes mistakes)
{
    const int FailuresInARow = 20;

    readonly Lock _lock = new();
    readonly List<AnsweredRow> _held = [];
    int _failedInARow;

    /// <summary>Notes a completion.</summary>
    public void Note(OpenRow row, int sample, RowSample said)
    {
        lock (_lock)
            Note(row.Note(sample, said), said.Error, said.IsPassedOver);
    }

    /// <summary>Notes a whole row.</summary>
    public void Note(AnsweredRow row)
    {
        lock (_lock)
            Note(row, row.Fault);
    }

    void Note(AnsweredRow? whole, string? error, bool isPassedOver = false)
    {
        _failedInARow = error is null ? 0 : isPassedOver ? _failedInARow : _failedInARow + 1;
        if (whole is not null)
            _held.Add(whole);
        if (_failedInARow >= FailuresInARow)
            mistakes.Fail(new UserErrorException(
                $"{FailuresInARow} completions failed one after the other, so nothing more is asked; the last: {error} The same command goes on "
                + "with what is missing."));
        else if (_failedInARow == 0)
            Write();
    }

    /// <summary>Notes what ends everything.</summary>
    public void Fail(Exception e)
    {
        lock (_lock)
            mistakes.Fail(e);
    }

    /// <summary>All have ended: what is held is written, unless everything failed.</summary>
    public void Finish()
    {
        lock (_lock)
            if (_failedInARow < FailuresInARow)
                Write();
    }

    // Where a row cannot be written no other is: the file ends with the last whole one.
    void Write()
    {
        try
        {
            foreach (var row in _held)
            {
                ended(row);
                progress.RowEnded(row.Fault is not null);
            }
        }
        catch (Exception e)
        {
            mistakes.Fail(e);
        }
        _held.Clear();
    }
}
