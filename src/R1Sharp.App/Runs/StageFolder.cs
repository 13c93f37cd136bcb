// The folder of one stage of a run:
//   stage.json           what it is, what went into it, whether it is finished (StageRecord)
//   metrics.jsonl        one object a step, evaluations among them (StageLog)
//   rollouts.jsonl       every completion with its rewards (StageLog)
//   completions.jsonl    every completion of an evaluation (EvaluationFile)
//   data.jsonl           the examples that it collected or selected (StageLog)
//   manifest.jsonl       what became of every example that it selected from (SelectStageRun)
//   checkpoints/step-N   a Hugging Face folder with trainer/ beside the weights, while the stage goes on (StageCheckpoints)
//   best/                the state of the best model by what is measured on the way, while the stage goes on (BestModel)
//   model/               the model that it leaves, as a Hugging Face folder

namespace R1Sharp.App.Runs;

/// <summary>Paths within a stage's folder.</summary>
/// <param name="Root">The folder.</param>
sealed record StageFolder(string Root)
{
    /// <summary>What the stage is.</summary>
    public string Record => Path.Combine(Root, "stage.json");

    /// <summary>The metrics of every step.</summary>
    public string Metrics => Path.Combine(Root, "metrics.jsonl");

    /// <summary>The completions.</summary>
    public string Rollouts => Path.Combine(Root, "rollouts.jsonl");

    /// <summary>Every completion of the evaluation that the stage is.</summary>
    public string Completions => Path.Combine(Root, "completions.jsonl");

    /// <summary>The examples that were collected.</summary>
    public string Data => Path.Combine(Root, "data.jsonl");

    /// <summary>What became of every example that a selection looked at.</summary>
    public string Manifest => Path.Combine(Root, "manifest.jsonl");

    /// <summary>Where the checkpoints of the stage in progress are.</summary>
    public string Checkpoints => Path.Combine(Root, "checkpoints");

    /// <summary>The best model of the stage in progress.</summary>
    public string Best => Path.Combine(Root, "best");

    /// <summary>The model that the stage leaves.</summary>
    public string Model => Path.Combine(Root, "model");

    /// <summary>The stage's name.</summary>
    public string Name => Path.GetFileName(Root);
}
