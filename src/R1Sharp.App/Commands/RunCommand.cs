// r1 run RECIPE: carries out a recipe, or goes on where it was stopped.

using System.CommandLine;
using R1Sharp.App.Commands.Bench;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Recipes;
using R1Sharp.App.Reports;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Watchdogs;
using Spectre.Console;

namespace R1Sharp.App.Commands;

/// <summary>What was asked for on the command line of "run".</summary>
/// <param name="Recipe">Path of the recipe.</param>
/// <param name="Overrides">All --set, with --seed and --threads among them.</param>
/// <param name="Out">The run folder; null makes one from the recipe's name and seed.</param>
/// <param name="Use">What to do with a run that is in the folder.</param>
/// <param name="Only">The stages to do, with what they build on; empty does all.</param>
/// <param name="IsSmoke">Whether the recipe is run in smoke size.</param>
/// <param name="Control">Runs the recipe's twin, with rewards that teach nothing; null runs the recipe itself.</param>
sealed record RunRequest(string Recipe, IReadOnlyList<string> Overrides, string? Out, RunUse Use, IReadOnlyList<string> Only, bool IsSmoke = false,
    RewardControl? Control = null)
{
    /// <summary>Folders of runs whose finished stages are taken over where this one would end them in the same bits.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>The command that goes on where this one was stopped.</summary>
    public string ResumeCommand =>
        string.Join(' ', [.. (string[])["./r1", "run", Quoted(Recipe)], .. Overrides.Select(o => "--set " + Quoted(o)), .. Out is null ? (string[])[]
            : ["--out " + Quoted(Out)], .. Only.Select(o => "--only " + Quoted(o)), .. IsSmoke ? (string[])["--smoke"] : [],
            .. Control is { } control ? (string[])["--control " + RecipeTwin.NameOf(control)] : [], "--resume"]);

    /// <summary>A word as a shell takes it for one.</summary>
    internal static string Quoted(string word) => word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=+:,".Contains(c)) ? word
        : $"'{word.Replace("'", "'\\''")}'";
}

