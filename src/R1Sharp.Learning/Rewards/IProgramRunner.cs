// What rewards and tools know of the sandbox: programs go in, what became of them comes out. The sandbox itself starts
// processes and is therefore not in this project.

namespace R1Sharp.Learning.Rewards;

/// <summary>A Python program to be run.</summary>
/// <param name="Source">The program.</param>
/// <param name="Input">What it reads from standard input.</param>
public sealed record ProgramRequest(string Source, string Input = "")
{
    /// <summary>What it may use.</summary>
    public ProgramLimits Limits { get; init; } = new();

    /// <summary>Folders of the host that the program may read; none by default.</summary>
    public IReadOnlyList<SharedFolder> Folders { get; init; } = [];

    /// <summary>Seconds of processor time that the first process may take for each answer of a conversation; 0: as long as the limits allow.</summary>
    public int AnswerCpuSeconds { get; init; }
}

/// <summary>A folder that a program may read.</summary>
/// <param name="Path">On the host; readable by everybody.</param>
/// <param name="Inside">Where the program finds it.</param>
public sealed record SharedFolder(string Path, string Inside);

/// <summary>How a run ended.</summary>
public enum ProgramStatus
{
    /// <summary>By itself with exit code 0.</summary>
    Ok,

    /// <summary>By an error of its own or with another exit code.</summary>
    Error,

    /// <summary>Ended from outside: processor or wall-clock time was used up.</summary>
    Timeout,

    /// <summary>By a failed allocation, or ended from outside for the memory of all its processes.</summary>
    Memory,

    /// <summary>Ended from outside: it wrote more than it may.</summary>
    Output,

    /// <summary>Ended by the kernel at a forbidden system call: network, tracing, mounting and the like.</summary>
    Forbidden,
}

/// <summary>What became of a program.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="ExitCode">Its exit code; 128 + n where signal n ended it.</param>
/// <param name="Output">Standard output up to the limit, as valid text.</param>
/// <param name="Error">Standard error up to the limit, as valid text.</param>
/// <param name="CpuMs">Processor time of all its processes, the making of the sandbox included.</param>
public sealed record ProgramResult(ProgramStatus Status, int ExitCode, string Output, string Error, long CpuMs)
{
    /// <summary>What to tell the program's author: the status, and the last line of the complaint or the exit code.</summary>
    public string Complaint => (Error.Trim().Split('\n')[^1], Status) switch
    {
        ({ Length: > 0 } line, _) => $"{Word}: {line}",
        (_, ProgramStatus.Error) => $"{Word}: exit code {ExitCode}",
        _ => Word,
    };

    string Word => Status.ToString().ToLowerInvariant();
}

/// <summary>A running program that is talked to line by line.</summary>
public interface IProgramConversation
{
    /// <summary>Writes a line to the program's standard input and waits for a line of its standard output.</summary>
    /// <returns>The line; null where the program has ended.</returns>
    string? Ask(string line);

    /// <summary>Closes the program's standard input and waits for its end.</summary>
    ProgramResult Finish();
}

/// <summary>Runs programs where they can hurt nothing. May be called from several threads at once; waits while too many run.</summary>
public interface IProgramRunner
{
    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="UserErrorException">There is no sandbox on this machine.</exception>
    ProgramResult Run(ProgramRequest request);

    /// <summary>Runs programs that are talked to; they are ended when <paramref name="talk"/> returns. The limits of each hold.</summary>
    /// <param name="talk">Given the means to start programs.</param>
    /// <exception cref="UserErrorException">There is no sandbox on this machine.</exception>
    T Converse<T>(Func<Func<ProgramRequest, IProgramConversation>, T> talk);
}
