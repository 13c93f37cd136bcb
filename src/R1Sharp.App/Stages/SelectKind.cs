// Selection: some of the examples that there are. What is selected goes into data.jsonl, what became of every example into manifest.jsonl.

using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Selection;

namespace R1Sharp.App.Stages;

/// <summary>Selects some of the examples that there are; it leaves data like a stage of rejection sampling.</summary>
sealed record SelectStage : IChecked
{
    /// <summary>The examples of all sources together.</summary>
    [MinLength(1)] public required IReadOnlyList<ExampleSource> Examples { get; init; }

    /// <summary>How they are selected.</summary>
    public required SelectionMethod Method { get; init; }

    /// <summary>Stages whose models are asked the questions; what one of them solves is too easy (s1, LIMO).</summary>
    public IReadOnlyList<string> Solvers { get; init; } = [];

    /// <summary>Completions of each question that a solver is asked for.</summary>
    [Range(1, 4096)] public int SolverSamples { get; init; } = 1;

    /// <summary>Most tokens of such a completion.</summary>
    [Range(1, 1_000_000)] public int MaxCompletionTokens { get; init; } = 330;

    /// <summary>How many, and the method's settings.</summary>
    [Inline] public SelectionOptions Options { get; init; } = new();

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => Method == SelectionMethod.Random && Solvers.Count > 0 ? new("a selection at random asks no solvers.", "solvers")
        : null;
}

/// <summary>Select some of the examples that there are.</summary>
sealed class SelectKind() : StageKind<SelectStage>("select")
{
    public override StageYield Leaves => StageYield.Examples;

    public override string Tell(StageStory story) => $"It selected {StageStory.Number(story.Sum("selected"))} examples{story.Took}.";

    protected override IEnumerable<StageNeed> Needs(SelectStage stage) =>
    [
        .. ExampleNeeds.Of(stage.Examples),
        .. stage.Solvers.Select((solver, i) => new StageNeed(solver, StageYield.Model, "asks the model of", FormattableString.Invariant($"solvers.{i}"))),
    ];

    // The examples are few, and those of a network that has hardly learned are solved by none: what asks or filters is left as open as can be.
    protected override SelectStage Smoke(SelectStage stage) => stage with
    {
        SolverSamples = Math.Min(SmokeSize.Steps, stage.SolverSamples),
        MaxCompletionTokens = Math.Min(SmokeSize.CompletionTokens, stage.MaxCompletionTokens),
        Options = stage.Options with
        {
            Count = stage.Options.Count is { } count ? Math.Min(SmokeSize.Problems, count) : null,
            MaxSolverPassRate = 1,
            MinPassRate = 0,
            MaxPassRate = 1,
        },
    };

    // Solvers are asked every question of the stages that are selected from once, however many traces it has.
    protected override StageEstimate Estimate(SelectStage stage, StageNode node, StagePlan plan)
    {
        var asked = node.Data.Select(n => n.Recipe.Settings).OfType<CollectStage>().SelectMany(s => s.Problems).Distinct().ToList();
        bool asks = stage.Solvers.Count > 0;
        return new()
        {
            Sampled = asks ? plan.Asked(asked, stage.Solvers.Count * stage.SolverSamples, stage.MaxCompletionTokens) : 0,
            Left = (long)(plan.LeftBy(node.Data) * (stage.Options.Share ?? 1)),
            InFlight = asks ? long.MaxValue : 0,
            CompletionCap = asks ? stage.MaxCompletionTokens : 0,
        };
    }

    protected override void CheckData(SelectStage stage, StageNode node, RunParts run)
    {
        foreach (var source in stage.Examples.Where(e => e.File is not null))
            run.Examples(source, run.Models.LimitsOf(node)).Count();
    }

    protected override IStageRun Begin(SelectStage stage, StageNode node, LoadedModel model, RunParts run)
    {
        List<SelectionRow> rows()
        {
            List<SelectionRow> all = [.. stage.Examples.SelectMany(source => SelectionRow.Read(run.FileOf(source), model.Tokenizer))];
            foreach (string name in stage.Solvers)
            {
                using var solver = run.Models.Beside(name);
                all = SolverRates.Ask(all, name, solver, new()
                {
                    SampleCount = stage.SolverSamples,
                    MaxCompletionTokens = stage.MaxCompletionTokens,
                }, run.Seed, run.Host);
            }
            return all;
        }
        return new SelectStageRun(rows, stage.Method, stage.Options, run.Seed, run.Folder.Stage(node.Name));
    }
}

/// <summary>A stage that selects examples, in one step.</summary>
/// <param name="rows">Gives the examples with what is known of them.</param>
/// <param name="method">How they are selected.</param>
/// <param name="options">The settings.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="folder">The stage's folder.</param>
sealed class SelectStageRun(Func<List<SelectionRow>> rows, SelectionMethod method, SelectionOptions options, ulong seed, StageFolder folder) : IStageRun
{
    JsonObject? _counts;

    /// <inheritdoc/>
    public int StepCount => 1;

    /// <summary>How many examples were left after each filter; null before the step.</summary>
    public JsonObject? Counts() => _counts?.DeepClone().AsObject();

    /// <inheritdoc/>
    public StageStep Step(int stepIndex)
    {
        var all = rows();
        var result = ExampleSelection.Select([.. all.Select(row => row.Candidate)], method, options, seed);
        WriteManifest(folder.Manifest, all, result);
        _counts = new JsonObject(result.Left.Select(left => KeyValuePair.Create(left.Filter, (JsonNode?)left.Count)));
        string number(int count) => count.ToString(CultureInfo.InvariantCulture);
        return new StageStep(Counts()!, 0, [("selected", $"{number(result.Selected.Count)} of {number(all.Count)}")])
        {
            Examples = [.. result.Selected.Select(i => all[i].Selected(method, result.Verdicts[i]))],
        };
    }

    /// <summary>Writes what became of every example, a line each.</summary>
    /// <exception cref="Learning.UserErrorException">The disk refuses.</exception>
    public static void WriteManifest(string path, List<SelectionRow> all, SelectionResult result) =>
        RunStorage.WriteText(path, string.Concat(all.Zip(result.Verdicts).Select(pair => pair.First.Manifest(pair.Second).ToJsonString(RunJson.Line) + "\n")));
}
