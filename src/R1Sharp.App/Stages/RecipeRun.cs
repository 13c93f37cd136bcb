// A run: the stages of a recipe in order. What a stage leaves is kept under a key of everything that went into it; a stage
// whose key is there is not done again, so a run that was stopped, or whose recipe was changed, does only what is missing.

using System.Text.Json.Nodes;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>Carries out a recipe in a run folder.</summary>
sealed class RecipeRun : IDisposable
{
    readonly Recipe _recipe;
    readonly RunFolder _folder;
    readonly IRunDisplay _display;
    readonly Func<IEngine, double> _peakFlops;
    readonly IEngine _engine;
    readonly StageKeys _keys;
    readonly StageModels _models;
    readonly RunParts _parts;
    readonly IReadOnlyList<StageNode> _all;
    readonly IReadOnlyList<StageNode> _nodes;

    /// <param name="recipe">What to do.</param>
    /// <param name="folder">Where.</param>
    /// <param name="display">Who is told.</param>
    /// <param name="engine">What computes; it remains its caller's.</param>
    /// <param name="host">Where programs run and judges are asked.</param>
    /// <param name="peakFlops">Measures the operations a second of the matrix product, for estimates.</param>
    /// <param name="only">Names of the stages to do, with all that they build on; null does all. Of the others, what is there stays.</param>
    /// <exception cref="Learning.UserErrorException">The recipe has no stage of such a name.</exception>
    public RecipeRun(Recipe recipe, RunFolder folder, IRunDisplay display, IEngine engine, RewardHost host, Func<IEngine, double> peakFlops,
        IReadOnlyCollection<string>? only = null)
    {
        (_recipe, _folder, _display, _engine, _peakFlops) = (recipe, folder, display, engine, peakFlops);
        _all = StageGraph.Of(recipe.Stages);
        _nodes = only is null ? _all : StageGraph.Needed(_all, only);
        _keys = new StageKeys(recipe, engine.Name);
        var world = new MiniatureWorld(recipe.World);
        var corpora = new Corpora(recipe, world);
        _models = new StageModels(recipe, corpora, folder, engine);
        _parts = new RunParts(recipe, new ProblemSets(world, new FilteredProblems(_all, folder).Of), corpora, _models, folder, host);
    }

    /// <summary>Runs what is left to do.</summary>
    /// <param name="interruption">Asks to stop after the step in progress.</param>
    /// <exception cref="OperationCanceledException">The run was interrupted; a checkpoint of where it stood is written.</exception>
    /// <exception cref="WatchdogException">The run cannot learn; what it did is logged.</exception>
    public void Execute(CancellationToken interruption)
    {
        _parts.CheckData(_nodes, _recipe.WatchdogsWarn == true ? _display.Note : null);
        _folder.Begin(_all.Select(n => n.Name));
        foreach (var (stage, counts) in _parts.Kept.Counts)
            _display.Note(counts.Sentence(stage));
        foreach (var line in _parts.Corpora.Clearing.Sentences())
            _display.Note(line);
        _parts.Corpora.Clearing.Write(_folder);
        foreach (var line in PlanText.Lines(Plan()))
            _display.Note(line);
        double seconds = 0;
        foreach (var node in _nodes)
        {
            var record = Finished(node) ?? RunStage(node, seconds, interruption);
            seconds += record.Seconds;
        }
        Finish(seconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _parts.Dispose();
        _models.Dispose();
    }

    IReadOnlyList<PlannedStage> Plan()
    {
        var plan = new StagePlan(_parts, _peakFlops(_engine));
        return [.. _nodes.Select(n => plan.Of(n, Earlier(n) is { IsFinished: true } there && IsSame(there, n)))];
    }

    StageRecord? Finished(StageNode node)
    {
        if (Earlier(node) is not { } there)
            return null;
        if (!IsSame(there, node))
        {
            var folder = _folder.Stage(node.Name);
            _display.Note($"{node.Name}: what goes into it has changed, so it is done again");
            RunStorage.Guard(folder.Root, () => RunStorage.Remove(folder.Root));
            return null;
        }
        if (there.IsFinished)
            _display.Note($"{node.Name}: done before");
        return there.IsFinished ? there : null;
    }

    StageRecord? Earlier(StageNode node) => StageRecord.Read(_folder.Stage(node.Name));

    bool IsSame(StageRecord there, StageNode node) => there.Key == _keys.Of(node).Key;

    StageRecord RunStage(StageNode node, double wallSecondsBefore, CancellationToken interruption)
    {
        var (folder, record) = (_folder.Stage(node.Name), _keys.Of(node));
        record.Write(folder);
        var loop = new StageLoop(_recipe, node, folder, _display, wallSecondsBefore, _recipe.Tensorboard?.FolderOf(_folder, node.Name))
        {
            Parameters = node.Recipe.Work is null ? 0 : _models.ParametersOf(node),
        };
        var model = _models.Begin(node);
        using var stage = node.Kind.Begin(node, model, _parts);
        try
        {
            loop.Execute(stage, model, most => _parts.Evaluation(model, how: null, most, stage.EvaluationRewards), interruption);
        }
        catch (WatchdogException stop)
        {
            RunSummary.WriteStop(_folder, node.Name, stop);
            throw;
        }
        if (node.Kind.LeavesModel)
            RunStorage.WriteFolder(folder.Model, directory => model.Save(directory, Provenance(record)));
        record = record with
        {
            IsFinished = true,
            Seconds = loop.Seconds,
            Evaluation = loop.Evaluation,
            Collection = stage.Counts(),
            Cost = CostOf(node, folder),
        };
        record = record with { Compute = CumulativeCost.Of(record, _nodes.Select(Earlier).OfType<StageRecord>().ToDictionary(r => r.Name)) };
        record.Write(folder);
        loop.Clear();
        _models.Ends(node);
        return record;
    }

    StageCost CostOf(StageNode node, StageFolder folder) =>
        StageCost.Of(File.Exists(folder.Metrics) ? MetricLine.Read(folder.Metrics) : [], node.Kind.Cost, _models.ParametersOf(node));

    // What a file of weights says of where it comes from.
    static IReadOnlyList<KeyValuePair<string, string>> Provenance(StageRecord record) =>
    [
        new("r1sharp.stage", record.Name),
        new("r1sharp.key", record.Key),
        new("r1sharp.parents", string.Join(' ', record.Parents.Select(p => $"{p.Key}:{p.Value}"))),
        new("r1sharp.inputs", string.Join(' ', record.Inputs.Values)),
        new("r1sharp.code", record.Code),
    ];

    void Finish(double seconds)
    {
        if (_nodes.Count < _all.Count)
            return;
        if (_nodes.LastOrDefault(n => n.Kind.LeavesModel && (_recipe.Result is null || n.Name == _recipe.Result)) is { } result)
            RunStorage.WriteFolder(_folder.Model, directory => CopyFiles(_folder.Stage(result.Name).Model, directory));
        var evaluations = ResultLine.Evaluations([.. _nodes.Select(Earlier).OfType<StageRecord>()], _recipe.Result);
        RunSummary.Write(_folder, _recipe.Seed, seconds, [.. evaluations.Select(r => r.Evaluation!)],
            _parts.Kept.Counts.ToDictionary(c => c.Key, c => c.Value.Json()));
    }

    static void CopyFiles(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
