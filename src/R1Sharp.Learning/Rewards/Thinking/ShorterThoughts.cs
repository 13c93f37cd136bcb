// Cuts the thoughts of a right completion (Chen et al., arXiv 2412.21187, section 3.2); what follows the thoughts stays.
//
// Departures: rules find the solutions where the paper asked a language model; solutions are right by the family's checker.

using R1Sharp.Learning.Rewards.Accuracy;

namespace R1Sharp.Learning.Rewards.Thinking;

/// <summary>Which of the solutions in a completion stay.</summary>
enum KeptSolutions
{
    /// <summary>First-correct solution (FCS): everything up to the first right one.</summary>
    FirstRight,

    /// <summary>FCS + reflection: everything up to the next right one after the first, which confirms it.</summary>
    FirstRightAndCheck,

    /// <summary>
    /// Greedily diverse solutions (GDS): everything up to the first right one, and of the later ones those that follow a strategy of their own.
    /// </summary>
    Diverse,
}

/// <summary>Shortens completions.</summary>
static class ShorterThoughts
{
    /// <summary>
    /// The completion with the solutions that stay; null where no solution in the thoughts is right, or none after the first is where one is wanted.
    /// </summary>
    /// <param name="problem">The problem with its gold answer.</param>
    /// <param name="prompt">The prompt, template included.</param>
    /// <param name="completion">The completion without the end-of-text token.</param>
    /// <param name="answer">The answer behind the thoughts; null where there is none.</param>
    /// <param name="kept">Which solutions stay.</param>
    public static string? Of(Problem problem, string prompt, string completion, string? answer, KeptSolutions kept)
    {
        int close = completion.LastIndexOf(ThinkAnswerText.ThinkClose, StringComparison.Ordinal);
        var solutions = ThinkingSegments.Of(problem, prompt, completion, answer).Solutions.Where(s => s.End <= close).ToList();
        var checker = AccuracyReward.Checker(problem.Family);
        int first = solutions.FindIndex(s => checker.Judge(problem, s.Answer).Correct);
        int second = first < 0 ? -1 : solutions.FindIndex(first + 1, s => checker.Judge(problem, s.Answer).Correct);
        string? thoughts = kept switch
        {
            _ when first < 0 => null,
            KeptSolutions.FirstRight => completion[..solutions[first].End],
            KeptSolutions.FirstRightAndCheck => second < 0 ? null : completion[..solutions[second].End],
            _ => Diverse(problem, completion, solutions, first),
        };
        return thoughts is null ? null : thoughts + completion[close..];
    }

    static string Diverse(Problem problem, string completion, List<Solution> solutions, int first)
    {
        bool[] areNew = StrategyGroups.AreNew(problem, [.. solutions.Select(s => (completion[s.Start..s.End], s.Steps))]);
        var later = Enumerable.Range(first + 1, solutions.Count - first - 1).Where(i => areNew[i])
            .Select(i => completion[solutions[i].Start..solutions[i].End]);
        return completion[..solutions[first].End] + string.Concat(later);
    }
}
