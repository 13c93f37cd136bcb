// Statements: formulas of logic, chains of arrows, derivations, and equations that say the value of a formula.

namespace R1Sharp.Learning.Rewards.Mathematics;

sealed partial class AnswerComparison
{
    // What a whole answer says: a derivation and a chain of equations say what stands at their end.
    Expression Concluded(Expression e)
    {
        e = Derived(e);
        Consistent(e);
        return AnswerShape.Conclusion(e);
    }

    // x + 1 = 3 ⇒ x = 2 says x = 2, for the conclusion fulfils what stands before it; p ⇒ q does not say q.
    Expression Derived(Expression e)
    {
        if (e.Kind != ExpressionKind.Arrow || !e.Name.Split(' ').All(arrow => arrow is "=>" or "<=>"))
            return e;
        return e.Parts[..^1].All(step => FollowsFrom(step, e.Parts[^1])) ? e.Parts[^1] : e;
    }

    bool FollowsFrom(Expression step, Expression conclusion)
    {
        bool isFormula = IsFormula(step) && IsFormula(conclusion) && step.IsConstant && conclusion.IsConstant;
        if (!isFormula && step.Kind is not (ExpressionKind.Relation or ExpressionKind.List) || step.Kind == ExpressionKind.List
            && !step.Parts.All(p => p.Kind == ExpressionKind.Relation))
            return false;
        return Solves(conclusion, step) || Compare(step, conclusion).IsEqual;
    }

    // Whether the values that the conclusion gives make every equation of the step true.
    bool Solves(Expression conclusion, Expression step)
    {
        Expression[] equations = step.Kind == ExpressionKind.List ? step.Parts : [step];
        if (!equations.All(q => q is { Kind: ExpressionKind.Relation, Name: "=", Parts.Length: 2 }))
            return false;
        var values = AnswerShape.Solutions(conclusion);
        // "x − 1 = 0 or x − 2 = 0" needs one of its equations for each value; a system needs all.
        return values.Length > 0 && values.All(value => step.Name == "or" ? equations.Any(q => Holds(q, value)) : equations.All(q => Holds(q, value)));
    }

    bool Holds(Expression equation, Assignment[] values)
    {
        Expression At(Expression e) =>
            e.Rewrite(n => n.Kind == ExpressionKind.Symbol && Array.FindIndex(values, v => v.Name == n.Name) is >= 0 and var index ? values[index].Value
            : null);
        var (left, right) = (At(equation.Parts[0]), At(equation.Parts[1]));
        return left.IsConstant && right.IsConstant && IsFormula(left) && IsFormula(right) && _equality.Compare(left, right).IsEqual;
    }

    // m + n = 256 + 37 = 294 contradicts itself, and says nothing: the last member must be the value of one before it.
    void Consistent(Expression e)
    {
        if (e.Kind != ExpressionKind.Relation || e.Parts.Length < 2 || !e.Name.Split(' ').All(s => s == "=") || !IsComputed(e.Parts[^1]))
            return;
        var tolerant = new FormulaEquality(_options with { RelativeTolerance = 0.01 }, _fuel);
        Expression[] computed = [.. e.Parts[..^1].Where(IsComputed)];
        if (computed.Length > 0
            && computed.All(part => (IsDecimal(part) || IsDecimal(e.Parts[^1]) ? tolerant : _equality)
            .Compare(part, e.Parts[^1]).Verdict == MathVerdict.Different))
            throw new NotUnderstoodException("a chain whose members differ");
    }

    static bool IsComputed(Expression e) => IsFormula(e) && AnswerShape.IsPlainValue(e)
        && !e.Any(n => n.Kind is ExpressionKind.PlusMinus or ExpressionKind.Percent || n is { Kind: ExpressionKind.Function, Name: "degrees" });

    static bool IsDecimal(Expression e) => e.Any(n => n.Decimals is not null);

