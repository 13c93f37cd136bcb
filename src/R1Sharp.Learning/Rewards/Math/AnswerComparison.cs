// Whether two answers mean the same: what kinds of answer they are decides how they are compared.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Compares the trees of two answers.</summary>
sealed partial class AnswerComparison
{
    readonly MathOptions _options;
    readonly Fuel _fuel;
    readonly FormulaEquality _equality;
    readonly RealSets _sets;
    readonly RelationComparison _relations;
    int _depth;

    /// <param name="options">The choices where graders disagree.</param>
    /// <param name="fuel">Pays for it.</param>
    public AnswerComparison(MathOptions options, Fuel fuel)
    {
        (_options, _fuel) = (options, fuel);
        _equality = new FormulaEquality(options, fuel);
        _sets = new RealSets(_equality, fuel);
        _relations = new RelationComparison(_equality, fuel, Compare);
    }

    /// <summary>Whether an answer means the same as the gold answer.</summary>
    /// <exception cref="OutOfFuelException">It would take too long.</exception>
    public MathJudgement Compare(Expression gold, Expression answer)
    {
        _fuel.Spend(40);
        if (_depth >= Fuel.MaxDepth)
            throw new OutOfFuelException("it is nested too deep");
        if (gold.IsNumber && answer.IsNumber)
            return _equality.Compare(gold, answer);
        _depth++;
        try
        {
            var right = Concluded(gold);
            var judgement = Kinds(right, Concluded(answer));
            // "3√2 ≈ 4.24" is also right where 4.24 is wanted, if it is an approximation.
            return !judgement.IsEqual && Approximation(answer) is { } rounded && Kinds(right, rounded) is { IsEqual: true } equal ? equal : judgement;
        }
        catch (NotUnderstoodException e)
        {
            return MathJudgement.Undecided(e.Message);
        }
        finally
        {
            _depth--;
        }
    }

    MathJudgement Kinds(Expression a, Expression b)
    {
        if (Texts(a, b) is { } texts)
            return texts;
        if (Statements(a, b) is { } statements)
            return statements;
        (a, b) = AnswerShape.Tuples(a, b);
        if (Families(a, b) is { } families)
            return families;
        if (Based(a, b) is { } based)
            return based;
        if (Assignments(ref a, ref b) is { } assignments)
            return assignments;
        // (−∞, ∞) against R
        if (a.Kind == ExpressionKind.Symbol != (b.Kind == ExpressionKind.Symbol))
            (a, b) = (AsSet(a, b), AsSet(b, a));
        if (Equations(a, b) is { } equations)
            return equations;
        if (Quantities(a, b) is { } quantities)
            return quantities;
        if (Ratios(a, b) is { } ratios)
            return ratios;
        if (Lists(a, b) is { } lists)
            return lists;
        if (SetsOfNumbers(a, b) is { } sets)
            return sets;
        if (Tuples(a, b) is { } tuples)
            return tuples;
        if (a.Kind == ExpressionKind.Relation || b.Kind == ExpressionKind.Relation)
            return a.Kind == b.Kind ? _relations.Compare(a, b) : MathJudgement.Different("a relation is not a value");
        if (Branches(a, b) is { } branches)
            return branches;
        return Formulas(a, b);
    }

    static Expression AsSet(Expression e, Expression other) => e.Kind == ExpressionKind.Symbol && RealSets.IsSetLike(other)
        && RealSets.LetterSet(e.Name) is { } set ? Expression.Symbol(set) : e;

