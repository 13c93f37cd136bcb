// What the doctor says of a run. A visit reads all metrics, so it is made beside what else is asked, when there are new numbers and not more often than it
// may take.

using R1Sharp.App.Doctor;
using R1Sharp.Learning;

namespace R1Sharp.App.Watching;

/// <summary>The doctor's findings about a run; safe for any number of threads.</summary>
/// <param name="run">The run.</param>
sealed class RunFindings(WatchedRun run)
{
    static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    readonly SemaphoreSlim _visit = new(1);
    IReadOnlyList<Diagnosis> _found = [];
    string? _refusal;
    FileMark[] _marks = [];
    DateTime _visited;

    /// <summary>What was found, or why nothing can be.</summary>
    public async Task<(IReadOnlyList<Diagnosis> Found, string? Refusal)> Get(CancellationToken cancellation)
    {
        await _visit.WaitAsync(cancellation);
        try
        {
            FileMark[] marks = [.. run.Begun().Select(s => s.Metrics), FileMark.Of(run.Folder.Summary)];
            if (!marks.SequenceEqual(_marks) && DateTime.UtcNow - _visited > s_pause)
            {
                await Task.Run(Visit, cancellation);
                (_marks, _visited) = (marks, DateTime.UtcNow);
            }
            return (_found, _refusal);
        }
        finally
        {
            _visit.Release();
        }
    }

    // A line that is being rewritten, or a recipe of another version, can be read the next time or never.
    void Visit()
    {
        try
        {
            (_found, _refusal) = (DoctorVisit.OfRun(run.Folder.Root), null);
        }
        catch (Exception e) when (e is UserErrorException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            (_found, _refusal) = ([], e.Message);
        }
    }
}
