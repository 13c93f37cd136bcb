// The folder of one step over a corpus. Work is cut into parts that are each written aside and renamed: what is there is whole and is not done again, so a
// step that was killed goes on, and processes that share the folder can each take a share of the parts. Every part is a function of its input alone;
// how many threads, processes or tries there were changes no byte.

using System.Text.Json;
using R1Sharp.App.Runs;
using R1Sharp.Learning;

namespace R1Sharp.App.Corpus.Parts;

/// <summary>Which share of the parts a process takes.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Count">Processes in all.</param>
readonly record struct ProcessShare(int Number, int Count)
{
    /// <summary>All of them.</summary>
    public static ProcessShare Whole { get; } = new(1, 1);

    /// <summary>Whether a part is this process's.</summary>
    public bool Has(int part) => part % Count == Number - 1;

    /// <summary>Reads K/N.</summary>
    /// <exception cref="UserErrorException">It is no share.</exception>
    public static ProcessShare Parse(string? text)
    {
        if (text is null)
            return Whole;
        string[] parts = text.Split('/');
        return parts.Length == 2 && int.TryParse(parts[0], out int number) && int.TryParse(parts[1], out int count) && number >= 1
            && count is >= 1 and <= 100_000
            && number <= count ? new(number, count)
            : throw new UserErrorException($"--process is '{text}', but must be the number of this process and of all of them, like 1/4.");
    }
}

/// <summary>A phase waits for parts that other processes have not done.</summary>
/// <param name="phase">The phase.</param>
/// <param name="missing">How many.</param>
sealed class WaitingException(string phase, int missing)
    : Exception($"{phase}: {missing} parts are still to come from other processes; the same command goes on when they are there.");

/// <summary>A step's folder.</summary>
sealed class StepFolder
{
    const string Settings = "settings.json";

    StepFolder(string root, ProcessShare share, int threads) => (Root, Share, Threads) = (root, share, threads);

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>What this process does.</summary>
    public ProcessShare Share { get; }

    /// <summary>Threads that work at once.</summary>
    public int Threads { get; }

    /// <summary>The same folder with one thread, for work that takes much memory.</summary>
    internal StepFolder OneByOne() => new(Root, Share, 1);

    /// <summary>Whether the step is over.</summary>
    public bool IsDone => File.Exists(Place(Provenance.FileName));

    /// <summary>Opens a folder for a step, or goes on with one that has the same settings.</summary>
    /// <exception cref="UserErrorException">The folder holds something else.</exception>
    public static StepFolder Open(string root, JsonElement settings, ProcessShare share, int threads)
    {
        string path = Path.Combine(root, Settings), text = settings.GetRawText();
        if (!File.Exists(path))
        {
            if (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any(e => !e.EndsWith(RunStorage.Aside, StringComparison.Ordinal)
                && Path.GetFileName(e) != Settings))
                throw new UserErrorException($"--out {root}: the folder exists already and holds something; name one that does not.");
            Directory.CreateDirectory(root);
            WriteAside(path, aside => File.WriteAllText(aside, text));
        }
        else if (File.ReadAllText(path) != text)
            throw new UserErrorException($"--out {root}: the folder was begun with other data or settings ({path} has them); name another folder.");
        return new(root, share, threads);
    }

    /// <summary>A place in the folder.</summary>
    public string Place(params string[] names) => Path.Combine([Root, .. names]);

    /// <summary>A part's file of a phase.</summary>
    public string Part(string phase, int index, string ending) => Place(phase, FormattableString.Invariant($"part-{index:d5}{ending}"));

    /// <summary>Does the parts of a phase that are this process's and not there yet, and returns when all parts are there.</summary>
    /// <param name="phase">Its name, a folder.</param>
    /// <param name="count">Parts.</param>
    /// <param name="ending">Ends the name of the file that says that a part is done; it is written last.</param>
    /// <param name="work">Writes a part into the file that it is given.</param>
    internal void Map(string phase, int count, string ending, Action<int, string> work)
    {
        Directory.CreateDirectory(Place(phase));
        int[] todo = [.. Enumerable.Range(0, count).Where(i => Share.Has(i) && !File.Exists(Part(phase, i, ending)))];
        try
        {
            Parallel.ForEach(todo.Select((part, _) => part), new ParallelOptions { MaxDegreeOfParallelism = Threads },
                part => WriteAside(Part(phase, part, ending), aside => work(part, aside)));
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<UserErrorException>().FirstOrDefault() is { } first)
        {
            throw new UserErrorException(first.Message, first);
        }
        Require(phase, count, ending);
    }

    /// <summary>Does what only one needs to do; processes that do it at once write the same.</summary>
    internal void Reduce(string path, Action<string> work)
    {
        if (!File.Exists(path))
            WriteAside(path, work);
    }

    /// <summary>Writes a file aside and renames it.</summary>
    internal static void WriteAside(string path, Action<string> work)
    {
        string aside = $"{path}.{Environment.ProcessId}{RunStorage.Aside}";
        try
        {
            RunStorage.Guard(path, () =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                work(aside);
                File.Move(aside, path, overwrite: true);
            });
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <summary>Removes what the phases left and a finished step does not need; also what killed processes left aside.</summary>
    internal void Tidy(params string[] phases)
    {
        foreach (string phase in phases.Where(p => Directory.Exists(Place(p))))
            Directory.Delete(Place(phase), recursive: true);
        foreach (string aside in Directory.EnumerateFiles(Root, "*" + RunStorage.Aside, SearchOption.AllDirectories))
            File.Delete(aside);
    }

    void Require(string phase, int count, string ending)
    {
        int missing = Enumerable.Range(0, count).Count(i => !File.Exists(Part(phase, i, ending)));
        if (missing > 0)
            throw new WaitingException(phase, missing);
    }
}
