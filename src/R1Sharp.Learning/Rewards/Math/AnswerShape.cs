// Small readings of trees that the comparison asks for: assignments, lists of them, signs of plus or minus.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>A name and its value: x = 5, f(x) = 2x.</summary>
/// <param name="Name">"x" or "f".</param>
/// <param name="Parameters">Names of a function's arguments; empty for a variable.</param>
/// <param name="Value">The value.</param>
readonly record struct Assignment(string Name, string[] Parameters, Expression Value);

/// <summary>Readings of trees.</summary>
static class AnswerShape
{
    /// <summary>The assignment that a relation is; null where it is none.</summary>
    public static Assignment? AsAssignment(Expression e)
    {
        if (e.Kind != ExpressionKind.Relation || e.Parts.Length != 2 || e.Name is not ("=" or "~"))
            return null;
        var (left, right) = (e.Parts[0], e.Parts[1]);
        if (Target(left) is { } target && !Contains(right, target.Name))
            return target with { Value = right };
        return right.Kind == ExpressionKind.Symbol && left.IsConstant ? new Assignment(right.Name, [], left) : null;
    }

    static Assignment? Target(Expression e)
    {
        if (e.Kind == ExpressionKind.Symbol)
        {
            int open = e.Name.IndexOf('(');
            return open > 0 && e.Name.EndsWith(')') && !e.Name.StartsWith("bar", StringComparison.Ordinal) && !e.Name.StartsWith("hat", StringComparison.Ordinal)
                ? new Assignment(e.Name[..open], e.Name[(open + 1)..^1].Split(','), e) : new Assignment(e.Name, [], e);
        }
        if (e.Kind == ExpressionKind.Function && e.Name.StartsWith(':') && e.Parts.All(p => p.Kind is ExpressionKind.Symbol))
            return new Assignment(e.Name[1..], [.. e.Parts.Select(p => p.Name)], e);
        return null;
    }

    static bool Contains(Expression e, string name) => e.Any(n => n.Kind == ExpressionKind.Symbol && n.Name == name || n.Kind == ExpressionKind.Function && n.Name == ":" + name);

    /// <summary>
    /// A chain x = a = b says x = b; a = b without variables says b; "≈" and what follows says nothing new.
    /// </summary>
    public static Expression Conclusion(Expression e)
    {
        if (e.Kind != ExpressionKind.Relation)
            return e;
        string[] signs = e.Name.Split(' ');
        var parts = e.Parts;
        int approximate = Array.IndexOf(signs, "~");
        if (approximate >= 0 && !(approximate == 0 && parts[0].Kind == ExpressionKind.Symbol))
        {
            (signs, parts) = (signs[..approximate], parts[..(approximate + 1)]);
            if (signs.Length == 0)
                return parts[0];
        }
        if (signs.All(s => s is "=" or "~"))
        {
            if (parts.Length > 2)
                parts = [parts[0], parts[^1]];
            if (IsPlainValue(parts[0]) && IsPlainValue(parts[1]))
                return parts[1];
            return Expression.Of(ExpressionKind.Relation, "=", parts[0], parts[1]);
        }
        return Expression.Of(ExpressionKind.Relation, string.Join(' ', signs), parts);
    }

    static bool IsPlainValue(Expression e) => e.IsConstant && !e.Any(n => n.Kind == ExpressionKind.Function && n.Name.StartsWith(':'));

    /// <summary>The two readings of a formula with signs of plus or minus; they go together. Null where it has none.</summary>
    public static (Expression Plus, Expression Minus)? Readings(Expression e)
    {
        if (!e.Any(n => n.Kind == ExpressionKind.PlusMinus))
            return null;
        return (e.Rewrite(n => n.Kind == ExpressionKind.PlusMinus ? n.Parts[0] : null), e.Rewrite(n => n.Kind == ExpressionKind.PlusMinus ? Expression.Negate(n.Parts[0]) : null));
    }

