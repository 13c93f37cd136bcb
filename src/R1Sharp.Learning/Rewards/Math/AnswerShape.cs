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
    const int MostSigns = 5;

    static readonly string[] Decorations = ["bar(", "hat(", "vec(", "tilde(", "dot(", "ddot("];

    /// <summary>The assignment that a relation is; null where it is none.</summary>
    public static Assignment? AsAssignment(Expression e)
    {
        if (Point(e) is { } point)
            return point;
        if (e.Kind != ExpressionKind.Relation || e.Parts.Length != 2 || e.Name is not ("=" or "~"))
            return null;
        var (left, right) = (e.Parts[0], e.Parts[1]);
        if (right.IsConstant && Named(left) is { } name)
            return new Assignment(name, [], right);
        // A ≃ B relates two things; x ≈ 5 gives a value.
        if (e.Name == "~" && !right.IsConstant)
            return null;
        if (Target(left) is { } target && !Contains(right, target.Name))
            return target with { Value = right };
        return right.Kind == ExpressionKind.Symbol && left.IsConstant ? new Assignment(right.Name, [], left) : null;
    }

    // A(1, 2) names a point.
    static Assignment? Point(Expression e) => e switch
    {
        {
            Kind: ExpressionKind.Product,
            Parts: [{ Kind: ExpressionKind.Symbol } name, { Kind: ExpressionKind.Bracket, Name: "()" } place]
        } when char.IsAsciiLetterUpper(name.Name[0]) =>
            new Assignment(name.Name, [], place),
        {
            Kind: ExpressionKind.Ratio,
            Parts: [{ Kind: ExpressionKind.Symbol } name, { Kind: ExpressionKind.Bracket, Name: "()" } place]
        } when char.IsAsciiLetterUpper(name.Name[0]) =>
            new Assignment(name.Name, [], place),
        { Kind: ExpressionKind.Function, Name: [':', >= 'A' and <= 'Z' and var letter], Parts.Length: > 1 } when e.IsConstant =>
            new Assignment(letter.ToString(), [], Expression.Of(ExpressionKind.Bracket, "()", e.Parts)),
        _ => null,
    };

    // AB, |AB|: the name of a length.
    static string? Named(Expression e)
    {
        if (e is { Kind: ExpressionKind.Function, Name: "abs" })
            return Named(e.Parts[0]);
        return LetterRun(e);
    }

    /// <summary>The same name for a length from A to B and from B to A.</summary>
    public static string EitherEnd(string name) => name is [>= 'A' and <= 'Z' and var first, >= 'A' and <= 'Z' and var last] && first > last ? $"{last}{first}"
        : name;

    /// <summary>Capital letters one behind the other, as they name figures and orders; null for anything else.</summary>
    public static string? LetterRun(Expression e) => e is { Kind: ExpressionKind.Product, Name: Run } ? string.Concat(e.Parts.Select(p => p.Name)) : null;

    /// <summary>Capital letters in a row, or between two ends under a line: AB and \overline{AB}; null for anything else.</summary>
    public static string? Segment(Expression e) =>
        e is { Kind: ExpressionKind.Symbol, Name: ['b', 'a', 'r', '(', >= 'A' and <= 'Z' and var first, >= 'A' and <= 'Z' and var last, ')'] }
        ? $"{first}{last}" : LetterRun(e);

    /// <summary>The name of a product that was written as a run of capital letters.</summary>
    public const string Run = "letters";

    /// <summary>A run of letters as a product, where it is a formula: V = IR.</summary>
    public static Expression AsProduct(Expression e) => LetterRun(e) is null ? e : Expression.Product(e.Parts);

    /// <summary>Whether two names are those of one triangle.</summary>
    public static bool SameTriangle(string a, string b) => a.StartsWith("triangle ", StringComparison.Ordinal)
        && b.StartsWith("triangle ", StringComparison.Ordinal) && a.Order().SequenceEqual(b.Order());

    static Assignment? Target(Expression e)
    {
        if (e.Kind == ExpressionKind.Symbol)
        {
            int open = e.Name.IndexOf('(');
            return open > 0 && e.Name.EndsWith(')') && !e.Name.AsSpan().ContainsAny("|=<>\\\uE000")
                && !Decorations.Any(d => e.Name.StartsWith(d, StringComparison.Ordinal))
                ? new Assignment(e.Name[..open], e.Name[(open + 1)..^1].Split(','), e) : new Assignment(e.Name, [], e);
        }
        if (e.Kind == ExpressionKind.Function && e.Name.StartsWith(':') && e.Parts.All(p => p.Kind is ExpressionKind.Symbol))
            return new Assignment(e.Name[1..], [.. e.Parts.Select(p => p.Name)], e);
        return null;
    }

    static bool Contains(Expression e, string name) =>
        e.Any(n => n.Kind == ExpressionKind.Symbol && n.Name == name || n.Kind == ExpressionKind.Function && n.Name == ":" + name);

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

    /// <summary>Whether it has a value of its own.</summary>
    public static bool IsPlainValue(Expression e) => e.IsConstant && !e.Any(n => n.Kind == ExpressionKind.Function && n.Name.StartsWith(':'));

    /// <summary>
    /// The readings of a formula with signs of plus or minus: all choices, unless ∓ says that they go together. Null where
    /// it has none.
    /// </summary>
    public static Expression[]? Readings(Expression e)
    {
        int count = 0;
        bool together = false;
        e.Any(n =>
        {
            count += n.Kind == ExpressionKind.PlusMinus ? 1 : 0;
            together |= n is { Kind: ExpressionKind.PlusMinus, Name: "mp" };
            return false;
        });
        if (count == 0)
            return null;
        if (!together && count > MostSigns)
            throw new OutOfFuelException("so many signs of plus or minus");
        return [.. Enumerable.Range(0, 1 << (together ? 1 : count)).Select(choice => Read(e, choice, together))];
    }

    // Bit by bit, a sign is plus or minus.
    static Expression Read(Expression e, int choice, bool together)
    {
        int at = 0;
        return e.Rewrite(n => n.Kind != ExpressionKind.PlusMinus ? null : (choice >> (together ? 0 : at++) & 1) == 0 ? n.Parts[0]
            : Expression.Negate(n.Parts[0]));
    }

    /// <summary>
    /// The list's members: signs of plus or minus make two of one, and the name in "n = 1, 2, 3" belongs to all.
    /// </summary>
    public static Expression[] Members(Expression e)
    {
        var parts = e.Kind is ExpressionKind.List or ExpressionKind.Set ? e.Parts : [e];
        var members = new List<Expression>(parts.Length);
        bool named = parts.Length > 1 && (AsAssignment(Conclusion(parts[0])) is not null || IsTupleEquation(parts[0])) && parts.Skip(1)
            .All(p => p.Kind != ExpressionKind.Relation && Point(p) is null);
        for (int i = 0; i < parts.Length; i++)
        {
            var part = named && i == 0 ? AsAssignment(Conclusion(parts[0]))?.Value ?? parts[0].Parts[1] : parts[i];
            if (Readings(part) is { } readings)
                members.AddRange(readings);
            else
                members.Add(part);
        }
        return [.. members];
    }

    /// <summary>
    /// The values of a list of assignments to different variables in the order of their names; null where the list is
    /// something else, such as x_1 = 2, x_2 = 3, the solutions of one variable.
    /// </summary>
    public static Expression[]? NamedTuple(Expression e) => e.Kind == ExpressionKind.List ? Assigned(e.Parts, mayHaveIndices: false)?.Select(a => a.Value)
        .ToArray() : null;

    // In the order of the names, which must differ; x_1 and x_2 may be solutions of one variable.
    static Assignment[]? Assigned(Expression[] parts, bool mayHaveIndices)
    {
        var assignments = parts.Select(p => AsAssignment(Conclusion(p))).ToArray();
        if (parts.Length < 2 || assignments.Any(a => a is not { Parameters.Length: 0 }))
            return null;
        int names = assignments.Select(a => mayHaveIndices ? a!.Value.Name : a!.Value.Name.Split('_')[0]).Distinct().Count();
        return names == assignments.Length ? [.. assignments.Select(a => a!.Value).OrderBy(a => a.Name, StringComparer.Ordinal)] : null;
    }

    /// <summary>x = 1, y = 2 as (x, y) = (1, 2), in the order of the names; null where it is no row of values with names.</summary>
    public static Expression? TupleEquation(Expression[] parts) => Assigned(parts, mayHaveIndices: true) is not { } values ? null
        : Expression.Of(ExpressionKind.Relation, "=", Expression.Of(ExpressionKind.Bracket, "()", [.. values.Select(v => Expression.Symbol(v.Name))]),
            Expression.Of(ExpressionKind.Bracket, "()", [.. values.Select(v => v.Value)]));

    /// <summary>The names that an answer gives values to, in order; null where it names none or only one.</summary>
    public static IEnumerable<string>? Names(Expression e) => e.Kind == ExpressionKind.List
        ? Assigned(e.Parts, mayHaveIndices: false)?.Select(a => EitherEnd(a.Name)).Order(StringComparer.Ordinal)
        : IsTupleEquation(e) ? e.Parts[0].Parts.Select(p => p.Name).Order(StringComparer.Ordinal) : null;

    /// <summary>What an answer gives the variables: x = 1 or x = 2 in two ways, x = 1, y = 2 in one. Empty where it gives no values.</summary>
    public static Assignment[][] Solutions(Expression e)
    {
        e = Conclusion(e);
        if (e.Kind == ExpressionKind.List && Assigned(e.Parts, mayHaveIndices: false) is { } system)
            return system.All(a => Readings(a.Value) is null) ? [system] : [];
        if (IsTupleEquation(e))
            return [[.. e.Parts[0].Parts.Zip(e.Parts[1].Parts, (name, value) => new Assignment(name.Name, [], value))]];
        if (e.Kind == ExpressionKind.List)
            return e.Parts.Select(Solutions).ToArray() is var all && all.All(s => s.Length > 0) ? [.. all.SelectMany(s => s)] : [];
        if (AsAssignment(e) is not { Parameters.Length: 0 } one)
            return [];
        return [.. (Readings(one.Value) ?? [one.Value]).Select(value => new[] { one with { Value = value, Name = one.Name.Split('_')[0] } })];
    }

    /// <summary>(x, y) = (1, 2) says (1, 2); next to another answer that names its values, in the order of the names.</summary>
    public static (Expression First, Expression Second) Tuples(Expression a, Expression b)
    {
        bool named = IsTupleEquation(a) && IsTupleEquation(b) || NamedTuple(a) is not null || NamedTuple(b) is not null;
        return (Values(a, named), Values(b, named));
    }

    /// <summary>Whether it is a tuple, with names or without.</summary>
    public static bool IsTuple(Expression e) => e.Kind == ExpressionKind.Bracket || IsTupleEquation(e);

    static bool IsTupleEquation(Expression e) =>
        e is { Kind: ExpressionKind.Relation, Name: "=", Parts: [{ Kind: ExpressionKind.Bracket } names, { Kind: ExpressionKind.Bracket } values] }
            && names.Parts.Length == values.Parts.Length && names.Parts.All(p => p.Kind == ExpressionKind.Symbol);

    static Expression Values(Expression e, bool inOrderOfNames)
    {
        if (!IsTupleEquation(e))
            return e;
        var (names, values) = (e.Parts[0], e.Parts[1]);
        return !inOrderOfNames ? values
            : Expression.Of(ExpressionKind.Bracket, values.Name,
                [.. names.Parts.Zip(values.Parts).OrderBy(pair => pair.First.Name, StringComparer.Ordinal).Select(pair => pair.Second)]);
    }

    /// <summary>The members and the parameter of a list that ends with k ∈ ℤ; null for anything else.</summary>
    public static (Expression Members, string Parameter)? Family(Expression e)
    {
        if (e.Kind != ExpressionKind.List
            || e.Parts[^1] is not
            {
                Kind: ExpressionKind.Relation, Name: "in",
                Parts: [{ Kind: ExpressionKind.Symbol } parameter, { Kind: ExpressionKind.Symbol, Name: "Integers" }]
            })
            return null;
        var rest = e.Parts[..^1];
        // n ≥ 3, n ∈ ℤ are conditions on n.
        if (rest.Any(r => r.Kind == ExpressionKind.Relation && r.Name.Split(' ').Any(sign => sign is not ("=" or "~"))))
            return null;
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