    MathJudgement? Texts(Expression a, Expression b)
    {
        bool wordsA = a.Kind is ExpressionKind.Text or ExpressionKind.Moment, wordsB = b.Kind is ExpressionKind.Text or ExpressionKind.Moment;
        if (HourOnly(a, b) is { } hour)
            return hour;
        if (wordsA && wordsB)
            return a.Name == b.Name ? MathJudgement.Equal("same words") : MathJudgement.Different("other words");
        if (a.Kind == ExpressionKind.Opaque || b.Kind == ExpressionKind.Opaque)
            return a.Kind == b.Kind && a.Name == b.Name ? MathJudgement.Equal("same signs") : MathJudgement.Undecided("a formula that is not understood");
        if (a.Kind == ExpressionKind.Moment && b.Kind == ExpressionKind.Ratio || a.Kind == ExpressionKind.Ratio && b.Kind == ExpressionKind.Moment)
            return null;
        if ((AnswerShape.LetterRun(a) ?? AnswerShape.LetterRun(b)) is { } run && (wordsA ? a : b) is { Kind: ExpressionKind.Text } text)
            return text.Name == run.ToLowerInvariant() ? MathJudgement.Equal("same letters") : MathJudgement.Different("other words");
        // "triangle ABC"
        if ((wordsA ? b : a) is { Kind: ExpressionKind.Symbol } figure && figure.Name.Contains(' ') && (wordsA ? a : b).Name == figure.Name.ToLowerInvariant())
            return MathJudgement.Equal("same words");
        return wordsA || wordsB ? MathJudgement.Different("words are not a formula") : null;
    }

    // "3 pm" is 3 where only the number is wanted.
    MathJudgement? HourOnly(Expression a, Expression b)
    {
        bool hourA = a is { Kind: ExpressionKind.Moment, Parts.Length: > 0 }, hourB = b is { Kind: ExpressionKind.Moment, Parts.Length: > 0 };
        if (hourA == hourB || !(hourA ? b : a).IsNumber || !_options.DropLoneUnits)
            return null;
        return hourA ? Compare(a.Parts[0], b) : Compare(a, b.Parts[0]);
    }

    Expression? Approximation(Expression e)
    {
        if (e.Kind != ExpressionKind.Relation || !e.Name.EndsWith('~') || e.Parts.Length < 2 || !e.Parts[^1].IsConstant || !e.Parts[^2].IsConstant)
            return null;
        return new FormulaEquality(_options with { RelativeTolerance = 0.01 }, _fuel).Compare(e.Parts[^2], e.Parts[^1]).IsEqual ? e.Parts[^1] : null;
    }

    // π/4 + kπ, k ∈ ℤ: the letter of the whole number does not matter; another first member may give the same family.
    MathJudgement? Families(Expression a, Expression b)
    {
        var (x, y) = (AnswerShape.Family(a), AnswerShape.Family(b));
        if (x is null && y is null)
            return null;
        var (first, second) = (x?.Members ?? a, y?.Members ?? b);
        if (x is { } p && y is { } q && p.Parameter != q.Parameter)
            second = second.Rewrite(n => n.Kind == ExpressionKind.Symbol && n.Name == q.Parameter ? Expression.Symbol(p.Parameter) : null);
        var judgement = Compare(first, second);
        return judgement.Verdict == MathVerdict.Different && x is not null && y is not null ? MathJudgement.Undecided("families that may have the same members")
            : judgement;
    }

    MathJudgement? Based(Expression a, Expression b)
    {
        if (a.Kind != ExpressionKind.Based && b.Kind != ExpressionKind.Based)
            return null;
        if (_options.BaseMayBeLeftOut && a.Kind != b.Kind)
        {
            var (based, plain) = a.Kind == ExpressionKind.Based ? (a, b) : (b, a);
            if (plain.IsNumber && based.Name.StartsWith(plain.Value + "_", StringComparison.Ordinal))
                return MathJudgement.Equal("the same digits, the base left out");
        }
        return null;
    }

    // x = 5 against 5, f(x) = 2x against f(t) = 2t.
    MathJudgement? Assignments(ref Expression a, ref Expression b)
    {
        var (left, right) = (AnswerShape.AsAssignment(a), AnswerShape.AsAssignment(b));
        if (left is { } x && right is { } y)
        {
            if (SameName(x, y))
                return Compare(AnswerShape.AsProduct(x.Value), AnswerShape.AsProduct(Renamed(y, x)));
            bool bothPlain = x.Parameters.Length == 0 && y.Parameters.Length == 0 && !x.Value.IsConstant && !y.Value.IsConstant;
            return bothPlain ? null : MathJudgement.Different($"{x.Name} is not {y.Name}");
        }
        if (left is null && right is null || !_options.DropAssignedName)
            return null;
        var (assignment, other) = left is { } l ? (l, b) : (right!.Value, a);
        // An equation on the other side is compared as such.
        if (other.Kind == ExpressionKind.Relation && other.Name == "=")
            return null;
        if (left is not null)
            a = assignment.Value;
        else
            b = assignment.Value;
        return Compare(a, b);
    }

