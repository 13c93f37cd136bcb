// The settings of the linear classifier (Joulin et al., "Bag of tricks for efficient text classification", 1607.01759). Defaults: DeepSeekMath's (2402.03300,
// section 2.1).

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Corpus.Recall;

/// <summary>What is learned, and how.</summary>
sealed record TextClassifierOptions
{
    /// <summary>Numbers of a word's vector.</summary>
    [Range(1, 4096)] public int Dimension { get; init; } = 256;

    /// <summary>Learning rate at the beginning; it falls to 0 along a line.</summary>
    [Range(1e-6, 100.0)] public double LearningRate { get; init; } = 0.1;

    /// <summary>Words of the longest runs that are features.</summary>
    [Range(1, 10)] public int WordNgrams { get; init; } = 3;

    /// <summary>Words that come less often are no features of their own.</summary>
    [Range(1, 1_000_000)] public int MinCount { get; init; } = 3;

    /// <summary>Passes over the documents.</summary>
    [Range(1, 1000)] public int Epochs { get; init; } = 3;

    /// <summary>Vectors that runs of words share by their hashes; each takes 4 bytes a number while it learns.</summary>
    [Range(1, 100_000_000)] public int Buckets { get; init; } = 1 << 18;

    /// <summary>Words of a document that are looked at, from its beginning.</summary>
    [Range(1, 1_000_000)] public int MostWords { get; init; } = 1000;

    /// <summary>Documents that are learned from at once. It changes what is learned a little; threads do not.</summary>
    [Range(1, 100_000)] public int BatchDocuments { get; init; } = 32;

    /// <summary>Decides the order of the documents and the vectors at the beginning.</summary>
    public ulong Seed { get; init; } = 1;
}
