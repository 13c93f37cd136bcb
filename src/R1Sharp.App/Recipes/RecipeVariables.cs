// ${VARIABLES} of the environment in a recipe's texts. A text is kept as written, so that a resolved recipe is right on another machine; it is
// replaced where it is used.

using System.Text.RegularExpressions;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Recipes;

/// <summary>Finds and replaces variables.</summary>
static partial class RecipeVariables
{
    /// <summary>Replaces ${NAME} by environment variables; R1SHARP_SHARED is ../shared where it is not set.</summary>
    public static string Expand(string text) => Variable().Replace(text, m => Lookup(m.Groups[1].Value) ?? m.Value);

    /// <summary>Refuses a text that names a variable which is not set.</summary>
    /// <exception cref="UserErrorException">It does; the message says where.</exception>
    public static void Require(SettingsScalar scalar)
    {
        foreach (Match m in Variable().Matches(scalar.Text))
            if (Lookup(m.Groups[1].Value) is null)
                throw scalar.Place.Error($"the environment variable {m.Groups[1].Value} is not set.");
    }

    static string? Lookup(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : name == "R1SHARP_SHARED" ? "../shared" : null;

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")] private static partial Regex Variable();
}
