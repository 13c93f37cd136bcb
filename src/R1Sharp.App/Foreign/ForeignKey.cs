// A key of another program's configuration, and what becomes of it here. Each program's keys are a table, which is a file of the project and a page of its
// documentation.

using System.Reflection;

namespace R1Sharp.App.Foreign;

/// <summary>What becomes of a key.</summary>
enum KeyTreatment
{
    /// <summary>It does what it does there.</summary>
    Does,

    /// <summary>It has no meaning here: named in one line, never an error.</summary>
    Nothing,

    /// <summary>What it asks for is not to be had: refused, unless it asks for nothing.</summary>
    Refused,
}

/// <summary>A key.</summary>
/// <param name="Name">As it is written there.</param>
/// <param name="Type">int, float, bool, text, list, dict, any, or the values that are allowed with | between them.</param>
/// <param name="Default">What it is where it is not given; empty is null.</param>
/// <param name="Treatment">What becomes of it.</param>
/// <param name="Note">How it is understood, or why it is not.</param>
abstract record ForeignKey(string Name, string Type, string Default, KeyTreatment Treatment, string Note)
{
    /// <summary>The values that it may have; empty where its type says it.</summary>
    public IReadOnlyList<string> Choices => Type.Contains('|') ? Type.Split('|') : [];

    /// <summary>The fields of each line of a table that is part of the program.</summary>
    /// <param name="name">The table's name.</param>
    protected static IEnumerable<string[]> Table(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is no part of the program.");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t'))];
    }

    /// <summary>What becomes of a key, by its word in a table.</summary>
    protected static KeyTreatment TreatmentOf(string word) => Enum.Parse<KeyTreatment>(word, ignoreCase: true);
}
