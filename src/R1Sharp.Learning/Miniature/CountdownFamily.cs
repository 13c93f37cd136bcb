// Countdown, the task of TinyZero: combine the given numbers, each exactly once, to make the target.

using System.Globalization;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Answers;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature;

/// <summary>
/// Countdown. Level 1: three numbers, a sum or difference does it. Level 2: three numbers up to 12, a multiplication is
/// needed. Level 3: three numbers, a multiplication is needed and only one attempt of the orderly search hits. Level 4:
/// four numbers up to 12.
/// </summary>
sealed partial class CountdownFamily(CountdownOptions options) : IProblemFamily
{
    /// <inheritdoc/>
    public string Name => "countdown";

    /// <inheritdoc/>
    public int LevelCount => 4;

    /// <inheritdoc/>
    public int OrdinaryLevelCount => 3;

    /// <inheritdoc/>
    public IPuzzle Create(ref RandomStream random, int level, string language)
    {
        while (true)
        {
            int largest = level is 2 or 4 ? Math.Min(12, options.LargestNumber) : options.LargestNumber;
            int[] numbers = DistinctNumbers(level == 4 ? 4 : 3, largest, ref random);
            var attempts = CountdownSearch.All(numbers, options.LargestResult);
            if (attempts.Count == 0)
                continue;
            var solution = attempts[random.NextInt(attempts.Count)];
            var hits = attempts.FindAll(attempt => attempt.Value == solution.Value);
            if (level == 4 || LevelOf(hits) == level || (level == 2 && LevelOf(hits) == 3))
                return new Puzzle(Describe(numbers, solution, level, language), attempts, solution.Value, options);
        }
    }

    /// <inheritdoc/>
    public bool IsCorrect(Problem problem, string answer)
    {
        int[] given = [.. Number().Matches(problem.Question).Select(match => int.Parse(match.ValueSpan, CultureInfo.InvariantCulture))];
        return CountdownChecker.Judge(given[..^1], new Rational(given[^1], 1), answer) is null;
    }

    static int LevelOf(List<CountdownAttempt> hits) =>
        hits.Exists(hit => !hit.Multiplies) ? 1 : hits.Count > 1 ? 2 : 3;

    Problem Describe(int[] numbers, CountdownAttempt solution, int level, string language)
    {
        string list = string.Join(',', numbers);
        return new Problem
        {
            Id = $"{Name}:{string.Join(',', numbers.Order())}={solution.Value}",
            Question = language == "zh" ? $"用{list}得到{solution.Value}。" : $"Use {list} to make {solution.Value}.",
            Answer = solution.Expression,
            Family = Name,
            Level = level,
            Language = language,
        };
    }

    static int[] DistinctNumbers(int count, int largest, ref RandomStream random)
    {
        int[] all = [.. Enumerable.Range(1, largest)];
        random.Shuffle<int>(all);
        return all[..count];
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    sealed record Puzzle(Problem Problem, List<CountdownAttempt> Attempts, int Target, CountdownOptions Options) : IPuzzle
    {
        public string Think(TraceText thoughts, ref RandomStream random) =>
            new CountdownTrace(Attempts, Target, Options, thoughts).Write(ref random);
    }
}
