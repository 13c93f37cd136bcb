// A patch on trial: applied to a copy of the checkout, with the tests of the benchmark, which then run in the sandbox.

using System.Text.Json;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.App.Tasks.Patches;

/// <summary>What a trial needs to know of a problem.</summary>
sealed record PatchProblem
{
    /// <summary>Names the problem.</summary>
    public required string Id { get; init; }

    /// <summary>The patch that brings the tests; may be empty.</summary>
    public required string TestPatch { get; init; }

    /// <summary>Tests that the right patch makes pass.</summary>
    public required IReadOnlyList<string> FailToPass { get; init; }

    /// <summary>Tests that passed before and must still.</summary>
    public required IReadOnlyList<string> PassToPass { get; init; }
}

/// <summary>Tries patches.</summary>
/// <param name="programs">The sandbox.</param>
/// <param name="checkouts">The folder of checkouts: NAME is the problem's, NAME.packages what its environment has besides, packages what all have.</param>
sealed class PatchTrial(IProgramRunner programs, string checkouts)
{
    const string Script = "patched_tests.py";

    static readonly ProgramLimits s_limits = new()
    {
        CpuSeconds = 1800,
        WallSeconds = 3600,
        MemoryMegabytes = 4096,
        ScratchMegabytes = 4096,
        FileMegabytes = 512,
        Processes = 256,
        OpenFiles = 1024,
        OutputKilobytes = 16_384,
    };

    /// <summary>The checkout of a problem; null where there is none.</summary>
    public string? Checkout(string id) => Path.Combine(checkouts, id) is var folder && Directory.Exists(folder) ? folder : null;

    /// <summary>Whether all tests pass with a patch, and why not; null where they could not be run.</summary>
    /// <exception cref="UserErrorException">There is no sandbox, or the problem's own patch of tests does not fit its checkout.</exception>
    public (bool? Resolved, string Reason) Try(PatchProblem problem, string patch)
    {
        using var folder = new PatchedFolder(Checkout(problem.Id)!);
        try
        {
            folder.Apply(patch);
        }
        catch (UserErrorException e)
        {
            return (false, e.Message);
        }
        if (problem.TestPatch.Length > 0)
            ApplyTests(folder, problem);
        return Judged(problem, Run(problem, folder.Path));
    }

    // A patch of the model's that changes the same tests is overwritten, as the harness does it.
    void ApplyTests(PatchedFolder folder, PatchProblem problem)
    {
        string checkout = Checkout(problem.Id)!;
        foreach (var file in UnifiedPatch.Parse(problem.TestPatch))
            foreach (string name in new[] { file.OldPath, file.NewPath }.OfType<string>().Distinct())
                folder.Restore(checkout, name);
        try
        {
            folder.Apply(problem.TestPatch);
        }
        catch (UserErrorException e)
        {
            throw new UserErrorException($"{checkout} is not the commit that {problem.Id} is about: with its test_patch, {e.Message}", e);
        }
    }

    ProgramResult Run(PatchProblem problem, string folder)
    {
        string? packages = ((string[])[problem.Id + ".packages", "packages"]).Select(name => Path.Combine(checkouts, name)).FirstOrDefault(Directory.Exists);
        var input = new Dictionary<string, object> { ["tests"] = problem.FailToPass.Concat(problem.PassToPass), ["packages"] = packages is not null };
        return programs.Run(new ProgramRequest(ProgramText(), JsonSerializer.Serialize(input))
        {
            Limits = s_limits,
            Folders = packages is null ? [new(folder, "/repo")] : [new(folder, "/repo"), new(Path.GetFullPath(packages), "/packages")],
        });
    }

    static (bool?, string) Judged(PatchProblem problem, ProgramResult result)
    {
        if (result.Status != ProgramStatus.Ok || Parsed(result.Output) is not { } json)
            return (false, $"the tests did not end: {result.Complaint}");
        if (json.GetProperty("problem").GetString() is { } why)
            return (null, $"the tests cannot be run: {why}");
        var outcomes = json.GetProperty("outcomes").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString());
        string[] failed = [.. problem.FailToPass.Concat(problem.PassToPass).Where(name => outcomes.GetValueOrDefault(name) != "passed")];
        return (failed.Length == 0, failed.Length == 0 ? "resolved" : $"{failed.Length} of {outcomes.Count} tests do not pass, the first: {failed[0]}");
    }

    static JsonElement? Parsed(string output)
    {
        try
        {
            return JsonElement.Parse(output.TrimEnd().Split('\n')[^1]);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string ProgramText()
    {
        using var reader = new StreamReader(typeof(PatchTrial).Assembly.GetManifestResourceStream(Script)!);
        return reader.ReadToEnd();
    }
}
