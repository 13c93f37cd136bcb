// What somebody asks of a benchmark beyond its file.

namespace R1Sharp.App.Tasks.Declarations;

/// <summary>The wordings of a prompt.</summary>
enum TaskWording
{
    /// <summary>As R1 was asked.</summary>
    R1,

    /// <summary>As the benchmark's authors ask.</summary>
    Authors,
}

/// <summary>How a benchmark is asked.</summary>
sealed record TaskRequest
{
    /// <summary>The data; null looks for the published one under R1SHARP_HUB.</summary>
    public string? Path { get; init; }

    /// <summary>The configuration; null takes the file's.</summary>
    public string? Config { get; init; }

    /// <summary>The split; null takes the file's.</summary>
    public string? Split { get; init; }

    /// <summary>The question's column; null takes those of the file.</summary>
    public string? QuestionColumn { get; init; }

    /// <summary>The gold answer's column; null takes those of the file.</summary>
    public string? AnswerColumn { get; init; }

    /// <summary>The wording.</summary>
    public TaskWording Wording { get; init; }

    /// <summary>Answered examples before each question; null takes the file's number.</summary>
    public int? Shots { get; init; }

    /// <summary>The examples' data; null takes the benchmark's own split for them.</summary>
    public string? ShotsPath { get; init; }

    /// <summary>The first so many problems; null takes all.</summary>
    public int? Count { get; init; }

    /// <summary>The first day of problems that have one; null takes the file's.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>The last day of problems that have one; null takes the file's.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Decides the order of options where they are shuffled.</summary>
    public ulong Seed { get; init; }
}
