// The pieces the scanner cuts an answer into.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>What a piece is.</summary>
enum MathTokenKind
{
    /// <summary>Nothing is left.</summary>
    End,

    /// <summary>A number without sign.</summary>
    Number,

    /// <summary>A variable or constant: one letter, or a named one like "alpha".</summary>
    Letter,

    /// <summary>A word of a language.</summary>
    Word,

    /// <summary>The name of a function.</summary>
    Function,

    /// <summary>A LaTeX command with arguments of its own: frac, sqrt, binom, begin, …</summary>
    Command,

    /// <summary>Anything else: operators, brackets, separators.</summary>
    Sign,
}

/// <summary>A piece of an answer.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text in canonical form: "\le" and "&lt;=" are both "&lt;=".</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="HasSpaceBefore">Whether white space stands before it.</param>
readonly record struct MathToken(MathTokenKind Kind, string Text, int Start, bool HasSpaceBefore)
{
    /// <summary>Where the text goes on after it.</summary>
    public int End { get; init; }

    /// <summary>The value of a number.</summary>
    public Rational Value { get; init; }

    /// <summary>Digits after the point of a number as written; null for an integer.</summary>
    public int? Decimals { get; init; }

    /// <summary>Whether the letter stands upright, as units do.</summary>
    public bool IsUpright { get; init; }

    /// <summary>Whether it is this sign.</summary>
    public bool Is(string sign) => Kind == MathTokenKind.Sign && Text == sign;
}
