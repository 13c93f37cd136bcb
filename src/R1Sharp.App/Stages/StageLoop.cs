// The loop of one stage: steps in order; logs, evaluations and checkpoints between them. Where the stage was stopped, its
// newest checkpoint says how far it had come, and the loop goes on from there in the same bits.

using System.Diagnostics;
using System.Text.Json.Nodes;
using R1Sharp.App.Data;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>Carries out one stage in its folder.</summary>
/// <param name="recipe">The recipe.</param>
/// <param name="node">The stage.</param>
/// <param name="folder">Its folder.</param>
/// <param name="display">Who is told.</param>
/// <param name="wallSecondsBefore">What the run took before the stage.</param>
/// <param name="eventFolder">Where TensorBoard looks for the stage; null writes nothing for it.</param>
sealed class StageLoop(Recipe recipe, StageNode node, StageFolder folder, IRunDisplay display, double wallSecondsBefore, string? eventFolder = null)
{
    readonly StageLog _log = new(folder, eventFolder);
    readonly StageCheckpoints _checkpoints = new(folder, recipe.KeepCheckpoints);
    readonly CheckpointSchedule _schedule = new(recipe);
    readonly Stopwatch _clock = Stopwatch.StartNew();
    readonly StepClock _parts = new();
    readonly HashSet<string> _warned = [];
    double _secondsBefore;
    StageCost _cost = new(0, 0, 0);

    /// <summary>Parameters of the stage's network, where its work has a bound.</summary>
    public long Parameters { get; init; }

    /// <summary>Seconds that the stage has taken, over all processes.</summary>
    public double Seconds => _secondsBefore + _clock.Elapsed.TotalSeconds;

    /// <summary>What the stage's own evaluation found, by family.</summary>
    public JsonObject? Evaluation { get; private set; }

    /// <summary>Does what is left of the stage.</summary>
    /// <param name="stage">The stage, about to begin.</param>
    /// <param name="model">Its model.</param>
    /// <param name="evaluate">Evaluates the model within the stage, on so many problems of each source.</param>
    /// <param name="interruption">Asks to stop after the step in progress.</param>
    /// <exception cref="OperationCanceledException">The stage was interrupted; a checkpoint of where it stood is written.</exception>
    /// <exception cref="WatchdogException">It cannot learn; what it did is logged.</exception>
    public void Execute(IStageRun stage, LoadedModel model, Func<int?, IStageRun> evaluate, CancellationToken interruption)
    {
        int first = Resume(stage);
        _schedule.Begin(Seconds);
        _cost = StageCost.Of(first == 0 ? [] : MetricLine.Read(folder.Metrics), node.Kind.Cost, Parameters);
        stage.TellParts(_parts.Charge);
        display.StageBegins(node.Name, stage.StepCount);
        for (int step = first; step < stage.StepCount && !stage.IsFinished && !HasDoneItsWork; step++)
        {
            RunStep(stage, step, evaluate);
            bool isDue = step + 1 < stage.StepCount && _schedule.IsDue(step + 1, Seconds);
            if (isDue || interruption.IsCancellationRequested)
                WriteCheckpoint(stage, model, step + 1);
            interruption.ThrowIfCancellationRequested();
        }
        stage.Finish();
        display.StageEnds();
    }

    /// <summary>Removes the checkpoints, once the stage's result is safe, unless the recipe leaves them.</summary>
    public void Clear()
    {
        if (recipe.LeaveCheckpoints != true)
            _checkpoints.Clear();
        RunStorage.Guard(folder.Best, () => RunStorage.Remove(folder.Best));
    }

    bool HasDoneItsWork => node.Recipe.Work is { } billions && _cost.Flops >= billions * 1e9;

    int Resume(IStageRun stage)
    {
        var newest = _checkpoints.Newest();
        _log.CutBack(newest);
        if (newest is null)
            return 0;
        stage.LoadState(newest.Trainer);
        _secondsBefore = newest.Progress.Seconds;
        display.Note($"going on after step {newest.Progress.Step} of {node.Name}");
        return newest.Progress.Step;
    }

