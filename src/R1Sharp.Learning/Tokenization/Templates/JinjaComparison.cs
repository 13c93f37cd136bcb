// Truth, equality and order of values, as Python has them.

using System.Runtime.CompilerServices;

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>Comparisons of template values.</summary>
internal static class JinjaComparison
{
    /// <summary>Whether a condition holds: everything but none, undefined, false, zero and what is empty.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null or JinjaUndefined => false,
        bool truth => truth,
        long number => number != 0,
        double number => number != 0,
        string text => text.Length > 0,
        List<object?> items => items.Count > 0,
        JinjaMapping mapping => mapping.Count > 0,
        _ => true,
    };

    /// <summary>Equality; numbers and truth values compare by value, lists and mappings by content.</summary>
    public static bool Equal(object? left, object? right, JinjaRun run)
    {
        run.SpendOn(left);
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (left is JinjaUndefined && right is JinjaUndefined) return true;
        if (IsNumber(left) && IsNumber(right)) return Order(left, right, run) == 0;
        return (left, right) switch
        {
            (string a, string b) => a == b,
            (List<object?> a, List<object?> b) => a.GetType() == b.GetType() && a.Count == b.Count && a.Zip(b).All(pair => Equal(pair.First, pair.Second, run)),
            (JinjaMapping a, JinjaMapping b) => a.Count == b.Count && a.All(entry => b.TryGetValue(entry.Key, out var other) && Equal(entry.Value, other, run)),
            _ => ReferenceEquals(left, right),
        };
    }

    /// <summary>Negative, zero or positive as left is less than, equal to or greater than right.</summary>
    /// <exception cref="TemplateException">The two have no order.</exception>
    public static int Order(object? left, object? right, JinjaRun run)
    {
        run.SpendOn(left);
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (left, right)
        {
            case (string a, string b):
                return string.CompareOrdinal(a, b);
            case (List<object?> a, List<object?> b) when a.GetType() == b.GetType():
                foreach (var (x, y) in a.Zip(b)) if (!Equal(x, y, run)) return Order(x, y, run);
                return a.Count.CompareTo(b.Count);
            case var _ when IsNumber(left) && IsNumber(right):
                return left is double || right is double ? ToDouble(left).CompareTo(ToDouble(right)) : ToLong(left).CompareTo(ToLong(right));
            default:
                throw new TemplateException($"{JinjaText.TypeName(left)} and {JinjaText.TypeName(right)} have no order");
        }
    }

    /// <summary><c>item in container</c></summary>
    /// <exception cref="TemplateException">The container cannot contain such a thing.</exception>
    public static bool Contains(object? container, object? item, JinjaRun run)
    {
        run.SpendOn(container);
        return container switch
        {
            string text when item is string part => text.Contains(part, StringComparison.Ordinal),
            List<object?> items => items.Exists(other => Equal(other, item, run)),
            JinjaMapping mapping => item is string key && mapping.ContainsKey(key),
            JinjaUndefined => false,
            _ => throw new TemplateException($"{JinjaText.TypeName(container)} cannot contain {JinjaText.TypeName(item)}"),
        };
    }

    /// <summary>Whether the value counts as a number: truth values do, as 0 and 1.</summary>
    public static bool IsNumber(object? value) => value is long or double or bool;

    /// <summary>A number as double.</summary>
    public static double ToDouble(object? value) => value is double number ? number : ToLong(value);

    /// <summary>A whole number or truth value as long.</summary>
    public static long ToLong(object? value) => value is bool truth ? (truth ? 1 : 0) : (long)value!;
}
