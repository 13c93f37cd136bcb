// The rating that a result in contests means, by Codeforces' own formula (codeforces.com/blog/entry/20762) as CodeElo uses it for models (Quan et al.,
// arXiv 2501.01257): the expected place of a contestant of rating r among others of ratings rᵢ is
//
//   m(r) = 1 + Σᵢ 1/(1 + 10^((r − rᵢ)/400)),
//
// and the rating is the r whose expected place is the place reached; over several contests their mean.

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>A result of the model in one contest.</summary>
/// <param name="Solved">The problems solved, each with the number of wrong tries before.</param>
sealed record ContestRun(IReadOnlyDictionary<string, int> Solved);

/// <summary>Ratings.</summary>
static class ContestRating
{
    const double LowestRating = 0, AboveTheBest = 100, WrongTryPoints = 50, WrongTryMinutes = 10, LeastShare = 0.3;
    const string CountsSolved = "ICPC";

    /// <summary>The rating of a place; as CodeElo has it, from 0 to 100 above the highest of the others, which is all that a first place can say.</summary>
    /// <param name="place">1 is the first.</param>
    /// <param name="ratings">Those of the others.</param>
    public static double OfPlace(double place, IReadOnlyList<double> ratings)
    {
        double low = LowestRating, high = ratings.Max() + AboveTheBest;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = ExpectedPlace(middle, ratings) > place ? (middle, high) : (low, middle);
        }
        return (low + high) / 2;
    }

    /// <summary>m(r).</summary>
    public static double ExpectedPlace(double rating, IReadOnlyList<double> ratings) =>
        1 + ratings.Sum(other => 1 / (1 + Math.Pow(10, (rating - other) / 400)));

    /// <summary>The place of a run among the rated contestants: 1 + those that are strictly better.</summary>
    public static int Place(ContestRun run, ContestResults contest)
    {
        var (points, penalty) = Score(run, contest);
        return 1 + contest.Contestants.Count(c => c.Rating is not null
            && (c.Points > points || (contest.Type == CountsSolved && c.Points == points && c.Penalty < penalty)));
    }

    /// <summary>
    /// What a run is worth. A model's answers have no time, so that none is taken off for it: points are a problem's, less 50 for each wrong try and never
    /// below 30 %; where solved problems count, a wrong try costs 10 minutes.
    /// </summary>
    public static (double Points, double Penalty) Score(ContestRun run, ContestResults contest) => contest.Type == CountsSolved
        ? (run.Solved.Count, WrongTryMinutes * run.Solved.Values.Sum())
        : (run.Solved.Sum(s => contest.Points.GetValueOrDefault(s.Key) is { } points
            ? Math.Max(LeastShare * points, points - WrongTryPoints * s.Value) : 0), 0);

    /// <summary>The share of ratings below one, in percent.</summary>
    public static double Percentile(double rating, IReadOnlyList<double> ratings) => 100.0 * ratings.Count(other => other < rating) / ratings.Count;
}
