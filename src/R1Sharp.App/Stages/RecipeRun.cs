// The loop of a run: stages in order, steps in order; logs, evaluations and checkpoints between them. Where a run was
// stopped, the newest checkpoint says how far it had come, and the loop goes on from there in the same bits.

using System.Diagnostics;
using System.Text.Json.Nodes;
using R1Sharp.App.Charts;
using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Training;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.App.Stages;

/// <summary>Carries out a recipe in a run folder.</summary>
public sealed class RecipeRun : IDisposable
{
    readonly Recipe _recipe;
    readonly RunFolder _folder;
    readonly IRunDisplay _display;
    readonly RunLog _log;
    readonly RunCheckpoints _checkpoints;
    readonly WorkerPool _pool;
    readonly LoadedModel _model;
    readonly StageFactory _factory;
    readonly IReadOnlyList<string> _names;
    readonly Stopwatch _clock = Stopwatch.StartNew();
    RunProgress _progress = new();
    double _secondsBefore;

    /// <param name="recipe">What to do.</param>
    /// <param name="folder">Where.</param>
    /// <param name="display">Who is told.</param>
    public RecipeRun(Recipe recipe, RunFolder folder, IRunDisplay display)
    {
        (_recipe, _folder, _display) = (recipe, folder, display);
        (_log, _checkpoints) = (new RunLog(folder), new RunCheckpoints(folder, recipe.KeepCheckpoints));
        _names = StageRecipe.Names(recipe.Stages);
        _pool = new WorkerPool(recipe.Threads);
        var world = new MiniatureWorld(recipe.World);
        var corpora = new Corpora(recipe, world);
        _model = ModelSource.Begin(recipe, corpora, _pool);
        _factory = new StageFactory(recipe, new ProblemSets(world), corpora, _model);
    }

    /// <summary>Runs what is left to do.</summary>
    /// <param name="interruption">Asks to stop after the step in progress.</param>
    /// <exception cref="OperationCanceledException">The run was interrupted; a checkpoint of where it stood is written.</exception>
    /// <exception cref="WatchdogException">The run cannot learn; what it did is logged.</exception>
    public void Execute(CancellationToken interruption)
    {
        _factory.CheckData();
        var newest = _checkpoints.Newest();
        _progress = newest?.Progress ?? new RunProgress();
        _secondsBefore = _progress.WallSeconds;
        _log.CutBack(_progress.LogLengths);
        int first = _progress.IsStageFinished ? _progress.StageIndex + 1 : _progress.StageIndex;
        if (newest is not null)
            _display.Note($"going on after step {_progress.Step} of {_names[_progress.StageIndex]}");
        if (newest is not null && _progress.IsStageFinished)
            _model.Policy.LoadState(newest.Trainer);
        for (int index = first; index < _recipe.Stages.Count; index++)
            RunStage(index, newest is { Progress.IsStageFinished: false } && index == first ? newest : null, interruption);
        Finish();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _model.Dispose();
        _pool.Dispose();
    }

    double WallSeconds => _secondsBefore + _clock.Elapsed.TotalSeconds;

    void RunStage(int index, RunCheckpoint? from, CancellationToken interruption)
    {
        var stage = _factory.Begin(_recipe.Stages[index]);
        if (from is not null)
            stage.LoadState(from.Trainer);
        _display.StageBegins(_names[index], stage.StepCount);
        for (int step = from?.Progress.Step ?? 0; step < stage.StepCount; step++)
        {
            RunStep(index, stage, step);
            bool isLast = step + 1 == stage.StepCount, isDue = _recipe.CheckpointEverySteps is { } every && (step + 1) % every == 0;
            if (isLast || isDue || interruption.IsCancellationRequested)
                WriteCheckpoint(index, stage, step + 1, isLast);
            interruption.ThrowIfCancellationRequested();
        }
        _display.StageEnds();
    }

    void RunStep(int index, IStageRun stage, int step)
    {
        double start = WallSeconds;
        try
        {
            Record(index, step, stage.Step(step), start);
        }
        catch (WatchdogException stop)
        {
            if (stage.StepOf(stop) is { } last)
                Record(index, step, last, start);
            RunSummary.WriteStop(_folder, _names[index], step, stop);
            throw;
        }
        if (_recipe.Stages[index].Grpo is { EvaluateEverySteps: { } every } grpo && (step + 1) % every == 0)
        {
            double evaluationStart = WallSeconds;
            Record(index, step + 1, _factory.Evaluation(grpo.EvaluateProblems).Step(0), evaluationStart);
        }
    }

    void Record(int index, int step, StageStep done, double start)
    {
        var (name, seconds) = (_names[index], WallSeconds - start);
        var kind = done.Evaluation is null ? RunLog.Train : RunLog.Evaluation;
        if (done.Evaluation is { } evaluation)
            Keep(index, evaluation);
        done.Numbers.Remove("step");
        _log.Numbers(name, kind, step, seconds, WallSeconds, done.Numbers);
        if (done.Rollouts.Count > 0)
            _log.Rollouts(name, kind, step, done.Rollouts.Select(RolloutJson.Of));
        _display.Step(step, done, seconds);
    }

    // Only evaluations that are stages of their own are comparable: those within a stage ask fewer problems.
    void Keep(int index, EvaluationResult evaluation)
    {
        if (_recipe.Stages[index].Evaluate is null)
            return;
        EvaluationFile.Write(Path.Combine(_folder.Evaluations, _names[index] + ".jsonl"), evaluation);
        var families = EvaluationJson.Summary(evaluation);
        _progress = _progress with { BaseEvaluation = _progress.BaseEvaluation ?? families, FinalEvaluation = (JsonObject)families.DeepClone() };
    }

    void WriteCheckpoint(int index, IStageRun stage, int step, bool isFinished)
    {
        _progress = _progress with { StageIndex = index, Step = step, IsStageFinished = isFinished, WallSeconds = WallSeconds, LogLengths = _log.Lengths() };
        _checkpoints.Write(_names[index], _progress, _model.Save, stage.SaveState);
    }

    void Finish()
    {
        RunStorage.WriteFolder(_folder.Model, _model.Save);
        RunStorage.Guard(_folder.Report, () => Report.Write(_folder.Root));
        RunSummary.Write(_folder, _recipe.Seed, WallSeconds, _progress);
    }
}