    static bool SameName(Assignment x, Assignment y)
    {
        static string Bare(string name) => name.Split('_')[0];
        if (AnswerShape.EitherEnd(x.Name) == AnswerShape.EitherEnd(y.Name) || Bare(x.Name) == Bare(y.Name)
            && (x.Name == Bare(x.Name) || y.Name == Bare(y.Name)))
            return true;
        return x.Parameters.Length > 0 && y is { Parameters.Length: 0, Name: "y" } || y.Parameters.Length > 0 && x is { Parameters.Length: 0, Name: "y" };
    }

    static Expression Renamed(Assignment from, Assignment to)
    {
        if (from.Parameters.Length != to.Parameters.Length || from.Parameters.SequenceEqual(to.Parameters))
            return from.Value;
        return from.Value.Rewrite(n => n.Kind == ExpressionKind.Symbol && Array.IndexOf(from.Parameters, n.Name) is >= 0 and var index
            ? Expression.Symbol(to.Parameters[index]) : null);
    }

    MathJudgement? Ratios(Expression a, Expression b)
    {
        if (a.Kind != ExpressionKind.Ratio && b.Kind != ExpressionKind.Ratio)
            return null;
        if (a.Kind == ExpressionKind.Moment || b.Kind == ExpressionKind.Moment)
        {
            // 16:10 looks like a time, and is a ratio where the other answer is one.
            var (moment, ratio) = a.Kind == ExpressionKind.Moment ? (a, b) : (b, a);
            string[] parts = moment.Name.Split(' ', ':');
            return moment.Name.StartsWith("time", StringComparison.Ordinal) && parts[3] == "00" && int.TryParse(parts[1], out int hour)
                && int.TryParse(parts[2], out int minute) && minute > 0
                ? Compare(Expression.Of(ExpressionKind.Ratio, Expression.Number(hour), Expression.Number(minute)), ratio)
                    : MathJudgement.Different("a time is not a ratio");
        }
        if (a.Kind != b.Kind)
        {
            var ratio = a.Kind == ExpressionKind.Ratio ? a : b;
            return ratio.Parts.Length == 2 && _options.RatioMatchesQuotient
                ? Side(a.Kind == ExpressionKind.Ratio, Expression.Quotient(ratio.Parts[0], ratio.Parts[1]), a.Kind == ExpressionKind.Ratio ? b : a)
                : MathJudgement.Different("a ratio is not a number");
        }
        if (a.Parts.Length != b.Parts.Length)
            return MathJudgement.Different("ratios of different length");
        return MathJudgement.All(Enumerable.Range(1, a.Parts.Length - 1)
            .Select(i => _equality.Compare(Expression.Product(a.Parts[0], b.Parts[i]), Expression.Product(a.Parts[i], b.Parts[0]))));
    }

    MathJudgement? Branches(Expression a, Expression b)
    {
        if (a.Kind != ExpressionKind.Cases && b.Kind != ExpressionKind.Cases)
            return null;
        if (a.Kind != b.Kind || a.Parts.Length != b.Parts.Length)
            return MathJudgement.Undecided("a piecewise function");
        var pairsA = a.Parts.Chunk(2).Select(p => Expression.Of(ExpressionKind.Bracket, "()", p)).ToArray();
        var pairsB = b.Parts.Chunk(2).Select(p => Expression.Of(ExpressionKind.Bracket, "()", p)).ToArray();
        var judgement = Unordered(pairsA, pairsB, asSets: false);
        return judgement.IsEqual ? judgement
            : Unordered([.. pairsA.Select(p => p.Parts[0])], [.. pairsB.Select(p => p.Parts[0])], asSets: false) is { Verdict: MathVerdict.Different } values
            ? values : MathJudgement.Undecided("piecewise functions with other conditions");
    }

