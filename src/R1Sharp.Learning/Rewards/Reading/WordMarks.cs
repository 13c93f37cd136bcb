// Between these two marks stands an upright word of a formula, such as \text{ cm}, which is not a product of letters.

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Characters for private use that mark words.</summary>
static class WordMarks
{
    /// <summary>Stands before an upright word.</summary>
    public const char Start = '\uE000';

    /// <summary>Stands after an upright word.</summary>
    public const char End = '\uE001';
}
