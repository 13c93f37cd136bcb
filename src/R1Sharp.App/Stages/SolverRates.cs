// How often models solve the questions of examples: the filter of difficulty asks it.

using R1Sharp.App.Data;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Style;
using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Learning.Training.Selection;

namespace R1Sharp.App.Stages;

/// <summary>Asks models.</summary>
static class SolverRates
{
    /// <summary>The rows with the pass rates of a model.</summary>
    /// <param name="rows">The rows; each question is asked once.</param>
    /// <param name="name">The model's name in verdicts.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">How it is sampled.</param>
    /// <param name="seed">Decides the random numbers.</param>
    /// <param name="host">Where programs run.</param>
    /// <exception cref="UserErrorException">A row has no gold answer.</exception>
    public static List<SelectionRow> Ask(List<SelectionRow> rows, string name, LoadedModel model, EvaluationOptions options, ulong seed, RewardHost host)
    {
        if (rows.Find(row => row.Problem.Answer.Length == 0 && row.Problem.Columns.Count == 0) is { } blind)
            throw blind.Line.Error("the example has no gold answer (a column 'gold' or 'answer'), without which nobody can say whether a model solves it.");
        var rewards = new RewardSum([new(new AccuracyReward(new(), host), 1), new(new FormatReward(), 1)], host);
        var result = new Evaluator(model.Asker(rewards), options, seed).Evaluate([.. rows.Select(r => r.Problem).DistinctBy(p => p.Id)]);
        var rates = result.Problems.ToDictionary(p => p.Problem.Id, p => p.PassAtOne);
        return [.. rows.Select(row => row with
        {
            Candidate = row.Candidate with { Solvers = [.. row.Candidate.Solvers, new SolverRate(name, rates[row.Problem.Id])] },
        })];
    }
}