    MathJudgement Formulas(Expression a, Expression b)
    {
        int infinityA = AnswerShape.InfinitySign(a), infinityB = AnswerShape.InfinitySign(b);
        if (infinityA != 0 || infinityB != 0)
            return infinityA == infinityB ? MathJudgement.Equal("the same infinity") : MathJudgement.Different("infinity is not the same");
        if (AnswerShape.Segment(a) is { } runA && AnswerShape.Segment(b) is { } runB)
            return runA == runB ? MathJudgement.Equal("same letters") : runA.Order().SequenceEqual(runB.Order())
                ? MathJudgement.Undecided("letters in another order") : MathJudgement.Different("other letters");
        if (a.Kind == ExpressionKind.Symbol && b.Kind == ExpressionKind.Symbol)
            return a.Name == b.Name || AnswerShape.SameTriangle(a.Name, b.Name) ? MathJudgement.Equal("same letter")
                : MathJudgement.Different($"{a.Name} is not {b.Name}");
        if (a is { Kind: ExpressionKind.Function, Name: "det" } && Matrices.Has(a))
            return Compare(Matrices.Determinant(Matrices.Of(a.Parts[0], _fuel)), b);
        if (b is { Kind: ExpressionKind.Function, Name: "det" } && Matrices.Has(b))
            return Compare(a, Matrices.Determinant(Matrices.Of(b.Parts[0], _fuel)));
        if (a.Any(IsOperation) || b.Any(IsOperation))
            return Operations(a, b);
        if (!IsFormula(a) || !IsFormula(b))
            return a.ToString() == b.ToString() ? MathJudgement.Equal("the same signs") : a.Kind == b.Kind
                ? MathJudgement.Undecided($"a {a.Kind.ToString().ToLowerInvariant()}")
                : MathJudgement.Different($"a {a.Kind.ToString().ToLowerInvariant()} is not a {b.Kind.ToString().ToLowerInvariant()}");
        return _equality.Compare(a, b);
    }

    // f ∘ g, A × B: the same operands in the same order are the same; anything else depends on what they are. × between letters
    // may be a product.
    MathJudgement Operations(Expression a, Expression b)
    {
        if (a.ToString() == b.ToString())
            return MathJudgement.Equal("the same signs");
        if (!IsFormula(a) || !IsFormula(b))
            return MathJudgement.Undecided("an operation whose laws are not known");
        if (_equality.Compare(a, b) is { IsEqual: true } equal)
            return equal;
        var (x, y) = (Multiplied(a), Multiplied(b));
        bool isProduct = !x.Any(IsOperation) && !y.Any(IsOperation);
        var product = isProduct ? _equality.Compare(x, y) : MathJudgement.Undecided("");
        return product.Verdict == MathVerdict.Different || product.IsEqual && a.Any(IsOperation) != b.Any(IsOperation) ? product
            : MathJudgement.Undecided("an operation whose laws are not known");
    }

    static bool IsOperation(Expression e) => e is { Kind: ExpressionKind.Function, Name: [':', .. var sign] }
        && (sign is "times" or "ast" || MathSigns.Operations.Contains(sign));

    static Expression Multiplied(Expression e) =>
        e.Rewrite(n => n is { Kind: ExpressionKind.Function, Name: ":times" or ":ast" } ? Expression.Product(n.Parts) : null);

    static bool IsFormula(Expression e) => e.Kind is ExpressionKind.Number or ExpressionKind.Symbol or ExpressionKind.Constant or ExpressionKind.Sum
        or ExpressionKind.Product
        or ExpressionKind.Power or ExpressionKind.Function or ExpressionKind.Percent or ExpressionKind.Based
            && e.Parts.All(p => p.Kind == ExpressionKind.Ratio || IsFormula(p));
}
