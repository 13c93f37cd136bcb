// Arithmetic chains: operations carried out one after the other, with an integer answer from 0 to 999 (the form of the
// AIME's answers).

using System.Globalization;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature;

/// <summary>Chains such as "Take 79,*11,+15,-42.": level n has n + 1 operations, all results lie in 0 … 999.</summary>
sealed partial class ArithmeticFamily(ArithmeticOptions options) : IProblemFamily, IChainFamily
{
    internal const int Largest = 999;

    /// <inheritdoc/>
    public string Name => "arithmetic";

    /// <inheritdoc/>
    public int LevelCount => 4;

    /// <inheritdoc/>
    public int OrdinaryLevelCount => 3;

    /// <inheritdoc/>
    public IPuzzle Create(ref RandomStream random, int level, string language)
    {
        int start = random.NextInt(10, 100), value = start;
        var links = new ChainLink[level + 1];
        bool longFactorUsed = false;
        for (int i = 0; i < links.Length; i++)
        {
            links[i] = NextLink(value, !longFactorUsed, ref random);
            longFactorUsed |= links[i] is { Operator: '*', Operand: > 9 };
            value = links[i].Apply(value);
        }
        string chain = start + string.Concat(links.Select(link => $",{link.Operator}{link.Operand}"));
        var problem = new Problem
        {
            Id = $"{Name}:{chain}",
            Question = language == "zh" ? $"取{chain}。" : $"Take {chain}.",
            Answer = value.ToString(CultureInfo.InvariantCulture),
            Family = Name,
            Level = level,
            Language = language,
        };
        return new Puzzle(problem, start, links, options);
    }

    /// <inheritdoc/>
    public bool IsCorrect(Problem problem, string answer)
    {
        // The second method: the question's text is read backwards as nested operations on exact numbers.
        var parts = LinkText().Matches(problem.Question);
        return decimal.TryParse(answer, NumberStyles.Number & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out decimal given)
            && given == Evaluate(parts, parts.Count - 1);
    }

    IReadOnlyList<string> IChainFamily.States(Problem problem)
    {
        var parts = LinkText().Matches(problem.Question);
        return [.. Enumerable.Range(0, parts.Count).Select(i => Evaluate(parts, i).ToString(CultureInfo.InvariantCulture))];
    }

    static decimal Evaluate(MatchCollection parts, int last)
    {
        decimal operand = decimal.Parse(parts[last].Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        return parts[last].Groups[1].Value switch
        {
            "+" => Evaluate(parts, last - 1) + operand,
            "-" => Evaluate(parts, last - 1) - operand,
            "*" => Evaluate(parts, last - 1) * operand,
            _ => operand,
        };
    }

    // Drawn again until the result stays inside; + and - are always possible for a number in 0 … 999 with operands 10 … 99.
    ChainLink NextLink(int value, bool longFactorAllowed, ref RandomStream random)
    {
        while (true)
        {
            char sign = "+-*"[random.NextInt(3)];
            bool longFactor = sign == '*' && longFactorAllowed && value * 11 <= Largest && random.NextBool(options.LongFactorShare);
            int operand = sign != '*' ? random.NextInt(10, 100) : longFactor ? random.NextInt(11, 100) : random.NextInt(2, 10);
            var link = new ChainLink(sign, operand);
            if (link.Apply(value) is >= 0 and <= Largest && (sign != '*' || value > 0))
                return link;
        }
    }

    [GeneratedRegex(@"(^|[-+*]|\D)(\d+)")]
    private static partial Regex LinkText();

    sealed record Puzzle(Problem Problem, int Start, ChainLink[] Links, ArithmeticOptions Options) : IPuzzle
    {
        public string Think(TraceText thoughts, ref RandomStream random) =>
            new ArithmeticTrace(Start, Links, Options, thoughts).Write(ref random);
    }
}
