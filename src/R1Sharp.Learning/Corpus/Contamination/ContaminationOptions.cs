// What counts as contamination.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Corpus.Contamination;

/// <summary>Limits of the search for benchmark items.</summary>
sealed record ContaminationOptions
{
    /// <summary>Words in a row that give an item away, as in Open-R1 and s1.</summary>
    [Range(2, 100)] public int WordsInRow { get; init; } = 8;

    /// <summary>
    /// What such a run must tell: 1 for a word of content, less for numbers, names and common words, so that "what is the probability that the sum of"
    /// gives nothing away. 0 is Open-R1's rule.
    /// </summary>
    [Range(0.0, 100.0)] public double LeastRunWeight { get; init; } = 5.5;

    /// <summary>The share of an item's telling pairs of words that give it away in one passage, however it is disguised.</summary>
    [Range(0.1, 1.0)] public double Coverage { get; init; } = 0.66;

    /// <summary>Items with less to tell by than this many pairs are only found as a whole, letter by letter.</summary>
    [Range(1.0, 100.0)] public double LeastWeight { get; init; } = 5;
}

/// <summary>By what an item was found.</summary>
enum ContaminationRule
{
    /// <summary>So many words in a row.</summary>
    WordsInRow,

    /// <summary>A short item, as a whole.</summary>
    WholeItem,

    /// <summary>Most of its telling pairs of words, numbers and names left open.</summary>
    Disguised,
}

/// <summary>An item of a benchmark in a document.</summary>
/// <param name="Item">The item, by its place among those given.</param>
/// <param name="Rule">By what it was found.</param>
/// <param name="Score">The share of it that was found.</param>
/// <param name="Start">The first character of the passage.</param>
/// <param name="End">Behind the last.</param>
readonly record struct ContaminationMatch(int Item, ContaminationRule Rule, double Score, int Start, int End);
