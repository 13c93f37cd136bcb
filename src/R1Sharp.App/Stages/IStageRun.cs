// What the run's loop knows of a stage: it has steps, each leaves numbers and perhaps rollouts, its state can be saved.

using System.Text.Json.Nodes;
using R1Sharp.App.Recipes;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Stages;

/// <summary>What one step leaves.</summary>
/// <param name="Numbers">For metrics.jsonl.</param>
/// <param name="Tokens">Tokens computed, for the speed.</param>
/// <param name="Headline">For the terminal: names and values, e.g. ("reward", "0.61").</param>
sealed record StageStep(JsonObject Numbers, long Tokens, IReadOnlyList<(string Name, string Value)> Headline)
{
    /// <summary>The completions of the step; none where it sampled nothing.</summary>
    public IReadOnlyList<Rollout> Rollouts { get; init; } = [];

    /// <summary>The evaluation that the step was; null where it trained.</summary>
    public EvaluationResult? Evaluation { get; init; }

    /// <summary>Examples that the step collected, for data.jsonl.</summary>
    public IReadOnlyList<JsonObject> Examples { get; init; } = [];
}

/// <summary>A stage while it runs. A step is a pure function of its index and of the state before it.</summary>
interface IStageRun : IDisposable
{
    /// <summary>Number of steps.</summary>
    int StepCount { get; }

    /// <summary>Whether no further step is to be made though some are left.</summary>
    bool IsFinished => false;

    /// <summary>Steps between two evaluations of the model on the way; null makes none.</summary>
    int? EvaluateEverySteps => null;

    /// <summary>Problems of each source in these evaluations, from its beginning; null asks all.</summary>
    int? EvaluateProblems => null;

    /// <summary>Rewards that these evaluations measure beside right answers and their form; null measures none.</summary>
    IReadOnlyList<RewardRecipe>? EvaluationRewards => null;

    /// <summary>One step.</summary>
    /// <param name="stepIndex">0-based.</param>
    /// <exception cref="WatchdogException">The stage cannot learn.</exception>
    StageStep Step(int stepIndex);

    /// <summary>The step that a watchdog had before it when it stopped the stage; null where it carries none.</summary>
    StageStep? StepOf(WatchdogException stop) => null;

    /// <summary>Says who is told each part of a step that has ended; a stage whose steps have no parts tells nobody.</summary>
    void TellParts(Action<string> ended) { }

    /// <summary>Is told what an evaluation within the stage found.</summary>
    /// <exception cref="WatchdogException">What is rewarded and what is true part.</exception>
    void Observe(EvaluationResult evaluation) { }

    /// <summary>What the stage counted, for its record; null where it counts nothing.</summary>
    JsonObject? Counts() => null;

    /// <summary>Called once after the last step, before the model is saved.</summary>
    void Finish() { }

    /// <summary>Writes all that the next step depends on; a stage of a single step has nothing to write.</summary>
    void SaveState(string directory) { }

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    void LoadState(string directory) { }

    /// <summary>Frees what the stage holds beside the model.</summary>
    void IDisposable.Dispose() { }
}
