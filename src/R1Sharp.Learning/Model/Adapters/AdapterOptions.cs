// What a recipe says of adapters: which linear maps get one, how wide, and how much they weigh.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Settings;

namespace R1Sharp.Learning.Model.Adapters;

/// <summary>
/// Low-rank adaptation (LoRA; Hu et al., arXiv 2106.09685): beside a frozen linear map y = W·x stands s·B·A·x with A of r rows and B of r
/// columns, and only A and B learn. A begins uniform within ± 1/√inputs, B at zero, so that at first nothing changes.
/// </summary>
public sealed record AdapterOptions : IChecked
{
    /// <summary>The name for every linear map of the layers.</summary>
    public const string AllLinear = "all-linear";

    /// <summary>r: rows of A and columns of B.</summary>
    [Range(1, 4096)] public int Rank { get; init; } = 16;

    /// <summary>α: the adapter counts α / r times, or α / √r times with <see cref="Rslora"/>.</summary>
    [Range(1e-6, 1e6)] public double Alpha { get; init; } = 32;

    /// <summary>The linear maps that have an adapter, by the last part of their names (q_proj, down_proj, …), or all-linear.</summary>
    [OneOrMore, MinLength(1)] public IReadOnlyList<string> Targets { get; init; } = [AllLinear];

    /// <summary>Whether α is divided by √r instead of r, so that what a step changes does not shrink with the rank (rsLoRA, arXiv 2312.03732).</summary>
    public bool Rslora { get; init; }

    /// <summary>Share of an adapter's inputs that are dropped while it learns; only 0 is to be had.</summary>
    [Range(0.0, 1.0)] public double Dropout { get; init; }

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => Dropout == 0 ? null
        : new("adapters learn without dropout here: it would give the trainer other log-probabilities than the sampler; leave it out, or set it to 0.",
            "dropout");
}
