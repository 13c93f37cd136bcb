// Recall by rounds (DeepSeekMath, 2402.03300, section 2.1).

using System.ComponentModel.DataAnnotations;
using System.ComponentModel;
using R1Sharp.Learning.Corpus.Recall;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Corpus.Recall;

/// <summary>What is collected, and when it is enough.</summary>
sealed record RecallOptions
{
    /// <summary>Rounds at most.</summary>
    [Range(1, 100)] public int Rounds { get; init; } = 4;

    /// <summary>Words that a round keeps at most, of the documents that rank best; null keeps all that are more probable than not.</summary>
    [DefaultValue(null), Range(1L, long.MaxValue)] public long? KeepWords { get; init; }

    /// <summary>The least probability with which a document is kept.</summary>
    [Range(0.0, 1.0)] public double LeastProbability { get; init; } = 0.5;

    /// <summary>A domain is mathematical where more than this share of its pages was collected.</summary>
    [Range(0.0, 1.0)] public double DomainShare { get; init; } = 0.1;

    /// <summary>
    /// Of a mathematical domain those paths are, by rule, of which more than this share was collected; a file of patterns stands above the rule.
    /// </summary>
    [Range(0.0, 1.0)] public double PathShare { get; init; } = 0.25;

    /// <summary>Rounds end when so much of what one collects was collected by the one before.</summary>
    [Range(0.0, 1.0)] public double KnownShare { get; init; } = 0.98;

    /// <summary>Documents of either label that the classifier learns from at most.</summary>
    [Range(10, 100_000_000)] public int LabelledDocuments { get; init; } = 500_000;

    /// <summary>A person's word on paths: lines "yes domain/path" and "no domain/path"; null asks nobody.</summary>
    [DefaultValue(null)] public string? Patterns { get; init; }

    /// <summary>The classifier.</summary>
    public TextClassifierOptions Classifier { get; init; } = new();
}

/// <summary>What a round came to.</summary>
sealed record RecallRound
{
    /// <summary>From 1.</summary>
    public required int Round { get; init; }

    /// <summary>Documents of the wanted kind that were learned from.</summary>
    public required long Positives { get; init; }

    /// <summary>Documents of the crawl that were learned from as unwanted.</summary>
    public required long Negatives { get; init; }

    /// <summary>The probability from which on documents were collected.</summary>
    public required double Threshold { get; init; }

    /// <summary>Documents collected.</summary>
    public required long Collected { get; init; }

    /// <summary>Their words.</summary>
    public required long CollectedWords { get; init; }

    /// <summary>The share of them that the round before had collected.</summary>
    public required double Known { get; init; }

    /// <summary>Domains that became mathematical.</summary>
    public required long Domains { get; init; }

    /// <summary>Documents of their paths that were missed and join the seed.</summary>
    public required long Missed { get; init; }

    /// <summary>Of the documents that are truly wanted the share that was collected; null where the truth is not known.</summary>
    public double? Recall { get; init; }

    /// <summary>Of the collected documents the share that is truly wanted.</summary>
    public double? Precision { get; init; }
}
