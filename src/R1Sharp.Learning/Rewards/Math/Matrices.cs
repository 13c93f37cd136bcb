// Matrices and vectors: sums, products and transpositions are worked out, entry by entry.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>A matrix of formulas by rows.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Entries">Row after row.</param>
sealed record FormulaMatrix(int Rows, int Columns, Expression[] Entries);

/// <summary>Works out matrices.</summary>
static class Matrices
{
    const int LargestProduct = 12;

    /// <summary>Whether a tree is a matrix or is made of matrices.</summary>
    public static bool Has(Expression e) => e.Kind switch
    {
        ExpressionKind.Matrix => true,
        ExpressionKind.Sum or ExpressionKind.Product or ExpressionKind.Function or ExpressionKind.Power => e.Parts.Any(Has),
        _ => false,
    };

    /// <summary>The matrix that a tree is.</summary>
    /// <exception cref="NotUnderstoodException">It is none, or sizes do not fit.</exception>
    public static FormulaMatrix Of(Expression e, Fuel fuel)
    {
        switch (e.Kind)
        {
            case ExpressionKind.Matrix:
                int rows = int.Parse(e.Name.AsSpan(0, e.Name.IndexOf('x')), System.Globalization.CultureInfo.InvariantCulture);
                return new FormulaMatrix(rows, e.Parts.Length / rows, e.Parts);
            case ExpressionKind.Sum:
                return e.Parts.Select(p => Of(p, fuel)).Aggregate(Add);
            case ExpressionKind.Product:
                return Product(e, fuel);
            case ExpressionKind.Function when e.Name == "transpose":
                var turned = Of(e.Parts[0], fuel);
                return new FormulaMatrix(turned.Columns, turned.Rows,
                    [.. Enumerable.Range(0, turned.Entries.Length).Select(i => turned.Entries[i % turned.Rows * turned.Columns + i / turned.Rows])]);
            case ExpressionKind.Bracket:
                return new FormulaMatrix(1, e.Parts.Length, e.Parts);
            default:
                throw new NotUnderstoodException("a formula with matrices");
        }
    }

    static FormulaMatrix Add(FormulaMatrix a, FormulaMatrix b) => a.Rows == b.Rows && a.Columns == b.Columns
        ? a with { Entries = [.. a.Entries.Zip(b.Entries, (x, y) => Expression.Sum(x, y))] }
            : throw new NotUnderstoodException("a sum of matrices of different size");

    static FormulaMatrix Product(Expression e, Fuel fuel)
    {
        FormulaMatrix? product = null;
        var factor = Expression.One;
        foreach (var part in e.Parts)
        {
            if (Has(part))
                product = product is null ? Of(part, fuel) : Multiply(product, Of(part, fuel), fuel);
            else
                factor = Expression.Product(factor, part);
        }
        if (product is null)
            throw new NotUnderstoodException("a sum of a matrix and a number");
        return product with { Entries = [.. product.Entries.Select(x => Expression.Product(factor, x))] };
    }

    static FormulaMatrix Multiply(FormulaMatrix a, FormulaMatrix b, Fuel fuel)
    {
        if (a.Columns != b.Rows || Math.Max(a.Columns, Math.Max(a.Rows, b.Columns)) > LargestProduct)
            throw new NotUnderstoodException("a product of matrices whose sizes do not fit");
        var entries = new Expression[a.Rows * b.Columns];
        for (int i = 0; i < a.Rows; i++)
            for (int j = 0; j < b.Columns; j++)
            {
                fuel.Spend(4 * a.Columns);
                int row = i, column = j;
                entries[i * b.Columns + j] =
                    Expression.Sum(
                    [.. Enumerable.Range(0, a.Columns).Select(k => Expression.Product(a.Entries[row * a.Columns + k], b.Entries[k * b.Columns + column]))]);
            }
        return new FormulaMatrix(a.Rows, b.Columns, entries);
    }

    /// <summary>The determinant of a matrix of at most four rows, by its first row.</summary>
    public static Expression Determinant(FormulaMatrix m)
    {
        if (m.Rows != m.Columns || m.Rows > 4)
            throw new NotUnderstoodException("a determinant");
        if (m.Rows == 1)
            return m.Entries[0];
        var terms = new Expression[m.Rows];
        for (int column = 0; column < m.Rows; column++)
        {
            int skip = column;
            var minor = m.Entries.Where((_, i) => i >= m.Columns && i % m.Columns != skip).ToArray();
            var term = Expression.Product(m.Entries[column], Determinant(new FormulaMatrix(m.Rows - 1, m.Rows - 1, minor)));
            terms[column] = column % 2 == 0 ? term : Expression.Negate(term);
        }
        return Expression.Sum(terms);
    }
}
