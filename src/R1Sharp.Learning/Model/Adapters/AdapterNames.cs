// How the tensors of adapters are called, here and (behind a prefix) in PEFT's files.

namespace R1Sharp.Learning.Model.Adapters;

/// <summary>Endings of names.</summary>
static class AdapterNames
{
    /// <summary>Of A, r x inputs.</summary>
    public const string Down = ".lora_A";

    /// <summary>Of B, outputs x r.</summary>
    public const string Up = ".lora_B";
}
