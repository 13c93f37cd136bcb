// A document of the corpus.

using R1Sharp.Learning.Rewards;

namespace R1Sharp.Learning.Miniature;

/// <summary>One document of the corpus and where it comes from.</summary>
/// <param name="Text">The document with its template and end tokens.</param>
/// <param name="Problem">The problem it is about; null for a list of facts.</param>
/// <param name="Answer">The answer it comes to; null for a list of facts.</param>
sealed record MiniatureDocument(string Text, Problem? Problem, string? Answer);
