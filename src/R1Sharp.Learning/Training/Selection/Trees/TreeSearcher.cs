// Monte-Carlo tree search over completions: what R1's authors tried and gave up (arXiv 2501.12948, "unsuccessful attempts"). Select a leaf by PUCT,
// expand it by what the policy writes next, find its value, tell all above it. The trees of a step's problems grow side by side, a leaf each a round.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Steps;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Selection.Trees;

/// <summary>A text whose value is asked.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Text">The completion so far.</param>
/// <param name="IsEnd">Whether it has ended.</param>
sealed record ValuedText(string Prompt, string Text, bool IsEnd);

/// <summary>Values of texts, between 0 and 1, and the tokens that were read for them.</summary>
delegate (double[] Values, long Tokens) TextValues(IReadOnlyList<ValuedText> texts);

/// <summary>Searches. A step is a pure function of its index, so nothing has to be saved to resume.</summary>
sealed class TreeSearcher
{
    readonly Asker _asker;
    readonly IReadOnlyList<Problem> _problems;
    readonly TreeSearchOptions _options;
    readonly TextValues? _values;
    readonly Continuer _continuer;
    readonly TreeExpansion _expansion;

    /// <param name="asker">Who is asked; the total of its rewards is the score of a completion where no model says values.</param>
    /// <param name="problems">What is asked, at least one.</param>
    /// <param name="options">The settings.</param>
    /// <param name="values">The value model; null where continuations say values.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="UserErrorException">There is no problem, or nothing says values.</exception>
    public TreeSearcher(Asker asker, IReadOnlyList<Problem> problems, TreeSearchOptions options, TextValues? values, ulong seed)
    {
        if (problems.Count == 0)
            throw new UserErrorException("There is nothing to search: the data holds no problem; give at least one.");
        if (values is null == (options.Continuations == 0))
            throw new UserErrorException("A leaf's value comes either from a value model or from continuations: give one of the two.");
        (_asker, _problems, _options, _values) = (asker, problems, options, values);
        _continuer = new Continuer(asker, new RolloutScorer(asker, isForVotes: true, stops: options.Stop), SamplingOptions.Of(options), seed);
        _expansion = new TreeExpansion(asker, _continuer, options);
    }

    /// <summary>Number of steps: all problems, some at a time.</summary>
    public int StepCount => (_problems.Count + _options.ProblemsPerStep - 1) / _options.ProblemsPerStep;

    /// <summary>Searches some problems.</summary>
    /// <param name="stepIndex">0-based.</param>
    public IReadOnlyList<SearchedTree> Step(int stepIndex)
    {
        var prompts = _asker.Prompts([.. _problems.Skip(stepIndex * _options.ProblemsPerStep).Take(_options.ProblemsPerStep)]);
        GrowingTree[] trees = [.. prompts.Select(p => new GrowingTree(p))];
        long round = (long)stepIndex << 24;
        for (var open = trees; open.Length > 0; open = [.. open.Where(t => t.Tokens < _options.BudgetTokens && !t.IsExhausted)])
            Round(open, ref round);
        Finish([.. trees.Where(t => t.Found.Count == 0)], round);
        return [.. trees.Select(t => t.Searched(_options.Choose))];
    }

    void Round(GrowingTree[] open, ref long round)
    {
        foreach (var tree in open)
            tree.Select(_options.Exploration);
        _expansion.Expand([.. open.Where(t => !t.Leaf.IsEnd)], round++);
        if (_values is null)
            Continue(open, round++);
        else
            Value(open, _values);
    }

    // A leaf is worth what the model says; one that has ended is a completion with that as its score.
    void Value(GrowingTree[] open, TextValues values)
    {
        var (found, tokens) = values([.. open.Select(t => new ValuedText(t.Prompt.Text, Text(t.Leaf), t.Leaf.IsEnd))]);
        var ended = open.Where(t => t.Leaf.IsEnd && double.IsNaN(t.Leaf.Value)).ToList();
        var scored = Score(ended, [.. ended.Select(t => Whole(t.Leaf))]);
        for (int i = 0; i < open.Length; i++)
        {
            open[i].ReadTokens += tokens / open.Length;
            int at = ended.IndexOf(open[i]);
            if (at >= 0)
                open[i].Add(scored[at][0] with { Reward = found[i] });
            open[i].Leaf.Found(found[i]);
        }
    }

    // A leaf is worth the mean score of its continuations, which are completions that the search has found.
    void Continue(GrowingTree[] open, long step)
    {
        var going = open.Where(t => !t.Leaf.IsEnd).ToList();
        Beginning[] from = [.. going.Select(t => TreeExpansion.BeginningOf(t.Prompt, t.Leaf))];
        var completions = _continuer.Sample(from, _options.Continuations, step);
        var scored = _continuer.Score(from, completions);
        for (int i = 0; i < going.Count; i++)
        {
            going[i].Tokens += completions[i].Sum(c => (long)c.Tokens.Length - from[i].Tokens.Length);
            foreach (var rollout in scored[i])
                going[i].Add(rollout);
            going[i].Leaf.Found(Math.Clamp(scored[i].Average(r => r.Reward), 0, 1));
        }
        var ended = open.Where(t => t.Leaf.IsEnd).ToList();
        var ends = Score(ended, [.. ended.Select(t => Whole(t.Leaf))]);
        for (int i = 0; i < ended.Count; i++)
        {
            if (double.IsNaN(ended[i].Leaf.Value))
                ended[i].Add(ends[i][0]);
            ended[i].Leaf.Found(Math.Clamp(ends[i][0].Reward, 0, 1));
        }
    }

    // Where no completion was found, the most visited way is written to its end.
    void Finish(GrowingTree[] open, long round)
    {
        Beginning[] from = [.. open.Select(t => TreeExpansion.BeginningOf(t.Prompt, t.MostVisited()))];
        var completions = _continuer.Sample(from, 1, round);
        var scored = _continuer.Score(from, completions);
        for (int i = 0; i < open.Length; i++)
        {
            open[i].Tokens += completions[i][0].Tokens.Length - from[i].Tokens.Length;
            open[i].Add(scored[i][0] with { Reward = 0 });
        }
    }

    Rollout[][] Score(List<GrowingTree> trees, Completion[] completions) => trees.Count == 0 ? []
        : _continuer.Score([.. trees.Select(t => TreeExpansion.BeginningOf(t.Prompt, t.Leaf))], [.. completions.Select(c => new[] { c })]);

    Completion Whole(SearchNode node) =>
        new(node.Tokens, node.LogProbs, node.Tokens.Length > 0 && _asker.EndIds.Contains(node.Tokens[^1]) ? FinishReason.Stop : FinishReason.Length);

    string Text(SearchNode node) => _asker.Tokenizer.Decode(node.Tokens.AsSpan(..^(node.Tokens.Length > 0 && _asker.EndIds.Contains(node.Tokens[^1]) ? 1 : 0)));
}
