// Given parameters → an options record. Strict: what is unknown, of another type or out of range is an error that says
// what the reward knows.

using System.Globalization;

namespace R1Sharp.Learning.Rewards;

/// <summary>
/// Fills options from parameters by name. Values are numbers, truth values, texts, lists and maps of such. Null means off
/// where an option can be off, and stands for the default elsewhere.
/// </summary>
public static class RewardParameters
{
    /// <summary>Nothing given: defaults for all.</summary>
    public static IReadOnlyDictionary<string, object?> None { get; } = new Dictionary<string, object?>();

    /// <summary>Sets the properties of an options record, or of a reward that is its own options.</summary>
    /// <param name="reward">The reward's name.</param>
    /// <param name="options">A new object with its defaults; changed.</param>
    /// <param name="given">Values by parameter name.</param>
    /// <exception cref="UserErrorException">A parameter is unknown, of another type or out of its range.</exception>
    public static void Fill(string reward, object options, IReadOnlyDictionary<string, object?> given) => FillOptions($"Reward '{reward}'", options, given);

    /// <summary>Sets the properties of an options record.</summary>
    /// <param name="who">Begins messages: "Reward 'len'".</param>
    /// <param name="options">A new object with its defaults; changed.</param>
    /// <param name="given">Values by parameter name.</param>
    /// <exception cref="UserErrorException">A parameter is unknown, of another type or out of its range.</exception>
    public static void FillOptions(string who, object options, IReadOnlyDictionary<string, object?> given)
    {
        var known = RewardParameter.Of(options);
        foreach (var (name, value) in given)
        {
            var parameter = known.FirstOrDefault(p => p.Name == name) ?? throw Unknown(who, name, known);
            if (value is not null)
                parameter.Set(options, Value(who, parameter, value));
            else if (parameter.IsNullable)
                parameter.Set(options, null);
        }
    }

    /// <summary>The name of <paramref name="known"/> that is fewest edits away (Levenshtein).</summary>
    public static string Nearest(string name, IEnumerable<string> known) => known.MinBy(candidate => Distance(name, candidate))!;

    static UserErrorException Unknown(string who, string name, IReadOnlyList<RewardParameter> known) => new(known.Count == 0
        ? $"{who} has no parameters, but '{name}' is given: remove it."
        : $"{who} has no parameter '{name}'; did you mean '{Nearest(name, known.Select(p => p.Name))}'? Known: {string.Join(", ", known.Select(p => p.Name))}.");

    static object Value(string who, RewardParameter parameter, object given)
    {
        var value = Converted(parameter.Type, given)
            ?? throw new UserErrorException($"{who}: {parameter.Name} needs {parameter.Allowed}, but this is {Shown(given)}.");
        bool fits = parameter.Range is not { } range || (Number(value) >= Number(range.Minimum) && Number(value) <= Number(range.Maximum));
        if (!fits || (parameter.Choices.Count > 0 && !parameter.Choices.Contains(value)))
            throw new UserErrorException($"{who}: {parameter.Name} is {Shown(given)} but must be {parameter.Allowed}.");
        return value;
    }

    static object? Converted(Type type, object given)
    {
        if (type == typeof(object))
            return given;
        if (type == typeof(IReadOnlyList<string>))
            return given is IReadOnlyList<object?> list && list.All(item => item is string) ? list.Cast<string>().ToList() : null;
        if (type == typeof(bool) || type == typeof(string) || type.IsEnum)
            return given.GetType() == (type.IsEnum ? typeof(string) : type) ? given : null;
        if (given is not (int or long or double))
            return null;
        double number = Number(given);
        if (type == typeof(double))
            return double.IsFinite(number) ? number : null;
        return type == typeof(int) && number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue ? (int)number : null;
    }

    static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    static string Shown(object value) => value switch
    {
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => "a list or a map",
    };

    static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }
}