/// <summary>The command that runs recipes.</summary>
static class RunCommand
{
    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines)
    {
        var recipe = new Argument<string?>("recipe")
        {
            Description = "The recipe, a YAML file; without one those at hand are offered.",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "recipe",
        };
        recipe.CompletionSources.Add(_ => RecipeList.Of().Select(r => new System.CommandLine.Completions.CompletionItem(r.Path)));
        var set = new Option<string[]>("--set")
        {
            Description = "Change a value of the recipe: path=value, e.g. stages.grpo.steps=20. May be repeated.",
            HelpName = "path=value",
        };
        var seed = new NumberOption<ulong?>("--seed", 0, ulong.MaxValue) { Description = "The seed, instead of the recipe's." };
        var threads = new NumberOption<int?>("--threads", 1, 1024) { Description = "Threads to use; changes no result." };
        var output = new Option<string?>("--out") { Description = "The run folder; otherwise runs/NAME-seedN." };
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest checkpoint of the run folder." };
        var redo = new Option<bool>("--redo")
        {
            Description = "Keep the stages of the run folder whose results the recipe would give again, and do the others anew.",
        };
        var only = new Option<string[]>("--only")
        {
            Description = "Do this stage, with all that it builds on, and no other. May be repeated.",
            HelpName = "stage",
        };
        var smoke = new Option<bool>("--smoke")
        {
            Description = "Every stage in a size that is over in seconds, to see whether the recipe runs through; nothing is learned. The folder is "
                + "NAME-smoke-seedN.",
        };
        var control = new Option<string?>("--control")
        {
            Description = "Run the recipe's twin, whose rewards teach nothing: a coin (random), the form alone (format), wrong answers (inverted), another "
                + "problem's gold answer (shuffled). Stages that are the same are taken over from the run; the folder is NAME-CONTROL-seedN.",
        };
        control.AcceptOnlyFromAmong([.. RecipeTwin.Names]);
        var others = new Option<string[]>("--take-over")
        {
            Description = "Take over the stages that another run has finished and that this one would end in the same bits, such as a base that recipes share. "
                + "May be repeated.",
            HelpName = "folder",
        };
        var command = new Command("run", "Run a recipe.") { recipe, set, seed, threads, output, resume, redo, only, smoke, control, others };
        command.SetAction(parsed => Execute(engines, new RunRequest(parsed.GetValue(recipe) ?? RecipeList.Choose("run"),
            [.. parsed.GetValue(set) ?? [], .. Override("seed", parsed.GetValue(seed)), .. Override("threads", parsed.GetValue(threads))],
            parsed.GetValue(output), parsed.GetValue(redo) ? RunUse.Redo : parsed.GetValue(resume) ? RunUse.Resume : RunUse.None, parsed.GetValue(only)
                ?? [], parsed.GetValue(smoke), parsed.GetValue(control) is { } name ? RecipeTwin.Find(name) : null)
        {
            Others = parsed.GetValue(others) ?? [],
        }));
        return command;
    }

    /// <summary>The override of a key by an option that was given.</summary>
    internal static IEnumerable<string> Override<T>(string key, T? value) where T : struct => value is { } v ? [$"{key}={v}"] : [];

    static int Execute(Func<int?, IEngine> engines, RunRequest request) =>
        Execute(engines, RecipeFile.Load(request.Recipe, request.Overrides), request, request.ResumeCommand);

    /// <summary>Runs a recipe.</summary>
    /// <param name="engines">Makes the engine that computes.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="request">Where and how; the recipe's path and overrides are not looked at.</param>
    /// <param name="resumeCommand">The command that goes on where this one was stopped.</param>
    internal static int Execute(Func<int?, IEngine> engines, Recipe recipe, RunRequest request, string resumeCommand)
    {
        StandardStreams.IsOutputOptional = true;
        if (request.IsSmoke)
            recipe = SmokeSize.Of(recipe);
        var original = recipe;
        if (request.Control is { } control)
            recipe = RecipeTwin.Of(recipe, control);
        var path = request.Out ?? recipe.Folder;
        using var folder = RunFolder.Open(path, RecipeFile.Resolved(recipe), request.Use);
        using var interruption = new Interruption();
        try
        {
            TakeOver(engines, recipe, folder, [.. request.Others.Select(RunFolder.Existing).Select(run => run.Root), .. request.Control is null ? (string[])[]
                : [original.Folder]], request.Only, Console.WriteLine);
            Show(display => Carry(engines, recipe, folder, display, request.Only, interruption.Token));
            if (request.Control is { } done)
                Compare(original, done, folder);
            Console.WriteLine($"finished: {folder.Report}{(Directory.Exists(folder.Model) ? $"; talk to the model: ./r1 chat --model {folder.Model}" : "")}");
            return ExitCode.Fine;
        }
        catch (OperationCanceledException)
        {
            WriteReport(folder);
            Console.WriteLine($"stopped after a whole step; go on with: {resumeCommand}");
            return ExitCode.Interrupted;
        }
        catch (WatchdogException stop)
        {
            WriteReport(folder);
            return Stopped(stop);
        }
        catch (UserErrorException e) when (HasResults(folder))
        {
            throw new UserErrorException($"{e.Message.TrimEnd('.')}; what was done is kept, go on with: {resumeCommand}", e);
        }
    }

    /// <summary>Does what the same command goes on with where it is stopped, and says how it ended.</summary>
    internal static int ToItsEnd(Action work)
    {
        try
        {
            work();
            return ExitCode.Fine;
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("stopped after a whole step; the same command goes on");
            return ExitCode.Interrupted;
        }
        catch (WatchdogException stop)
        {
            return Stopped(stop);
        }
    }

    static int Stopped(WatchdogException stop)
    {
        Console.Error.WriteLine($"r1: stopped by the watchdog {stop.Message}");
        return ExitCode.Stopped;
    }

    /// <summary>Copies what other runs have finished and this one would end in the same bits.</summary>
    /// <param name="engines">Makes the engine that computes.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="folder">Its run.</param>
    /// <param name="others">The folders of the other runs; one that is not there has nothing.</param>
    /// <param name="only">The stages that are to be done, with what they build on; empty for all.</param>
    /// <param name="say">Told what was copied.</param>
    internal static void TakeOver(Func<int?, IEngine> engines, Recipe recipe, RunFolder folder, IReadOnlyList<string> others, IReadOnlyList<string> only,
        Action<string> say)
    {
        if (others.Count == 0)
            return;
        using var engine = engines(1);
        var (all, keys) = (StageGraph.Of(recipe.Stages), new StageKeys(recipe, engine.Name));
        var nodes = only.Count == 0 ? all : StageGraph.Needed(all, only);
        folder.Begin(all.Select(n => n.Name));
        foreach (string other in others)
            foreach (string stage in BorrowedStages.Take(other, folder, nodes.Select(n => (n.Name, keys.Of(n).Key))))
                say($"{stage}: taken over from {other}");
    }

    // The run and all of its twins that are there.
    static void Compare(Recipe original, RewardControl control, RunFolder folder)
    {
        var runs = Enum.GetValues<RewardControl>().Select(c => (RecipeTwin.NameOf(c), c == control ? folder.Root : RecipeTwin.Of(original, c).Folder));
        string table = ControlTable.Of([("as in the recipe", original.Folder), .. runs]);
        RunStorage.WriteText(Path.Combine(folder.Root, "controls.md"), table);
        Console.Write(table);
    }

    // A run that ends early has a report of what it did, where it did anything.
    static void WriteReport(RunFolder folder)
    {
        if (folder.Stages.Any(stage => File.Exists(stage.Metrics)))
            RunStorage.Guard(folder.Report, () => Report.Write(folder.Root));
    }

    static bool HasResults(RunFolder folder) =>
        folder.Stages.Any(stage => StageRecord.Read(stage) is { IsFinished: true } || new StageCheckpoints(stage, 1).All().Count > 0);

    /// <summary>Does the stages that are named, with what they build on; none named does all.</summary>
    internal static void Carry(Func<int?, IEngine> engines, Recipe recipe, RunFolder folder, IRunDisplay display, IReadOnlyList<string> only,
        CancellationToken interruption)
    {
        using var engine = engines(recipe.Threads);
        using var run = new RecipeRun(recipe, folder, display, engine, RewardHosts.Own, Peak, only.Count == 0 ? null : only);
        run.Execute(interruption);
        WriteReport(folder);
    }

    // The operations a second of the matrix product, for estimates.
    static double Peak(IEngine engine) => engine.MeasureFlops(BenchTimes.BestOf(3));

    /// <summary>Shows what a run tells: a terminal that is drawn anew, or lines where the output is no terminal.</summary>
    internal static void Show(Action<IRunDisplay> run)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi)
            run(new PlainDisplay(Console.Out));
        else
            TerminalDisplay.Around(run);
    }
}
