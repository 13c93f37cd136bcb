// The judge: grades with known imperfections, asked several times in both orders.

using R1Sharp.Learning.Rewards.Rubrics;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature.General;

/// <summary>Grades answers as <see cref="JudgeOptions"/> says; sees the answer alone, not the thoughts.</summary>
sealed class Judge(JudgeOptions options)
{
    const double Points = 10;
    const int MostPoliteWords = 3;

    /// <summary>The mean difference of the grades of two answers over all judgements, each order in half of them.</summary>
    /// <param name="answer">The one that is better where the result is positive.</param>
    /// <param name="truth">What it is worth, 0 … 1.</param>
    /// <param name="other">The other one.</param>
    /// <param name="otherTruth">What that is worth.</param>
    /// <param name="random">The noise.</param>
    public double Margin(string answer, double truth, string other, double otherTruth, ref RandomStream random)
    {
        double sum = 0;
        for (int i = 0; i < options.Judgements; i++)
        {
            double first = i % 2 == 0 ? options.FirstPoints : -options.FirstPoints;
            sum += Expected(answer, truth) - Expected(other, otherTruth) + first + options.NoisePoints * (random.NextNormal() - random.NextNormal());
        }
        return sum / options.Judgements;
    }

    /// <summary>The difference of the grades in one judgement, the first answer shown first.</summary>
    /// <param name="answer">The first answer.</param>
    /// <param name="truth">What it is worth, 0 … 1.</param>
    /// <param name="other">The second.</param>
    /// <param name="otherTruth">What that is worth.</param>
    /// <param name="random">The noise.</param>
    public double Once(string answer, double truth, string other, double otherTruth, ref RandomStream random) => Expected(answer, truth)
        - Expected(other, otherTruth) + options.FirstPoints + options.NoisePoints * (random.NextNormal() - random.NextNormal());

    /// <summary>The grade without noise and without an order: ten times the truth, and the known imperfections.</summary>
    public double Expected(string answer, double truth) =>
        Points * truth
        + options.LengthPoints * Math.Min(1, (double)AnswerWords.Units(answer).Length / options.LongWords)
        + options.PolitenessPoints * Math.Min(GeneralManner.Politeness(answer), MostPoliteWords) / MostPoliteWords
        + (GeneralManner.ClaimsToBeSure(answer) ? options.SurenessPoints : 0);
}
