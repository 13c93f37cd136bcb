// The candidates that are still in, with the verdicts on those that are not.


namespace R1Sharp.Learning.Training.Selection;

/// <summary>A pool that filters make smaller.</summary>
sealed class SelectionPool
{
    readonly IReadOnlyList<SelectionCandidate> _candidates;
    readonly SelectionVerdict?[] _dropped;
    readonly List<(string Filter, int Count)> _counts = [];

    /// <param name="candidates">All of them.</param>
    public SelectionPool(IReadOnlyList<SelectionCandidate> candidates)
    {
        _candidates = candidates;
        _dropped = new SelectionVerdict?[candidates.Count];
        Left = [.. Enumerable.Range(0, candidates.Count).OrderBy(i => candidates[i].Key, StringComparer.Ordinal)];
        _counts.Add(("all", Left.Count));
    }

    /// <summary>Places of the candidates that are in, in an order that does not depend on the file's.</summary>
    public List<int> Left { get; private set; }

    /// <summary>Scores for the verdicts.</summary>
    public IReadOnlyDictionary<int, double> Scores { get; set; } = new Dictionary<int, double>();

    /// <summary>A candidate.</summary>
    public SelectionCandidate Of(int index) => _candidates[index];

    /// <summary>Drops what has a fault.</summary>
    /// <exception cref="UserErrorException">None is left.</exception>
    public void Filter(string name, Func<SelectionCandidate, string?> fault)
    {
        foreach (int i in Left)
            if (fault(_candidates[i]) is { } reason)
                _dropped[i] = new SelectionVerdict(name, reason);
        Settle(name);
    }

    /// <summary>Keeps the best of each question.</summary>
    public void OnePerQuestion(Func<SelectionCandidate, double> rank, string reason) => OnePerQuestion((candidate, _) => rank(candidate), reason);

    /// <summary>Keeps the best of each question.</summary>
    public void OnePerQuestion(Func<SelectionCandidate, int, double> rank, string reason)
    {
        foreach (var traces in Left.GroupBy(i => _candidates[i].Question, StringComparer.Ordinal))
            foreach (int i in traces.OrderByDescending(i => rank(_candidates[i], i)).ThenBy(i => _candidates[i].Key, StringComparer.Ordinal).Skip(1))
                _dropped[i] = new SelectionVerdict("question", reason);
        Settle("question");
    }

    /// <summary>The result: what is in and not selected was good but not needed.</summary>
    public SelectionResult Finish(IReadOnlyList<int> selected)
    {
        var chosen = selected.ToHashSet();
        _counts.Add(("selected", selected.Count));
        return new SelectionResult(selected, [.. _candidates.Select((_, i) => Verdict(i, chosen.Contains(i)))], _counts);
    }

    SelectionVerdict Verdict(int i, bool isChosen)
    {
        var verdict = _dropped[i] ?? (isChosen ? new SelectionVerdict(null, "selected") : new SelectionVerdict("surplus", "not needed"));
        return Scores.TryGetValue(i, out double score) ? verdict with { Score = score } : verdict;
    }

    void Settle(string name)
    {
        Left = Left.FindAll(i => _dropped[i] is null);
        _counts.Add((name, Left.Count));
        if (Left.Count == 0)
            throw new UserErrorException($"no example is left after the filter '{name}' ({Counts()}); loosen it or give more data.");
    }

    string Counts() => string.Join(", ", _counts.Select(c => FormattableString.Invariant($"{c.Filter} {c.Count}")));
}
