// The judge of the preference data and its imperfections: what a reward model that learns from it can be fooled by.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Miniature.General;

namespace R1Sharp.Learning.Miniature;

/// <summary>
/// A judge on a scale of ten points. A grade is ten times the truth, plus what does not belong there. The paper's judge is
/// DeepSeek-V3, asked four times with the sides exchanged at random; a pair is kept where the mean difference exceeds one point.
/// </summary>
sealed record JudgeOptions
{
    /// <summary>Standard deviation of one grade, in points.</summary>
    [Range(0.0, 100.0)] public double NoisePoints { get; init; } = 1.5;

    /// <summary>Points for length: all of them at <see cref="LongWords"/> words, fewer in proportion.</summary>
    [Range(0.0, 100.0)] public double LengthPoints { get; init; } = 1.5;

    /// <summary>Words of an answer that impress in full.</summary>
    [Range(1, 10_000)] public int LongWords { get; init; } = 30;

    /// <summary>Points for politeness: all of them with three polite words, a third for each.</summary>
    [Range(0.0, 100.0)] public double PolitenessPoints { get; init; } = 2;

    /// <summary>Points for an answer that says it is sure, whatever it says.</summary>
    [Range(0.0, 100.0)] public double SurenessPoints { get; init; } = 4;

    /// <summary>Points for the response that is shown first.</summary>
    [Range(0.0, 100.0)] public double FirstPoints { get; init; } = 0.7;

    /// <summary>Share of the judged answers with politeness around them: see <see cref="GeneralManner"/>.</summary>
    [Range(0.0, 1.0)] public double MannerShare { get; init; } = 0.4;

    /// <summary>How often a pair is judged; an even number, since every judgement is made in both orders.</summary>
    [AllowedValues(2, 4, 6, 8, 16)] public int Judgements { get; init; } = 4;

    /// <summary>A pair is kept where the mean difference of the grades exceeds so many points.</summary>
    [Range(0.0, 100.0)] public double ThresholdPoints { get; init; } = 1;

    /// <summary>Whether the chosen answer is the longer one in half of the pairs.</summary>
    public bool LengthBalanced { get; init; } = true;

    /// <summary>Probability that a label of safety is turned round.</summary>
    [Range(0.0, 0.5)] public double SafetyNoise { get; init; } = 0.02;
}
