// r1 reproduce [CLAIM…]: makes the models that the claims look at, with several seeds, and judges the claims.

using System.CommandLine;
using R1Sharp.App.Claims;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands;

/// <summary>What was asked for on the command line of "reproduce".</summary>
/// <param name="Claims">The claims.</param>
/// <param name="Seeds">The seeds.</param>
/// <param name="Jobs">How many of them are done side by side.</param>
/// <param name="Recipe">Path of the recipe whose stages they look at.</param>
/// <param name="Overrides">All --set, with --threads among them.</param>
/// <param name="Runs">The folder of the runs.</param>
/// <param name="Out">The folder of the report.</param>
/// <param name="Figures">The folder of table and figures; null writes none.</param>
/// <param name="IsSmoke">Whether the recipe is run in smoke size.</param>
/// <param name="JudgeOnly">Whether only what is there is judged.</param>
sealed record ReproduceRequest(IReadOnlyList<Claim> Claims, IReadOnlyList<ulong> Seeds, int Jobs, string Recipe, IReadOnlyList<string> Overrides, string Runs,
    string Out, string? Figures, bool IsSmoke, bool JudgeOnly);

/// <summary>The command that reproduces claims.</summary>
static class ReproduceCommand
{
    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines)
    {
        var claims = new Argument<string[]>("claim") { Description = "Numbers of claims; none takes all.", Arity = ArgumentArity.ZeroOrMore };
        var list = new Option<bool>("--list") { Description = "Print the claims with their criteria, and do nothing." };
        var seeds = SeedRange.Option();
        var jobs = SeedJobs.Option();
        var recipe = new Option<string>("--recipe")
        {
            Description = "The recipe whose stages the claims look at; those of other recipes find theirs beside it.",
            DefaultValueFactory = _ => "recipes/claims.yaml",
        };
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
            Description = "Where claims.html and claims.json are written.",
            DefaultValueFactory = _ => "reports",
            HelpName = "folder",
        };
        var figures = new Option<string?>("--figures") { Description = "Write the table and the figures as SVG into this folder too.", HelpName = "folder" };
        var smoke = new Option<bool>("--smoke")
        {
            Description = "Every stage in a size that is over in seconds, to see whether all runs through; the verdicts mean nothing. The folders are "
                + "claims-smoke-seedN.",
        };
        var judge = new Option<bool>("--judge-only") { Description = "Run nothing: judge the runs that are there, whatever recipe they were made with." };
        var command = new Command("reproduce", "Reproduce the claims of the papers in miniature.") { claims, list, seeds, jobs, recipe, set, threads, runs,
            output, figures, smoke, judge };
        command.SetAction(parsed =>
        {
            var chosen = ClaimCatalog.Find(parsed.GetValue(claims) ?? []);
            return parsed.GetValue(list) ? List(chosen)
                : Execute(engines, new ReproduceRequest(chosen, SeedRange.Parse(parsed.GetValue(seeds)!)!, parsed.GetValue(jobs), parsed.GetValue(recipe)!,
                [.. parsed.GetValue(set) ?? [], .. RunCommand.Override("threads", parsed.GetValue(threads))], parsed.GetValue(runs)!, parsed.GetValue(output)!,
                parsed.GetValue(figures), parsed.GetValue(smoke), parsed.GetValue(judge)));
        });
        return command;
    }

    static int List(IReadOnlyList<Claim> claims)
    {
        foreach (var claim in claims)
        {
            Console.WriteLine($"{claim.Number}. {claim.Title}\n   {claim.Paper}");
            foreach (var criterion in claim.Criteria)
                Console.WriteLine($"   - {criterion.Text}");
        }
        return ExitCode.Fine;
    }

    static int Execute(Func<int?, IEngine> engines, ReproduceRequest request)
    {
        StandardStreams.IsOutputOptional = true;
        OutputTarget.RequireFolder(request.Out, "--out");
        OutputTarget.RequireFolder(request.Figures, "--figures");
        var recipes = request.Claims.GroupBy(c => PathOf(request, c))
            .Select(g => (Path: g.Key, Stages: g.SelectMany(c => c.Stages).Distinct().ToArray())).ToList();
        using var interruption = new Interruption();
        return RunCommand.ToItsEnd(() =>
        {
            SeedJobs.Run(request.JudgeOnly ? [] : request.Seeds, request.Jobs, interruption.Token, job =>
            {
                foreach (var (path, stages) in recipes)
                    job.Show(display => Carry(engines, request with { Recipe = path }, job, stages,
                        [.. ClaimCatalog.All.Select(c => PathOf(request, c)).Distinct().Where(other => other != path)], display));
            });
            Judge(request);
        });
    }

    // Recipes of one world share their base, which is pre-trained once for each seed, also where an earlier call did so for other claims.
    static void Carry(Func<int?, IEngine> engines, ReproduceRequest request, SeedJob job, string[] stages, IReadOnlyList<string> others, IRunDisplay display)
    {
        ulong seed = job.Seed;
        var recipe = RecipeFile.Load(request.Recipe, [.. request.Overrides, $"seed={seed}"]);
        if (request.IsSmoke)
            recipe = SmokeSize.Of(recipe);
        display.Note(FolderOf(request, request.Recipe, seed));
        using var folder = RunFolder.Open(FolderOf(request, request.Recipe, seed), RecipeFile.Resolved(recipe), RunUse.Redo);
        RunCommand.TakeOver(engines, recipe, folder, [.. others.Select(other => FolderOf(request, other, seed))], stages, display.Note);
        RunCommand.Carry(engines, job.Sharing(recipe), folder, display, stages, job.Interruption);
    }

    static void Judge(ReproduceRequest request)
    {
        var runs = request.Claims.Select(c => PathOf(request, c)).Distinct()
            .ToDictionary(path => path, path => request.Seeds.Select(seed => new ClaimRun(FolderOf(request, path, seed))).ToArray());
        Verdict[] verdicts = [.. request.Claims.Select(claim => Verdict.Of(claim, runs[PathOf(request, claim)]))];
        foreach (var verdict in verdicts)
        {
            var findings = verdict.Findings.Select(f => $"\n   {f.Criterion.Text}; measured {f.Range}: {Verdict.Words(f.Outcome)}");
            Console.WriteLine($"{verdict.Claim.Number}. {verdict.Claim.Title}: {Verdict.Words(verdict.Outcome)}{string.Concat(findings)}");
        }
        foreach (var path in ClaimsReport.Write(request.Out, verdicts, request.Seeds)
            .Concat(request.Figures is { } folder ? ClaimsReport.Figures(folder, verdicts) : []))
            Console.WriteLine(path);
        Console.WriteLine(ClaimsPage.Counts(verdicts));
    }

    static string PathOf(ReproduceRequest request, Claim claim) =>
        claim.Recipe is { } name ? Path.Combine(Path.GetDirectoryName(request.Recipe) ?? "", name) : request.Recipe;

    // Whatever the main recipe is called, its runs are those of the claims.
    static string FolderOf(ReproduceRequest request, string recipe, ulong seed)
    {
        string name = Path.GetFileNameWithoutExtension(recipe);
        bool isOther = ClaimCatalog.All.Any(c => c.Recipe is not null && PathOf(request, c) == recipe);
        return Path.Combine(request.Runs, $"{(isOther ? name : "claims")}{(request.IsSmoke ? "-smoke" : "")}-seed{seed}");
    }
}