    void RunStep(IStageRun stage, int step, Func<int?, IStageRun> evaluate)
    {
        double start = Seconds;
        _parts.Clear();
        bool isRecorded = false;
        try
        {
            var done = Done(stage, step);
            if (done.Evaluation is { } evaluation)
                Keep(evaluation);
            Record(step, done, start);
            isRecorded = true;
            EvaluateWithin(stage, step, evaluate);
        }
        catch (WatchdogException warning) when (recipe.WatchdogsWarn == true && (isRecorded || stage.StepOf(warning) is not null))
        {
            if (!isRecorded)
                Record(step, stage.StepOf(warning)!, start);
            Warn(step, warning, start);
        }
        catch (WatchdogException stop)
        {
            if (!isRecorded && stage.StepOf(stop) is { } last)
                Record(step, last, start);
            _log.Numbers(StageLog.Stopped, step, Seconds - start, wallSecondsBefore + Seconds, Said(stop));
            throw;
        }
    }

    // Once for each watchdog: what it sees it sees again at the next step.
    void Warn(int step, WatchdogException warning, double start)
    {
        if (!_warned.Add(warning.Name))
            return;
        _log.Numbers(StageLog.Warned, step, Seconds - start, wallSecondsBefore + Seconds, Said(warning));
        display.Note($"warning at step {step}: {warning.Message} The run goes on, since watchdogs_warn says so.");
    }

    static JsonObject Said(WatchdogException said) =>
        new() { ["watchdog"] = said.Name, ["explanation"] = said.Explanation, ["advice"] = said.Advice };

    // Finite gradients can still carry weights so far that nothing can be computed from them.
    static StageStep Done(IStageRun stage, int step)
    {
        try
        {
            return stage.Step(step);
        }
        catch (Exception e) when (NonFiniteLogitsException.Is(e))
        {
            throw new WatchdogException("not-finite", "the model's logits are not finite, so nothing can be sampled from it",
                "lower the learning rate, or go back to an earlier checkpoint");
        }
    }

    void EvaluateWithin(IStageRun stage, int step, Func<int?, IStageRun> evaluate)
    {
        if (stage.EvaluateEverySteps is not { } every || (step + 1) % every != 0)
            return;
        double start = Seconds;
        var done = evaluate(stage.EvaluateProblems).Step(0);
        Record(step + 1, done, start);
        stage.Observe(done.Evaluation!);
    }

    // Only evaluations that are stages of their own are comparable: those within a stage ask fewer problems.
    void Keep(EvaluationResult evaluation)
    {
        EvaluationFile.Write(folder.Completions, evaluation);
        Evaluation = EvaluationJson.Summary(evaluation);
    }

    void Record(int step, StageStep done, double start)
    {
        double seconds = Seconds - start;
        var kind = done.Evaluation is null ? StageLog.Train : StageLog.Evaluation;
        done.Numbers.Remove("step");
        if (done.Evaluation is null)
            _cost = _cost.With(node.Kind.Cost(MetricLine.OfStep(done.Numbers)));
        _log.Numbers(kind, step, seconds, wallSecondsBefore + Seconds, done.Numbers, done.Evaluation is null ? _parts.Seconds : null);
        if (done.Rollouts.Count > 0)
            _log.Rollouts(kind, step, done.Rollouts.Select(RolloutJson.Of));
        if (done.Examples.Count > 0)
            _log.Data(done.Examples);
        display.Step(step, done, seconds);
    }

    void WriteCheckpoint(IStageRun stage, LoadedModel model, int step)
    {
        double began = Seconds;
        _log.Sync();
        _checkpoints.Write(new StageProgress
        {
            Step = step,
            Seconds = Seconds,
            LogLengths = _log.Lengths(),
            LogHashes = _log.Hashes(),
        }, model.Save, stage.SaveState);
        _schedule.Written(began, Seconds);
    }
}
