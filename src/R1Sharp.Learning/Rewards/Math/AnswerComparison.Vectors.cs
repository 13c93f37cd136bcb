// Tuples, vectors and matrices.

namespace R1Sharp.Learning.Rewards.Mathematics;

sealed partial class AnswerComparison
{
    MathJudgement? Tuples(Expression a, Expression b)
    {
        bool matrixA = Matrices.Has(a) && a is not { Kind: ExpressionKind.Function, Name: "det" }, matrixB = Matrices.Has(b)
            && b is not { Kind: ExpressionKind.Function, Name: "det" };
        if (matrixA && matrixB)
            return SameMatrix(Matrices.Of(a, _fuel), Matrices.Of(b, _fuel));
        if (matrixA || matrixB)
            return VectorAndTuple(a, b, matrixA);
        if (a.Kind != ExpressionKind.Bracket && b.Kind != ExpressionKind.Bracket)
            return null;
        if (a.Kind == ExpressionKind.Bracket && Components(b, a.Parts.Length) is { } entriesB)
            return Ordered(a.Parts, entriesB);
        if (b.Kind == ExpressionKind.Bracket && Components(a, b.Parts.Length) is { } entriesA)
            return Ordered(entriesA, b.Parts);
        if (a.Kind != b.Kind)
            return IsPoint(a) || IsPoint(b) ? Ordered(a.Parts, b.Parts) : MathJudgement.Different("a tuple is not a value");
        bool sameKind = a.Name == b.Name || a.Parts.Length > 2 && b.Parts.Length > 2;
        return sameKind ? Ordered(a.Parts, b.Parts) : MathJudgement.Different("the ends of the interval differ");
    }

    // P(5, 2) and C(5, 2) count arrangements, and name points next to a tuple.
    static bool IsPoint(Expression e) =>
        e is { Kind: ExpressionKind.Function, Name: "binomial" or "permutations", Parts: [{ IsNumber: true }, { IsNumber: true }] };

    MathJudgement VectorAndTuple(Expression a, Expression b, bool matrixFirst)
    {
        var matrix = Matrices.Of(matrixFirst ? a : b, _fuel);
        var other = matrixFirst ? b : a;
        if (other.Kind == ExpressionKind.Function && other.Name == "transpose")
            return SameMatrix(matrix, Matrices.Of(other, _fuel));
        if (Math.Min(matrix.Rows, matrix.Columns) == 1 && Components(other, matrix.Entries.Length) is { } components)
            return matrixFirst ? Ordered(matrix.Entries, components) : Ordered(components, matrix.Entries);
        if (matrix.Entries.Length == 1)
            return Side(matrixFirst, matrix.Entries[0], other);
        bool isVector = matrix.Rows == 1 || matrix.Columns == 1;
        if (other.Kind == ExpressionKind.Bracket && isVector && _options.VectorMatchesTuple && other.Name is "()" or "[]")
            return matrixFirst ? Ordered(matrix.Entries, other.Parts) : Ordered(other.Parts, matrix.Entries);
        // [[1, 2], [3, 4]]
        if (other.Kind == ExpressionKind.Bracket && other.Parts.All(p => p.Kind == ExpressionKind.Bracket && p.Parts.Length == matrix.Columns)
            && other.Parts.Length == matrix.Rows)
        {
            Expression[] entries = [.. other.Parts.SelectMany(p => p.Parts)];
            return matrixFirst ? Ordered(matrix.Entries, entries) : Ordered(entries, matrix.Entries);
        }
        return MathJudgement.Different("a matrix is not this");
    }

    MathJudgement SameMatrix(FormulaMatrix a, FormulaMatrix b)
    {
        bool vectors = a.Entries.Length == b.Entries.Length && Math.Min(a.Rows, a.Columns) == 1 && Math.Min(b.Rows, b.Columns) == 1
            && _options.VectorMatchesTuple;
        return a.Rows == b.Rows && a.Columns == b.Columns || vectors ? Ordered(a.Entries, b.Entries) : MathJudgement.Different("matrices of different size");
    }

    // 3i + 4j − k: the coefficients of the unit vectors; null where it is no sum of them. i alone is the complex number.
    Expression[]? Components(Expression e, int count)
    {
        if (count is < 2 or > 3 || !IsFormula(e) || !e.Any(n => Axis(n) is > 0 and var axis && axis < count) || e.Any(n => Axis(n) >= count))
            return null;
        Expression At(Func<int, Expression> value) => e.Rewrite(n => Axis(n) is >= 0 and var axis ? value(axis) : null);
        Expression[] entries = [.. Enumerable.Range(0, count).Select(i => At(axis => axis == i ? Expression.One : Expression.Zero))];
        static Expression Unit(int axis) => Expression.Symbol($"unit {axis}");
        var sum = Expression.Sum([.. entries.Select((entry, i) => Expression.Product(entry, Unit(i)))]);
        return _equality.Compare(At(Unit), sum).IsEqual ? entries : null;
    }

    static int Axis(Expression e) => e switch
    {
        { Kind: ExpressionKind.Constant, Name: "i" } or { Kind: ExpressionKind.Symbol, Name: "i" or "hat(i)" or "hat(\\imath)" } => 0,
        { Kind: ExpressionKind.Symbol, Name: "j" or "jmath" or "hat(j)" or "hat(\\jmath)" } => 1,
        { Kind: ExpressionKind.Symbol, Name: "k" or "hat(k)" } => 2,
        _ => -1,
    };
}