    MathJudgement? Statements(Expression a, Expression b)
    {
        if (AnswerShape.Names(a) is { } namesA && AnswerShape.Names(b) is { } namesB && !namesA.SequenceEqual(namesB))
            return MathJudgement.Different("other names");
        if (a.Kind == ExpressionKind.Arrow && b.Kind == ExpressionKind.Arrow)
            return Chains(a, b);
        bool statementA = IsStatement(a), statementB = IsStatement(b);
        if (a.Kind == ExpressionKind.List && b.Kind == ExpressionKind.List && a.Name != b.Name && a.Name.Length > 0 && b.Name.Length > 0
            && !a.Parts.All(AnswerShape.IsTuple))
            return new Propositions(_fuel).Compare(a, b) ?? MathJudgement.Undecided("\"and\" is not \"or\"");
        if (!statementA && !statementB)
            return null;
        if (new Propositions(_fuel).Compare(a, b) is { } table)
            return table;
        if (a.Kind == ExpressionKind.SetOperation || b.Kind == ExpressionKind.SetOperation)
            return null;
        if (a.Kind != b.Kind || a.Name != b.Name || a.Parts.Length != b.Parts.Length)
            return statementA != statementB ? MathJudgement.Different("a statement is not a value")
                : MathJudgement.Undecided("statements that are not worked out");
        return MathJudgement.All(a.Parts.Zip(b.Parts, Compare)) is { IsEqual: true } equal ? equal
            : MathJudgement.Undecided("statements that are not worked out");
    }

    static bool IsStatement(Expression e) => e.Kind is ExpressionKind.Logic or ExpressionKind.Arrow or ExpressionKind.SetOperation;

    // A → B → C: all members count, in their order. ↔ may be read from both ends, and p → q is ¬q → ¬p.
    MathJudgement Chains(Expression a, Expression b)
    {
        if (a.Parts.Length != b.Parts.Length)
            return MathJudgement.Different("chains of different length");
        if (a.Name != b.Name)
            return new Propositions(_fuel).Compare(a, b) ?? MathJudgement.Undecided("other arrows");
        var judgement = MathJudgement.All(a.Parts.Zip(b.Parts, Compare));
        if (judgement.IsEqual)
            return judgement;
        if (a.Name.Split(' ').All(arrow => arrow.StartsWith("<=>", StringComparison.Ordinal))
            && MathJudgement.All(a.Parts.Zip(b.Parts.Reverse(), Compare)) is { IsEqual: true } turned)
            return turned;
        bool isLogic = a.Any(n => n.Kind == ExpressionKind.Logic) || b.Any(n => n.Kind == ExpressionKind.Logic);
        return isLogic && new Propositions(_fuel).Compare(a, b) is { } table ? table : judgement;
    }

    // m + n = 293 against 293: an equation whose one side is a value says it. A gold equation stays one, unless its other side
    // can only be a name: AB = 4, f(2) = 5.
    MathJudgement? Equations(Expression a, Expression b)
    {
        bool first = IsEquation(a);
        if (first == IsEquation(b) || !_options.DropAssignedName || (first ? b : a).Kind is ExpressionKind.Relation or ExpressionKind.Text)
            return null;
        var (equation, other) = first ? (a, b) : (b, a);
        var (left, right) = equation.Parts[0].IsConstant && !equation.Parts[1].IsConstant ? (equation.Parts[1], equation.Parts[0])
            : (equation.Parts[0], equation.Parts[1]);
        bool names = IsNaming(left);
        if (right.IsConstant && !first && !names && IsPuzzle(left))
            return Side(first, right, other) is { IsEqual: true } ? MathJudgement.Undecided("an equation that may be its own answer") : null;
        bool says = right.IsConstant ? names || !first : (names || IsFormula(left) && IsFormula(right)) && Compare(left, right).IsEqual;
        return says ? Side(first, right, other) : null;
    }

    // 5x = 10 says that x is 2; nobody knows whether 5x was asked for.
    static bool IsPuzzle(Expression left)
    {
        var names = new List<string>();
        left.CollectSymbols(names);
        return names.Count == 1 && left.Kind != ExpressionKind.Symbol && !left.Any(n => n.Kind == ExpressionKind.Function);
    }

    static bool IsEquation(Expression e) => e is { Kind: ExpressionKind.Relation, Name: "=", Parts.Length: 2 };

    // What no equation of a curve has on one side: constants, values of functions, sets, and sums of lengths with capital names.
    static bool IsNaming(Expression e) => e.IsConstant
        || !e.Any(n => n.Kind == ExpressionKind.Symbol && !char.IsAsciiLetterUpper(n.Name[0]) && !n.Name.Contains(' ') && !n.Name.Contains('('));
}
