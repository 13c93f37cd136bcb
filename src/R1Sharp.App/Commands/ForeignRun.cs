// A run that was told in another program's keys: what it amounts to is printed, and done.

using R1Sharp.App.Foreign;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands;

/// <summary>How such a run is carried out.</summary>
/// <param name="Command">The command's words behind r1.</param>
/// <param name="Again">The words with which the same command goes on where it was stopped.</param>
sealed record ForeignRun(string Command, IEnumerable<string> Again)
{
    /// <summary>The page that says what becomes of each key.</summary>
    public required string Page { get; init; }

    /// <summary>Names that were given and have no meaning here.</summary>
    public IReadOnlyList<string> WithoutMeaning { get; init; } = [];

    /// <summary>Whether the recipe is only printed.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Whether it runs in a size that is over in seconds.</summary>
    public bool IsSmoke { get; init; }

    /// <summary>Threads to use; null takes all cores.</summary>
    public int? Threads { get; init; }

    /// <summary>Says what a reader should know, prints the recipe and runs it.</summary>
    public int Execute(Func<int?, IEngine> engines, ForeignRecipe translated)
    {
        if (WithoutMeaning.Count > 0)
            Console.Error.WriteLine($"r1: without meaning here: {string.Join(", ", WithoutMeaning)} ({Page} says why).");
        foreach (string remark in translated.Remarks)
            Console.Error.WriteLine($"r1: {remark}");
        Console.WriteLine(translated.Text);
        if (IsDryRun)
            return ExitCode.Fine;
        var recipe = RecipeFile.Read(translated.Text, $"the recipe of r1 {Command}", [.. RunCommand.Override("threads", Threads)]);
        return RunCommand.Execute(engines, recipe, new RunRequest("", [], translated.Output, translated.Use, [], IsSmoke),
            $"./r1 {Command} {string.Join(' ', Again.Select(RunRequest.Quoted))}");
    }
}
