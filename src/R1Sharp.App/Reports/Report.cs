// The way into this folder: reports and figures from run folders, which are all that is read.

using R1Sharp.Learning;

namespace R1Sharp.App.Reports;

/// <summary>Writes reports.</summary>
static class Report
{
    /// <summary>Writes report.html into a run folder; the run may be finished, broken off or still going on.</summary>
    /// <returns>The path of the report.</returns>
    /// <exception cref="UserErrorException">The folder holds no run, a file in it cannot be read, or the disk refuses.</exception>
    public static string Write(string runFolder)
    {
        string path = Path.Combine(runFolder, "report.html");
        WriteText(path, ReportPage.Of(ReportRun.Read(runFolder)));
        return path;
    }

    /// <summary>Writes one report about several runs of the same recipe: means, and bands from the lowest to the highest run.</summary>
    /// <exception cref="UserErrorException">There is no folder, a folder holds no run, a file cannot be read, or the disk refuses.</exception>
    public static void WriteComparison(IReadOnlyList<string> runFolders, string outFile) =>
        WriteText(outFile, ReadAll(runFolders) is var runs && runs.Count == 1 ? ReportPage.Of(runs[0]) : ReportPage.Of(runs));

    /// <summary>
    /// Writes the figures accuracy.svg and thinking.svg, variants.svg where reinforcements share a base, and their numbers, results.md, into a folder.
    /// </summary>
    /// <returns>The paths of the files.</returns>
    /// <exception cref="UserErrorException">As for <see cref="WriteComparison"/>, or no run was evaluated.</exception>
    public static IReadOnlyList<string> Figures(IReadOnlyList<string> runFolders, string outFolder)
    {
        var written = new List<string>();
        foreach (var (name, text) in Reports.Figures.Of(ReadAll(runFolders)))
        {
            string path = Path.Combine(outFolder, name);
            WriteText(path, text);
            written.Add(path);
        }
        return written;
    }

    static List<ReportRun> ReadAll(IReadOnlyList<string> runFolders) => runFolders.Count > 0
        ? [.. runFolders.Select(ReportRun.Read)]
        : throw new UserErrorException("No run folder is given: name one or several, as 'r1 run' printed them.");

    static void WriteText(string path, string text)
    {
        try
        {
            AtomicFile.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"cannot write {path}: {e.Message}", e);
        }
    }
}
