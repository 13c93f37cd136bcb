// What the parser makes of an answer: a tree.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>What a node of the tree is.</summary>
enum ExpressionKind
{
    /// <summary>A rational number (<see cref="Expression.Value"/>).</summary>
    Number,

    /// <summary>A variable, with subscripts and primes in its name.</summary>
    Symbol,

    /// <summary>"pi", "e", "i" or "infinity".</summary>
    Constant,

    /// <summary>The sum of the parts.</summary>
    Sum,

    /// <summary>The product of the parts.</summary>
    Product,

    /// <summary>Part 0 to the power of part 1.</summary>
    Power,

    /// <summary>The function <see cref="Expression.Name"/> of the parts.</summary>
    Function,

    /// <summary>Parts with relations between them; their signs stand in the name, separated by spaces.</summary>
    Relation,

    /// <summary>A bare list: 1, 2.</summary>
    List,

    /// <summary>Parts between brackets, named by them, e.g. "(]": a tuple or an interval.</summary>
    Bracket,

    /// <summary>{1, 2}.</summary>
    Set,

    /// <summary>{x | x > 0}: part 0 is the variable, the rest are conditions.</summary>
    Builder,

    /// <summary>"union", "intersection" or "minus" of two parts.</summary>
    SetOperation,

    /// <summary>A formula of logic: "and", "or", "not", "xor", "nand" or "nor" of the parts.</summary>
    Logic,

    /// <summary>Parts with arrows between them; the arrows stand in the name, separated by spaces.</summary>
    Arrow,

    /// <summary>A matrix by rows; the name is "rows x columns".</summary>
    Matrix,

    /// <summary>Branches of a piecewise function: value, condition, value, condition.</summary>
    Cases,

    /// <summary>Part 0 with a sign of plus or minus before it: the value and its opposite.</summary>
    PlusMinus,

    /// <summary>Part 0 percent.</summary>
    Percent,

    /// <summary>Part 0 with a unit or a noun (<see cref="Expression.Name"/>).</summary>
    Quantity,

    /// <summary>a : b : c.</summary>
    Ratio,

    /// <summary>"…" in a list.</summary>
    Ellipsis,

    /// <summary>A number in a base other than ten; the name holds digits and base, the value is set.</summary>
    Based,

    /// <summary>Words, in their canonical form.</summary>
    Text,

    /// <summary>A time of day or a date, in its canonical form.</summary>
    Moment,

    /// <summary>Formula that is well formed but not understood: its tokens.</summary>
    Opaque,
}

/// <summary>A node of the tree; never changed after it is made.</summary>
sealed class Expression
{
    static readonly Expression[] None = [];

    Expression(ExpressionKind kind, string name, params Expression[] parts) => (Kind, Name, Parts) = (kind, name, parts);

    /// <summary>What it is.</summary>
    public ExpressionKind Kind { get; }

    /// <summary>The name, where the kind has one; else empty.</summary>
    public string Name { get; }

    /// <summary>The parts, in order.</summary>
    public Expression[] Parts { get; }

    /// <summary>The value of a number.</summary>
    public Rational Value { get; private init; } = Rational.Zero;

    /// <summary>Digits after the decimal point as written; null where the number was not written as a decimal.</summary>
    public int? Decimals { get; private init; }

    /// <summary>Whether it is a number.</summary>
    public bool IsNumber => Kind == ExpressionKind.Number;

    /// <summary>Zero.</summary>
    public static Expression Zero { get; } = Number(Rational.Zero);

    /// <summary>One.</summary>
    public static Expression One { get; } = Number(Rational.One);

    /// <summary>Minus one.</summary>
    public static Expression MinusOne { get; } = Number(-1);

    /// <summary>A number.</summary>
    public static Expression Number(Rational value, int? decimals = null) => new(ExpressionKind.Number, "", None) { Value = value, Decimals = decimals };

    /// <summary>A number written in another base.</summary>
    public static Expression Based(string digits, Rational value) => new(ExpressionKind.Based, digits, None) { Value = value };

