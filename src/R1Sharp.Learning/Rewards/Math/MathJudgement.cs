// What the math grader says about two answers.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Whether two answers mean the same.</summary>
public enum MathVerdict
{
    /// <summary>They mean the same.</summary>
    Equal,

    /// <summary>They do not.</summary>
    Different,

    /// <summary>The grader does not know, or may not work long enough to know; it counts as not equal and is reported.</summary>
    Undecided,
}

/// <summary>A verdict and the reason for it.</summary>
/// <param name="Verdict">Equal, different or undecided.</param>
/// <param name="Reason">Why, in a few words.</param>
public readonly record struct MathJudgement(MathVerdict Verdict, string Reason)
{
    /// <summary>The answers mean the same.</summary>
    public bool IsEqual => Verdict == MathVerdict.Equal;

    internal static MathJudgement Equal(string reason) => new(MathVerdict.Equal, reason);

    internal static MathJudgement Different(string reason) => new(MathVerdict.Different, reason);

    internal static MathJudgement Undecided(string reason) => new(MathVerdict.Undecided, reason);

    /// <summary>All parts must be equal: the first that is different decides, else one that is undecided.</summary>
    internal static MathJudgement All(IEnumerable<MathJudgement> parts)
    {
        MathJudgement? open = null, last = null;
        foreach (var part in parts)
        {
            if (part.Verdict == MathVerdict.Different)
                return part;
            if (part.Verdict == MathVerdict.Undecided)
                open ??= part;
            last = part;
        }
        return open ?? last ?? Equal("both are empty");
    }
}
