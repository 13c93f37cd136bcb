// What a network says of one text, for whoever judges it and does not train it.

namespace R1Sharp.Learning.Policies;

/// <summary>What a network says about one sequence of n tokens.</summary>
/// <param name="NextLogProbs">n − 1 numbers: log π of token t + 1 after tokens 0 … t.</param>
/// <param name="LastArgMax">The most probable token after the last; the lowest id of equals.</param>
/// <param name="LastLogProbs">V numbers: log π of every token after the last.</param>
public sealed record SequenceScores(float[] NextLogProbs, int LastArgMax, float[] LastLogProbs);

/// <summary>What a network says of the targets of one sequence.</summary>
/// <param name="LogProbs">log π, one a target.</param>
/// <param name="MostProbable">How many of the targets no other token surpasses.</param>
public sealed record TargetScores(float[] LogProbs, int MostProbable);
