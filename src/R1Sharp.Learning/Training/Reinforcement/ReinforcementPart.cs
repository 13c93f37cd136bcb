// What a step of reinforcement is made of, for whoever times it.

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>Names of the parts of a step, which a trainer tells as they end. They are told beside a step's numbers and decide nothing.</summary>
static class ReinforcementPart
{
    /// <summary>Completions and their rewards.</summary>
    public const string Sampling = "sampling";

    /// <summary>What rewards are compared with; of PPO the values too.</summary>
    public const string Advantages = "advantages";

    /// <summary>The reference's log-probabilities.</summary>
    public const string Reference = "reference";

    /// <summary>Forward and backward through the policy.</summary>
    public const string Passes = "passes";

    /// <summary>The policy's optimizer.</summary>
    public const string Optimizer = "optimizer";

    /// <summary>Passes and optimizer of the value model.</summary>
    public const string ValueModel = "value_model";

    /// <summary>The check how far the updates moved the policy.</summary>
    public const string Movement = "movement";
}
