// r1 bakeoff: every way to learn from one start with the same counted work, several seeds, each with its own best learning rate; one table and one plot.

using System.CommandLine;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Reports;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands;

/// <summary>The command that compares ways to learn.</summary>
static class BakeOffCommand
{
    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines)
    {
        var recipe = new Option<string>("--recipe") { Description = "The recipe whose arms are compared.", DefaultValueFactory = _ => "recipes/bake-off.yaml" };
        var seeds = SeedRange.Option();
        var jobs = SeedJobs.Option();
        var set = new Option<string[]>("--set") { Description = "Change a value of the recipe: path=value. May be repeated.", HelpName = "path=value" };
        var threads = new NumberOption<int?>("--threads", 1, 1024) { Description = "Threads to use; changes no result." };
        var runs = new Option<string>("--runs")
        {
            Description = "Where the runs are kept; what is there already is not done again.",
            DefaultValueFactory = _ => "runs",
            HelpName = "folder",
        };
        var output = new Option<string>("--out")
        {
            Description = "Where bake-off.md and bake-off.svg are written.",
            DefaultValueFactory = _ => "reports",
            HelpName = "folder",
        };
        var smoke = new Option<bool>("--smoke") { Description = "Every stage in a size that is over in seconds; the numbers mean nothing." };
        var command = new Command("bakeoff", "Compare ways to learn at equal work: one table, one plot.") { recipe, seeds, jobs, set, threads, runs, output,
            smoke };
        command.SetAction(parsed => Execute(engines, parsed.GetValue(recipe)!, SeedRange.Parse(parsed.GetValue(seeds)!)!,
            parsed.GetValue(jobs), [.. parsed.GetValue(set) ?? [], .. RunCommand.Override("threads", parsed.GetValue(threads))], parsed.GetValue(runs)!,
            parsed.GetValue(output)!, parsed.GetValue(smoke)));
        return command;
    }

    static int Execute(Func<int?, IEngine> engines, string path, IReadOnlyList<ulong> seeds, int jobs, string[] overrides, string runs, string output,
        bool isSmoke)
    {
        StandardStreams.IsOutputOptional = true;
        OutputTarget.RequireFolder(output, "--out");
        using var interruption = new Interruption();
        var recipes = seeds.ToDictionary(seed => seed, seed =>
        {
            var recipe = RecipeFile.Load(path, [.. overrides, FormattableString.Invariant($"seed={seed}")]);
            return isSmoke ? SmokeSize.Of(recipe) : recipe;
        });
        string Root(ulong seed) => Path.Combine(runs, FormattableString.Invariant($"{recipes[seed].Name}-seed{seed}"));
        return RunCommand.ToItsEnd(() =>
        {
            SeedJobs.Run(seeds, jobs, interruption.Token, job => job.Show(display => Carry(engines, recipes[job.Seed], Root(job.Seed), job, display)));
            Write(output, [.. seeds.Select(seed => BakeOff.Arms(StageGraph.Of(recipes[seed].Stages), Root(seed)))]);
        });
    }

    static void Carry(Func<int?, IEngine> engines, Recipe recipe, string root, SeedJob job, IRunDisplay display)
    {
        display.Note(root);
        using var folder = RunFolder.Open(root, RecipeFile.Resolved(recipe), RunUse.Redo);
        RunCommand.Carry(engines, job.Sharing(recipe), folder, display, [], job.Interruption);
    }

    static void Write(string folder, IReadOnlyList<IReadOnlyList<BakedArm>> baked)
    {
        RunStorage.Guard(folder, () => Directory.CreateDirectory(folder));
        string table = BakeOff.Table(baked);
        Console.Write(table);
        foreach (var (name, text) in new[] { ("bake-off.md", table), ("bake-off.svg", BakeOff.Plot(baked)) })
        {
            string path = Path.Combine(folder, name);
            RunStorage.WriteText(path, text);
            Console.WriteLine(path);
        }
    }
}
