// All the ways of combining the numbers of a Countdown problem, in the one order in which an orderly search tries them.

using System.Globalization;

namespace R1Sharp.Learning.Miniature;

/// <summary>One operation of an attempt: Left Operator Right = Result.</summary>
readonly record struct CountdownStep(int Left, char Operator, int Right, int Result)
{
    /// <summary>E.g. "12-9=3".</summary>
    public override string ToString() => $"{Left}{Operator}{Right}={Result}";
}

/// <summary>One way of combining all the numbers.</summary>
/// <param name="Steps">The operations in order; the last one's result is the value.</param>
/// <param name="Expression">The same as one expression, e.g. "(12-9)+3".</param>
sealed record CountdownAttempt(CountdownStep[] Steps, string Expression)
{
    /// <summary>What the expression comes to.</summary>
    public int Value => Steps[^1].Result;

    /// <summary>Whether any step multiplies.</summary>
    public bool Multiplies => Steps.Any(step => step.Operator == '*');
}

/// <summary>
/// The orderly search: take the pairs of numbers from left to right, for each pair + then - then *, put the result in
/// front of the numbers that remain, and go on. Differences are taken the way that leaves something positive. Results
/// above the limit are left out, and so are sums of sums and products of products that come up a second time.
/// </summary>
static class CountdownSearch
{
    /// <summary>Every attempt, in order.</summary>
    /// <param name="numbers">The numbers as the question lists them.</param>
    /// <param name="largest">No result may be above this.</param>
    public static List<CountdownAttempt> All(IReadOnlyList<int> numbers, int largest)
    {
        var attempts = new List<CountdownAttempt>();
        Extend([.. numbers.Select((number, index) => new Term(number, number.ToString(CultureInfo.InvariantCulture), ' ', index))], [], largest, attempts);
        // With four numbers one expression can come about in two orders of its steps.
        return [.. attempts.DistinctBy(attempt => attempt.Expression)];
    }

    // A number at hand: given, or the result of an operation. Last is the latest place in the question it is made from.
    readonly record struct Term(int Value, string Text, char Operator, int Last)
    {
        public string Inside => Operator == ' ' ? Text : $"({Text})";
    }

    static void Extend(List<Term> terms, List<CountdownStep> steps, int largest, List<CountdownAttempt> attempts)
    {
        if (terms.Count == 1)
        {
            attempts.Add(new CountdownAttempt([.. steps], terms[0].Text));
            return;
        }
        for (int i = 0; i < terms.Count; i++)
            for (int j = i + 1; j < terms.Count; j++)
                foreach (char sign in "+-*")
                    if (Combine(terms[i], terms[j], sign, largest) is var (result, step))
                    {
                        List<Term> rest = [result, .. terms.Where((_, index) => index != i && index != j)];
                        Extend(rest, [.. steps, step], largest, attempts);
                    }
    }

    static (Term Result, CountdownStep Step)? Combine(Term left, Term right, char sign, int largest)
    {
        bool repeats = sign != '-' && left.Operator == sign && right.Last < left.Last;
        if (sign == '-' && left.Value < right.Value)
            (left, right) = (right, left);
        int value = sign switch { '+' => left.Value + right.Value, '-' => left.Value - right.Value, _ => left.Value * right.Value };
        if (repeats || value < 1 || value > largest)
            return null;
        var term = new Term(value, left.Inside + sign + right.Inside, sign, Math.Max(left.Last, right.Last));
        return (term, new CountdownStep(left.Value, sign, right.Value, value));
    }
}
