// Tree search in place of sampling: each answer is what a search chose. For `search`, which shows the trees, and `evaluate --search`, which counts.

using R1Sharp.App.Stages;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Learning.Training.RewardModels;
using R1Sharp.Learning.Training.Selection.Trees;

namespace R1Sharp.App.Commands;

/// <summary>Searches problems with a model as policy.</summary>
sealed class TreeDecoding : IDisposable
{
    readonly Asker _asker;
    readonly RewardModel? _valueModel;
    readonly TextValues? _values;

    /// <param name="model">The policy.</param>
    /// <param name="engine">Reads the model of values.</param>
    /// <param name="rewards">What is measured of the completions; it decides nothing in the search.</param>
    /// <param name="options">The tree.</param>
    /// <param name="valueFolder">The reward model that says values; null where continuations do.</param>
    /// <exception cref="Learning.UserErrorException">The folder holds no reward model.</exception>
    public TreeDecoding(LoadedModel model, IEngine engine, RewardSum rewards, TreeSearchOptions options, string? valueFolder)
    {
        Options = options;
        _valueModel = valueFolder is null ? null : RewardModel.Load(valueFolder, engine);
        _values = _valueModel is null ? null : TreeValues.Of(_valueModel);
        var measured = rewards.Rewards.Select(r => r with { Weight = 0 });
        _asker = model.Asker(new RewardSum([.. measured, new(new AgreementReward(), _values is null ? 1 : 0)], rewards.Host));
    }

    /// <summary>The tree.</summary>
    public TreeSearchOptions Options { get; }

    /// <summary>The trees of problems, some at a time, in their order.</summary>
    public IEnumerable<SearchedTree> Search(IReadOnlyList<Problem> problems, ulong seed)
    {
        var searcher = new TreeSearcher(_asker, problems, Options, _values, seed);
        return Enumerable.Range(0, searcher.StepCount).SelectMany(searcher.Step);
    }

    /// <summary>An evaluation whose samples are searches, each with random numbers of its own.</summary>
    /// <param name="problems">What is asked.</param>
    /// <param name="how">How the policy samples, and how many searches of each problem there are.</param>
    /// <param name="seed">Decides the random numbers.</param>
    public EvaluationResult Evaluate(IReadOnlyList<Problem> problems, EvaluationOptions how, ulong seed)
    {
        Evaluator.RequireDistinctIds(problems);
        Rollout[][] samples = [.. Enumerable.Range(0, how.SampleCount)
            .Select(s => Search(problems, seed + (ulong)s).Select(tree => AnswerOf(tree) with { SampleIndex = s }).ToArray())];
        return EvaluationResult.Of([.. problems.Select((problem, p) => new ProblemEvaluation(problem, [.. samples.Select(s => s[p])]))], how, seed);
    }

    /// <summary>The completion that a search chose; where it chose none, the first that it found.</summary>
    public static Rollout AnswerOf(SearchedTree tree) => tree.Chosen ?? tree.Found[0].Rollout;

    /// <inheritdoc/>
    public void Dispose() => _valueModel?.Dispose();
}
