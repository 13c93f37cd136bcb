// MinHash with locality-sensitive hashing (Broder 1997; Leskovec et al., "Mining of massive datasets", section 3.4). Defaults: datatrove's.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Corpus.Duplicates;

/// <summary>What decides which documents are near duplicates.</summary>
sealed record MinHashOptions
{
    /// <summary>Words of a shingle.</summary>
    [Range(1, 50)] public int WordsInRow { get; init; } = 5;

    /// <summary>Bands; documents that agree in all hashes of one are candidates.</summary>
    [Range(1, 2000)] public int Bands { get; init; } = 14;

    /// <summary>Hashes of a band.</summary>
    [Range(1, 2000)] public int HashesPerBand { get; init; } = 8;

    /// <summary>Decides the hash functions.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The similarity at which about half of the pairs are found: (1/b)^(1/r).</summary>
    public double Threshold => Math.Pow(1.0 / Bands, 1.0 / HashesPerBand);

    /// <summary>The chance that a pair of a similarity is found: 1 − (1 − sʳ)ᵇ, the S-curve.</summary>
    /// <param name="similarity">Shingles in both over shingles in either, from 0 to 1.</param>
    public double Found(double similarity) => 1 - Math.Pow(1 - Math.Pow(similarity, HashesPerBand), Bands);
}
