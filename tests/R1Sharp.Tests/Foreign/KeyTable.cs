// What the tables of other programs' keys have in common, and how pages show them.

using System.Globalization;
using R1Sharp.App.Foreign;
using Xunit;

namespace R1Sharp.Tests.Foreign;

static class KeyTable
{
    static readonly string[] s_types = ["int", "float", "bool", "text", "list", "dict", "any"];

    /// <summary>Sees that a key's type is one, and its default of it.</summary>
    public static void HasTypedDefault(ForeignKey key)
    {
        Assert.True(key.Choices.Count > 0 || s_types.Contains(key.Type), $"{key.Name}: {key.Type}");
        if (key.Default.Length == 0)
            return;
        if (key.Choices.Count > 0)
            Assert.Contains(key.Default, key.Choices);
        else if (key.Type is "int" or "float")
            Assert.True(double.TryParse(key.Default, NumberStyles.Float, CultureInfo.InvariantCulture, out _), key.Name);
        else if (key.Type == "bool")
            Assert.True(key.Default is "true" or "false", key.Name);
    }

    /// <summary>The last three cells of a key's line: default, treatment, how or why not.</summary>
    public static string Cells(ForeignKey key) => $"{(key.Default.Length == 0 ? "" : $"`{key.Default}`")} | {Treatment(key)} | {Note(key)} |";

    static string Treatment(ForeignKey key) => key.Treatment switch { KeyTreatment.Does => "yes", KeyTreatment.Nothing => "no meaning", _ => "refused" };

    static string Note(ForeignKey key) => string.Join("; ", ((string[])[key.Choices.Count > 0 ? string.Join(", ", key.Choices) : "", key.Note]).Where(t => t.Length > 0));
}
