// The plan of the house: which project may know which, which folder which, and what is kept out of the inner projects.

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace R1Sharp.Tests;

public sealed class HouseTests
{
    static readonly string[] LearningOrder = ["Settings", "Tokenization", "Model", "Policies", "Generation", "Grammars", "Rewards", "Corpus", "Rollouts", "Training", "Cpu"];

    static readonly string[] AppOrder = ["Recipes", "Endpoints", "Sandbox", "Runs", "Data", "Tasks", "Charts", "Corpus", "Stages", "Generations", "Foreign", "Trl", "Verl", "Reports", "Claims", "Doctor", "Serving", "Watching", "Library", "Commands"];

    [Fact]
    public void Numerics_knows_no_other_project_of_the_house()
    {
        var names = typeof(R1Sharp.Numerics.RandomStream).Assembly.GetReferencedAssemblies().Select(a => a.Name!);
        Assert.DoesNotContain(names, n => n.StartsWith("R1Sharp", StringComparison.Ordinal) || n == "r1");
    }

    [Fact]
    public void No_line_of_the_sources_is_over_160_columns()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal));
        Assert.Empty(files.SelectMany(f => File.ReadLines(f).Select((line, i) => (Line: line, Number: i + 1))
            .Where(l => new System.Globalization.StringInfo(l.Line).LengthInTextElements > 160).Select(l => $"{Path.GetRelativePath(Root(), f)}:{l.Number}")));
    }

    [Fact]
    public void The_inner_projects_have_no_packages()
    {
        foreach (string project in new[] { "R1Sharp.Numerics", "R1Sharp.Learning" })
            Assert.DoesNotContain("PackageReference", File.ReadAllText(Path.Combine(Root(), "src", project, project + ".csproj")));
    }

    [Fact]
    public void Folders_of_learning_depend_one_way()
    {
        var learning = typeof(R1Sharp.Learning.UserErrorException).Assembly;
        Assert.Empty(AgainstTheOrder(learning, LearningOrder));
        Assert.All(Uses(learning).Where(use => use.From == "Miniature"),
            use => Assert.True(use.To is "Miniature" or "Rewards" or "Tokenization", $"{use.What} in Miniature"));
    }

    [Fact]
    public void Folders_of_the_program_depend_one_way()
    {
        Assert.Equal(AppOrder.Order(),
            Directory.GetDirectories(Path.Combine(Root(), "src", "R1Sharp.App")).Select(Path.GetFileName).Where(f => f is not ("bin" or "obj")).Order()!);
        Assert.Empty(AgainstTheOrder(typeof(R1Sharp.App.Stages.Recipe).Assembly, AppOrder));
    }

    // The parts of a network on the processor that lie beside its files.
    static readonly string[] s_network = ["Transformer", "Weights", "PackedWeights", "PackedLinear", "Activations",
        "GrowingBuffer", "TokenBatch", "CachedRows", "StepParts"];

    static bool IsOfTheProcessor(Type type) =>
        type.Namespace is { } space && (space.StartsWith("R1Sharp.Numerics.", StringComparison.Ordinal) || space == "R1Sharp.Learning.Cpu"
        || space == "R1Sharp.Learning.Model.Parts" || (space == "R1Sharp.Learning.Model" && s_network.Contains(type.Name)));

    /// <summary>Only one file names an engine, and the benchmarks measure this one.</summary>
    [Fact]
    public void The_program_knows_no_network_and_no_threads()
    {
        var uses = TypeReferences.All(typeof(R1Sharp.App.Recipes.RecipeParser).Assembly).Where(use => IsOfTheProcessor(use.Used)).ToArray();
        Assert.Contains(uses, use => use.User.Name == "Engines" && use.Used.Name == "CpuEngine");
        Assert.Empty(uses.Where(use => !(use.Used.Name == "CpuEngine" && (use.User.Name == "Engines" || use.User.Namespace == "R1Sharp.App.Commands.Bench"))
            && !((use.Used.Name, use.User.Name) is ("ContractBits", "BenchBits") or ("SimulatedWork", "BenchScaling"))).Select(use => $"{use.User.FullName} uses {use.Used.Name}"));
    }

    /// <summary>What chooses from logits on the processor is for every engine that has them there.</summary>
    [Fact]
    public void Contracts_trainers_rewards_and_scheduling_know_no_engine()
    {
        string[] folders = ["Policies", "Generation", "Rewards", "Corpus", "Rollouts", "Training", "Miniature"];
        var uses = TypeReferences.All(typeof(R1Sharp.Learning.UserErrorException).Assembly)
            .Where(use => folders.Contains(FolderOf(use.User)) && IsOfTheProcessor(use.Used));
        Assert.Empty(uses.Where(use => !(use.User.Name == "Sampler" && (use.Used.Namespace == "R1Sharp.Numerics.Kernels" || use.Used.Name == "Workspace")))
            .Select(use => $"{use.User.FullName} uses {use.Used.Name}"));
    }

    /// <summary>What lies beside the rooms is for all of them and knows none.</summary>
    [Fact]
    public void Rooms_of_training_depend_one_way()
    {
        string[] order = ["Watchdogs", "Evaluation", "Supervised", "RewardModels", "Preferences", "Reinforcement", "Distillation", "Selection"];
        var uses = from use in TypeReferences.Of(typeof(R1Sharp.Learning.UserErrorException).Assembly)
                   let rooms = (From: RoomOf(use.User), To: RoomOf(use.Used))
                   where rooms.To is not null && rooms.From is not null && Array.IndexOf(order, rooms.From) < Array.IndexOf(order, rooms.To)
                   select $"{use.User.FullName} uses {use.Used.FullName}";
        Assert.Empty(uses);
        Assert.Equal(order.Order(), Directory.GetDirectories(Path.Combine(Root(), "src", "R1Sharp.Learning", "Training")).Select(Path.GetFileName).Order()!);
    }

    // R1Sharp.Learning.Training.Evaluation.Scaling → Evaluation; beside the rooms: "".
    static string? RoomOf(Type type) =>
        type.Namespace is { } space && space.Split('.') is [_, "Learning", "Training", .. var rooms] ? rooms.FirstOrDefault() ?? "" : null;

    [Fact]
    public void The_engine_knows_no_trainer_and_no_reward() =>
        Assert.Empty(Uses(typeof(R1Sharp.Learning.UserErrorException).Assembly)
            .Where(use => use.From == "Cpu" && (use.To is "Training" or "Rollouts" or "Rewards" or "Miniature")).Select(use => use.What));

    [Fact]
    public void A_use_that_no_using_directive_shows_is_seen()
    {
        Assert.NotEmpty(new List<Kernels.TilesTests[]?> { null });
        Assert.Contains((typeof(HouseTests), typeof(Kernels.TilesTests)), TypeReferences.Of(typeof(HouseTests).Assembly));
    }

    static IEnumerable<string> AgainstTheOrder(Assembly assembly, string[] order) =>
        from use in Uses(assembly)
        let place = (From: Array.IndexOf(order, use.From), To: Array.IndexOf(order, use.To))
        where place.From >= 0 && (place.To < 0 || place.From < place.To)
        select $"{use.From} uses {use.To}: {use.What}";

    static IEnumerable<(string From, string To, string What)> Uses(Assembly assembly) =>
        from use in TypeReferences.Of(assembly)
        let names = (From: FolderOf(use.User), To: FolderOf(use.Used))
        where names.From is not null && names.To is not null
        select (names.From, names.To, $"{use.User.Name} uses {use.Used.Name}");

    // R1Sharp.App.Recipes → Recipes; what lies beside the folders may be used by all.
    static string? FolderOf(Type type) => type.Namespace is { } space && space.Split('.') is { Length: > 2 } parts && parts[0] == "R1Sharp" ? parts[2] : null;

    [Theory]
    [InlineData(@"\bunsafe\b")]
    [InlineData(@"\bConsole\.")]
    [InlineData(@"System\.Net\b")]
    [InlineData(@"YamlDotNet")]
    [InlineData(@"Stopwatch|DateTime\.(Utc)?Now")]
    public void Learning_stays_away_from(string pattern)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Root(), "src", "R1Sharp.Learning"), "*.cs", SearchOption.AllDirectories))
            foreach (string line in File.ReadLines(file).Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal)))
                Assert.False(Regex.IsMatch(line, pattern), $"{Path.GetFileName(file)}: {line.Trim()}");
    }

    static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
