// How a recipe's network is held and trained, and what of it learns.

using System.ComponentModel;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Stages;

/// <summary>The settings under "policy".</summary>
sealed record PolicyRecipe
{
    /// <summary>Lanes, micro-batches, bfloat16, activation checkpointing.</summary>
    [Inline] public MemoryLayout Layout { get; init; } = new();

    /// <summary>Adapters, which learn while the network beside which they stand is frozen; null has all weights learn. Pre-training always has.</summary>
    [DefaultValue(null)] public AdapterOptions? Adapter { get; init; }
}
