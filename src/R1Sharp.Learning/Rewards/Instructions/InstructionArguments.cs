// The kwargs of an instruction: strict, where IFEval fills in random values.

using System.Globalization;

namespace R1Sharp.Learning.Rewards.Instructions;

/// <summary>Typed access to an instruction's arguments.</summary>
/// <param name="id">The instruction, for messages.</param>
/// <param name="given">Values by name; null stands for "not given", as in the data set on the Hub.</param>
sealed class InstructionArguments(string id, IReadOnlyDictionary<string, object?> given)
{
    /// <summary>IFEval's relation for "fewer than".</summary>
    public const string LessThan = "less than";

    const string AtLeast = "at least";

    /// <summary>Refuses arguments that the instruction does not have.</summary>
    public void RefuseOthers(IReadOnlyList<string> known)
    {
        foreach (var (name, value) in given)
            if (value is not null && !known.Contains(name))
                throw Wrong(known.Count == 0 ? $"has no arguments, but '{name}' is given." : $"has no argument '{name}'; it has {string.Join(", ", known)}.");
    }

    /// <summary>A whole number.</summary>
    public int Whole(string name, int least = 0)
    {
        var value = Needed(name, "a whole number");
        double number = value is int or long or double ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : double.NaN;
        return number >= least && number <= int.MaxValue && number == Math.Floor(number) ? (int)number
            : throw Wrong($"needs {name}, a whole number from {least}.");
    }

    /// <summary>A text that is not empty.</summary>
    public string Text(string name) => Needed(name, "a text") is string { Length: > 0 } text ? text : throw Wrong($"needs {name}, a text.");

    /// <summary>At least one text.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        Needed(name, "a list of texts") is IReadOnlyList<object?> { Count: > 0 } list && list.All(item => item is string)
            ? [.. list.Cast<string>()]
            : throw Wrong($"needs {name}, a list of texts.");

    /// <summary>The comparison "less than" or "at least" with a number.</summary>
    public Func<int, bool> Compared(string relationName, string numberName)
    {
        int number = Whole(numberName);
        return Text(relationName) switch
        {
            LessThan => count => count < number,
            AtLeast => count => count >= number,
            var other => throw Wrong($"has the {relationName} \"{other}\"; there are \"{LessThan}\" and \"{AtLeast}\"."),
        };
    }

    /// <summary>An error of these arguments.</summary>
    public UserErrorException Wrong(string sentence) => new($"Instruction '{id}' {sentence}");

    object Needed(string name, string kind) => given.GetValueOrDefault(name) ?? throw Wrong($"needs {name}, {kind}.");
}
