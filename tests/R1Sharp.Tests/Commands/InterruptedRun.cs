// A recipe that is interrupted within a stage and resumed, for the tests of what a stage saves.

using System.Security.Cryptography;
using System.Text.RegularExpressions;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>Runs of one recipe in a folder that goes with this object.</summary>
sealed class InterruptedRun : IDisposable
{
    readonly TemporaryDirectory _folder = new();

    /// <summary>Opens what computes, with so many threads.</summary>
    public Func<int?, IEngine> Engine { get; init; } = App.Engines.Open;

    /// <summary>A path in the folder.</summary>
    public string At(string name) => Path.Combine(_folder.Path, name);

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs the recipe twice: as a whole, and interrupted after so many steps of each of some stages, with other threads; both must leave the same.</summary>
    public void MustEndInTheSameBits(string recipe, params (string Stage, int Steps)[] cuts)
    {
        File.WriteAllText(At("recipe.yaml"), recipe);
        Run("whole", RunUse.None, threads: 1, cut: null);
        foreach (var cut in cuts)
            Assert.Throws<OperationCanceledException>(() => Run("cut", cut == cuts[0] ? RunUse.None : RunUse.Resume, threads: 2, cut));
        var notes = Run("cut", RunUse.Resume, threads: 1, cut: null);
        Assert.Contains($"going on after step {cuts[^1].Steps} of {cuts[^1].Stage}", notes);
        Assert.Equal(Left("whole"), Left("cut"));
    }

    // Runs what is left; told after which step of which stage it is interrupted.
    List<string> Run(string name, RunUse use, int threads, (string Stage, int Steps)? cut)
    {
        var recipe = RecipeFile.Load(At("recipe.yaml"), [$"threads={threads}"]);
        using var folder = RunFolder.Open(At(name), RecipeFile.Resolved(recipe), use);
        using var interruption = new CancellationTokenSource();
        var display = new CuttingDisplay(cut, interruption);
        using var engine = Engine(threads);
        using var run = new RecipeRun(recipe, folder, display, engine, RewardHost.None, _ => 1e9);
        run.Execute(interruption.Token);
        return display.Notes;
    }

    /// <summary>Asks the run to stop once a stage has made so many steps.</summary>
    sealed class CuttingDisplay((string Stage, int Steps)? cut, CancellationTokenSource interruption) : IRunDisplay
    {
        string _stage = "";

        public List<string> Notes { get; } = [];

        public void StageBegins(string name, int stepCount)
        {
            _stage = name;
            Assert.True(_stage != cut?.Stage || cut.Value.Steps < stepCount, $"{name} has {stepCount} steps only: it is not interrupted in its middle.");
        }

        public void Step(int step, StageStep done, double seconds)
        {
            if (_stage == cut?.Stage && step + 1 == cut.Value.Steps)
                interruption.Cancel();
        }

        public void StageEnds() { }

        public void Note(string text) => Notes.Add(text);
    }

    // Weights as hashes; data, and logs without their times.
    List<string> Left(string run) => [.. Directory.GetFiles(Path.Combine(At(run), "stages"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Where(f => Path.GetExtension(f) is ".safetensors" or ".jsonl")
        .Select(f => $"{Path.GetRelativePath(At(run), f)} {(f.EndsWith(".jsonl", StringComparison.Ordinal) ? Timeless(f) : Hash(f))}")];

    static string Timeless(string log) => Regex.Replace(File.ReadAllText(log), LogTimes.Pattern, "");

    static string Hash(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
}
