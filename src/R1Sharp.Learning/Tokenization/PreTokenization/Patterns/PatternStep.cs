// The small program that a regular expression becomes.

namespace R1Sharp.Learning.Tokenization.PreTokenization.Patterns;

/// <summary>What a step does.</summary>
internal enum PatternOperation
{
    /// <summary>Takes a character that is in the set <c>Argument</c>.</summary>
    Set,
    /// <summary>Goes on at <c>Argument</c>, and if that fails, at <c>Other</c>.</summary>
    Fork,
    /// <summary>Goes on at <c>Argument</c>.</summary>
    Jump,
    /// <summary>Takes what the steps up to <c>Argument</c> take, and never again otherwise.</summary>
    Atomic,
    /// <summary>Goes on at <c>Argument</c> if the steps up to there match from here (<c>Other</c>: 1) or do not (0).</summary>
    LookAhead,
    /// <summary>As <see cref="LookAhead"/>, for the characters before: the set that the next step asks for.</summary>
    LookBehind,
    /// <summary>Holds at the places that <c>Argument</c> names, a <see cref="PatternPlace"/>.</summary>
    Place,
    /// <summary>The steps have matched.</summary>
    Accept,
}

/// <summary>Places in a text.</summary>
internal enum PatternPlace { TextStart, TextEnd, TextEndOrLastBreak, LineStart, LineEnd, WordEdge, NoWordEdge }

/// <summary>A step.</summary>
internal readonly record struct PatternStep(PatternOperation Operation, int Argument = 0, int Other = 0);

/// <summary>A regular expression, ready to run.</summary>
/// <param name="Source">As it was written.</param>
/// <param name="Steps">Ends with <see cref="PatternOperation.Accept"/>.</param>
/// <param name="Sets">The sets of characters that the steps name.</param>
internal sealed record PatternProgram(string Source, PatternStep[] Steps, PatternSet[] Sets);
