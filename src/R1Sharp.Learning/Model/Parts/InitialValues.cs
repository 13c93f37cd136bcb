// What fresh values of a tensor are; the part that declares it says so.

namespace R1Sharp.Learning.Model.Parts;

/// <summary>The values of a tensor before training; <see cref="InitialWeights"/> makes them.</summary>
public enum InitialValues
{
    /// <summary>Normal, with the network's standard deviation.</summary>
    Normal,

    /// <summary>Normal, smaller by √(2 · layers): a projection into the residual stream (GPT-2).</summary>
    IntoResidual,

    /// <summary>Weights of norms.</summary>
    One,

    /// <summary>Biases, and whatever should change nothing at first.</summary>
    Zero,

    /// <summary>Uniform within ± 1/√columns: A of an adapter (PEFT's kaiming_uniform with a = √5).</summary>
    UniformByInputs,
}