    /// <summary>
    /// The list's members: signs of plus or minus make two of one, and the name in "n = 1, 2, 3" belongs to all.
    /// </summary>
    public static Expression[] Members(Expression e)
    {
        var parts = e.Kind is ExpressionKind.List or ExpressionKind.Set ? e.Parts : [e];
        var members = new List<Expression>(parts.Length);
        bool named = parts.Length > 1 && AsAssignment(Conclusion(parts[0])) is not null && parts.Skip(1).All(p => p.Kind != ExpressionKind.Relation);
        for (int i = 0; i < parts.Length; i++)
        {
            var part = named && i == 0 ? AsAssignment(Conclusion(parts[0]))!.Value.Value : parts[i];
            if (Readings(part) is var (plus, minus))
                members.AddRange([plus, minus]);
            else
                members.Add(part);
        }
        return [.. members];
    }

    /// <summary>
    /// The values of a list of assignments to different variables in the order of their names; null where the list is
    /// something else, such as x_1 = 2, x_2 = 3, the solutions of one variable.
    /// </summary>
    public static Expression[]? NamedTuple(Expression e)
    {
        if (e.Kind != ExpressionKind.List)
            return null;
        var assignments = e.Parts.Select(p => AsAssignment(Conclusion(p))).ToArray();
        if (assignments.Any(a => a is null) || assignments.Select(a => a!.Value.Name[0]).Distinct().Count() != assignments.Length)
            return null;
        return [.. assignments.OrderBy(a => a!.Value.Name, StringComparer.Ordinal).Select(a => a!.Value.Value)];
    }

    /// <summary>(x, y) = (1, 2) says (1, 2); next to another answer that names its values, in the order of the names.</summary>
    public static (Expression First, Expression Second) Tuples(Expression a, Expression b)
    {
        bool named = IsTupleEquation(a) && IsTupleEquation(b) || NamedTuple(a) is not null || NamedTuple(b) is not null;
        return (Values(a, named), Values(b, named));
    }

    static bool IsTupleEquation(Expression e) =>
        e is { Kind: ExpressionKind.Relation, Name: "=", Parts: [{ Kind: ExpressionKind.Bracket } names, { Kind: ExpressionKind.Bracket } values] }
            && names.Parts.Length == values.Parts.Length && names.Parts.All(p => p.Kind == ExpressionKind.Symbol);

    static Expression Values(Expression e, bool inOrderOfNames)
    {
        if (!IsTupleEquation(e))
            return e;
        var (names, values) = (e.Parts[0], e.Parts[1]);
        return !inOrderOfNames ? values
            : Expression.Of(ExpressionKind.Bracket, values.Name, [.. names.Parts.Zip(values.Parts).OrderBy(pair => pair.First.Name, StringComparer.Ordinal).Select(pair => pair.Second)]);
    }

    /// <summary>The members and the parameter of a list that ends with k ∈ ℤ; null for anything else.</summary>
    public static (Expression Members, string Parameter)? Family(Expression e)
    {
        if (e.Kind != ExpressionKind.List || e.Parts[^1] is not { Kind: ExpressionKind.Relation, Name: "in", Parts: [{ Kind: ExpressionKind.Symbol } parameter, { Kind: ExpressionKind.Symbol, Name: "Integers" }] })
            return null;
        var rest = e.Parts[..^1];
        return (rest.Length == 1 ? rest[0] : Expression.Of(ExpressionKind.List, e.Name, rest), parameter.Name);
    }

    /// <summary>1 for ∞, −1 for −∞, 0 for anything else.</summary>
    public static int InfinitySign(Expression e) => e switch
    {
        { Kind: ExpressionKind.Constant, Name: "infinity" } => 1,
        { Kind: ExpressionKind.Product, Parts: [{ IsNumber: true } factor, var rest] } => factor.Value.Sign * InfinitySign(rest),
        _ => 0,
    };
}
