// A generation from beginning to end: rows are read, asked and written as they end.

using System.Globalization;
using System.Text.Json.Nodes;
using R1Sharp.App.Data;
using R1Sharp.App.Runs;
using R1Sharp.Learning;

namespace R1Sharp.App.Generations;

/// <summary>Where the rows of a generation go.</summary>
sealed record GenerationTarget
{
    /// <summary>The file; null prints the completions, a line each.</summary>
    public string? Path { get; init; }

    /// <summary>Stands before the names of the columns that are added.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Whether rows that say why they have no completion are asked again.</summary>
    public bool RetryFailed { get; init; }
}

/// <summary>Generates.</summary>
/// <param name="data">The rows; their number is counted beside the work.</param>
/// <param name="rows">What they ask.</param>
/// <param name="target">Where they go.</param>
sealed class RowGeneration(Dataset? data, AskedRows rows, GenerationTarget target)
{
    /// <summary>Where progress is shown; nothing is where completions are printed.</summary>
    public bool IsProgressShown { get; init; } = true;

    /// <summary>Rows that are asked, from the beginning; null asks all.</summary>
    public int? MostRows { get; init; }

    /// <summary>Asks what is missing.</summary>
    /// <param name="answers">Who answers.</param>
    /// <param name="settings">How: rows that were made with other settings are not mixed with these.</param>
    /// <param name="progress">Counts.</param>
    /// <param name="stop">Asks for no further row.</param>
    /// <returns>Whether every row has all of its completions.</returns>
    /// <exception cref="UserErrorException">Data, answers or the disk end it; whatever came before is in the file.</exception>
    public bool Run(IRowAnswers answers, JsonObject settings, StreamProgress progress, CancellationToken stop)
    {
        rows.RequireFirst(target.Path is null ? null : target.Prefix);
        if (target.Path is not { } path)
        {
            answers.Answer(rows.Missing(_ => false), Print, progress, stop);
            return progress.Failed == 0;
        }
        using var file = GenerationFile.Open(path, target.Prefix, settings.ToJsonString(RunJson.Line), target.RetryFailed);
        int before = file.Rows;
        _ = Task.Run(() => Count(progress, before), CancellationToken.None);
        using (IsProgressShown ? new ProgressLine(progress.Line) : null)
            answers.Answer(rows.Missing(file.Has).Select(Free), file.Append, progress, stop);
        Console.WriteLine(Summary(path, file, before, progress));
        return progress.Failed + file.FailedBefore == 0;
    }

    AskedRow Free(AskedRow row)
    {
        AnsweredRow.RequireFree(row.Row, target.Prefix);
        return row;
    }

    static void Print(AnsweredRow row)
    {
        foreach (string line in row.Printed())
            Console.WriteLine(line);
    }

    // Text files do not say how many rows they have. What is wrong with them is told by whoever reads the rows.
    void Count(StreamProgress progress, int before)
    {
        try
        {
            if (data is not null && !data.Files.Any(AtomicFile.IsDevice))
                progress.Expected = (MostRows is { } most ? data.Stream().Take(most).LongCount() : data.Count()) - before;
        }
        catch (Exception e) when (e is UserErrorException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            progress.Expected = null;
        }
    }

    static string Summary(string path, GenerationFile file, int before, StreamProgress progress)
    {
        long failed = progress.Failed + file.FailedBefore;
        return string.Create(CultureInfo.InvariantCulture, $"{path}: {file.Rows:N0} rows{(before > 0 ? $", of which {before:N0} were there" : "")}"
            + $"{(failed > 0 ? $"; {failed:N0} say why they have no completion (--retry-failed asks them again)" : "")}; {progress.Tokens:N0} tokens, "
            + $"{progress.Tokens / Math.Max(progress.Seconds, 1e-3):N0} tokens/s");
    }
}