    /// <summary>A node of any other kind.</summary>
    public static Expression Of(ExpressionKind kind, string name, params Expression[] parts) => new(kind, name, parts);

    /// <summary>A node without a name.</summary>
    public static Expression Of(ExpressionKind kind, params Expression[] parts) => new(kind, "", parts);

    /// <summary>A variable.</summary>
    public static Expression Symbol(string name) => new(ExpressionKind.Symbol, name, None);

    /// <summary>A constant.</summary>
    public static Expression Constant(string name) => new(ExpressionKind.Constant, name, None);

    /// <summary>A function of its arguments.</summary>
    public static Expression Function(string name, params Expression[] arguments) => new(ExpressionKind.Function, name, arguments);

    /// <summary>A sum.</summary>
    public static Expression Sum(params Expression[] terms) => terms.Length == 1 ? terms[0] : new(ExpressionKind.Sum, "", terms);

    /// <summary>A product.</summary>
    public static Expression Product(params Expression[] factors) => factors.Length == 1 ? factors[0] : new(ExpressionKind.Product, "", factors);

    /// <summary>A power.</summary>
    public static Expression Power(Expression @base, Expression exponent) => new(ExpressionKind.Power, "", @base, exponent);

    /// <summary>The opposite.</summary>
    public static Expression Negate(Expression e) => e.IsNumber ? Number(-e.Value, e.Decimals) : Product(MinusOne, e);

    /// <summary>A quotient.</summary>
    public static Expression Quotient(Expression above, Expression below) => Product(above, Power(below, MinusOne));

    /// <summary>The difference.</summary>
    public static Expression Difference(Expression a, Expression b) => Sum(a, Negate(b));

    /// <summary>Whether any node of the tree, this one included, is such.</summary>
    public bool Any(Func<Expression, bool> such)
    {
        if (such(this))
            return true;
        foreach (var part in Parts)
            if (part.Any(such))
                return true;
        return false;
    }

    /// <summary>Names of the variables in it, in order of appearance, without the letters that a sum or an integral binds.</summary>
    public void CollectSymbols(ICollection<string> into)
    {
        if (BoundVariables.Binds(this))
        {
            CollectBeside(into);
            return;
        }
        if (Kind == ExpressionKind.Symbol && !into.Contains(Name))
            into.Add(Name);
        foreach (var part in Parts)
            part.CollectSymbols(into);
    }

    void CollectBeside(ICollection<string> into)
    {
        var inside = new List<string>();
        Parts[^1].CollectSymbols(inside);
        inside.Remove(Parts[0].Name);
        foreach (string name in inside)
            if (!into.Contains(name))
                into.Add(name);
        foreach (var bound in Parts[1..^1])
            bound.CollectSymbols(into);
    }

    /// <summary>Whether it has no variables; what the letters of a unit would be as variables does not count.</summary>
    public bool IsConstant => Kind == ExpressionKind.Quantity ? Parts[0].IsConstant : Kind != ExpressionKind.Symbol
        && Array.TrueForAll(Parts, p => p.IsConstant);

    /// <summary>The same tree with nodes replaced from the leaves up; null keeps a node.</summary>
    public Expression Rewrite(Func<Expression, Expression?> change)
    {
        Expression[]? parts = null;
        for (int i = 0; i < Parts.Length; i++)
        {
            var part = Parts[i].Rewrite(change);
            if (!ReferenceEquals(part, Parts[i]))
                (parts ??= [.. Parts])[i] = part;
        }
        var self = parts is null ? this : new Expression(Kind, Name, parts) { Value = Value, Decimals = Decimals };
        return change(self) ?? self;
    }

    /// <summary>A text that is the same for the same trees.</summary>
    public override string ToString() => Kind switch
    {
        ExpressionKind.Number => Value.ToString(),
        ExpressionKind.Symbol or ExpressionKind.Constant => Name,
        _ => $"{Kind}:{Name}({string.Join<Expression>(";", Parts)})",
    };
}
