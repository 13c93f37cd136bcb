// The tests of Jinja: what may stand behind "is".

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>A test of a value.</summary>
internal delegate bool JinjaTest(object? value, JinjaArguments call);

/// <summary>Tests by name.</summary>
internal static class JinjaTests
{
    static readonly Dictionary<string, JinjaTest> All = new(StringComparer.Ordinal)
    {
        ["boolean"] = (value, _) => value is bool,
        ["callable"] = (value, _) => value is JinjaFunction,
        ["defined"] = (value, _) => value is not JinjaUndefined,
        ["divisibleby"] = (value, call) => call.Bind("num").Integer(0) is not 0 and var divisor
            ? WholeNumber(value, call) % divisor == 0 : throw new TemplateException("division by zero"),
        ["even"] = (value, call) => WholeNumber(value, call) % 2 == 0,
        ["false"] = (value, _) => value is false,
        ["filter"] = (value, _) => value is string name && JinjaFilters.Find(name) is not null,
        ["float"] = (value, _) => value is double,
        ["in"] = (value, call) => JinjaComparison.Contains(call.Bind("seq").Need(0), value, call.Run),
        ["integer"] = (value, _) => value is long,
        ["iterable"] = (value, _) => value is string or List<object?> or JinjaMapping or JinjaUndefined,
        ["lower"] = (value, call) => JinjaText.Of(value, call.Run) is var text && text.Any(char.IsLetter) && text == text.ToLowerInvariant(),
        ["mapping"] = (value, _) => value is JinjaMapping,
        ["none"] = (value, _) => value is null,
        ["number"] = (value, _) => JinjaComparison.IsNumber(value),
        ["odd"] = (value, call) => WholeNumber(value, call) % 2 != 0,
        // Numbers and texts have no identity here: the same kind and value are the same.
        ["sameas"] = (value, call) => call.Bind("other").Need(0) is var other && (ReferenceEquals(value, other)
            || (value?.GetType() == other?.GetType() && value is bool or long or double or string && JinjaComparison.Equal(value, other, call.Run))),
        ["sequence"] = (value, _) => value is string or List<object?> or JinjaMapping or JinjaUndefined,
        ["string"] = (value, _) => value is string,
        ["test"] = (value, _) => value is string name && Find(name) is not null,
        ["true"] = (value, _) => value is true,
        ["undefined"] = (value, _) => value is JinjaUndefined,
        ["upper"] = (value, call) => JinjaText.Of(value, call.Run) is var text && text.Any(char.IsLetter) && text == text.ToUpperInvariant(),
    };

    /// <summary>The test of a name, comparisons such as <c>eq</c> and <c>==</c> included; null when there is none.</summary>
    public static JinjaTest? Find(string name) => name switch
    {
        "eq" or "==" or "equalto" => (value, call) => JinjaComparison.Equal(value, call.Bind("other").Need(0), call.Run),
        "ne" or "!=" => (value, call) => !JinjaComparison.Equal(value, call.Bind("other").Need(0), call.Run),
        "lt" or "<" or "lessthan" => (value, call) => JinjaComparison.Order(value, call.Bind("other").Need(0), call.Run) < 0,
        "le" or "<=" => (value, call) => JinjaComparison.Order(value, call.Bind("other").Need(0), call.Run) <= 0,
        "gt" or ">" or "greaterthan" => (value, call) => JinjaComparison.Order(value, call.Bind("other").Need(0), call.Run) > 0,
        "ge" or ">=" => (value, call) => JinjaComparison.Order(value, call.Bind("other").Need(0), call.Run) >= 0,
        _ => All.GetValueOrDefault(name),
    };

    static long WholeNumber(object? value, JinjaArguments call) => value is long or bool ? JinjaComparison.ToLong(value)
        : throw new TemplateException($"'{call.Name}' needs a whole number, not {JinjaText.TypeName(value)}");
}
