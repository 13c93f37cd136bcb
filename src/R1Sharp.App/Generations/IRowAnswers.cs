// Whoever answers rows: a service behind a URL, or the engine.

namespace R1Sharp.App.Generations;

/// <summary>How rows are handed out.</summary>
enum StreamMode
{
    /// <summary>A request begins the moment one ends.</summary>
    Stream,

    /// <summary>All of a batch end before the next begins: for comparison.</summary>
    Batch,
}

/// <summary>Answers rows.</summary>
interface IRowAnswers
{
    /// <summary>
    /// Asks all rows, and returns when the last has ended. Rows are read as there is room for them. What is not to be had for a row is said in the row;
    /// what ends everything lets those in flight come to their end before it is thrown.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="ended">Told of each row that has ended, in whatever order, one at a time.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="stop">Asks for no further row.</param>
    void Answer(IEnumerable<AskedRow> rows, Action<AnsweredRow> ended, StreamProgress progress, CancellationToken stop);
}

/// <summary>Takes what ends everything.</summary>
interface IMistakes
{
    /// <summary>Notes it; the first counts.</summary>
    void Fail(Exception e);
}

/// <summary>Rows up to the first mistake, which is kept for later: what is in flight comes to its end first.</summary>
/// <typeparam name="T">What is read.</typeparam>
/// <param name="rows">The rows.</param>
/// <param name="stop">Ends them.</param>
sealed class RowsUntilMistake<T>(IEnumerable<T> rows, CancellationToken stop) : IMistakes
{
    /// <summary>What ended them too early; null where nothing did.</summary>
    public Exception? Mistake { get; private set; }

    /// <summary>The rows; read by one thread at a time.</summary>
    public IEnumerable<T> All()
    {
        using var reader = rows.GetEnumerator();
        while (Next(reader))
            yield return reader.Current;
    }

    /// <inheritdoc/>
    public void Fail(Exception e) => Mistake ??= e;

    /// <summary>Throws the mistake, or that it was interrupted.</summary>
    public void ThrowIfAny()
    {
        if (Mistake is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(Mistake);
        stop.ThrowIfCancellationRequested();
    }

    bool Next(IEnumerator<T> reader)
    {
        try
        {
            return Mistake is null && !stop.IsCancellationRequested && reader.MoveNext();
        }
        catch (Exception e)
        {
            Fail(e);
            return false;
        }
    }
}
