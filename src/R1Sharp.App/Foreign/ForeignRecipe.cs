// A run that was told in another program's keys, as a recipe: the same run, which `r1 run` repeats in the same bits.

using R1Sharp.App.Runs;

namespace R1Sharp.App.Foreign;

/// <summary>What settings in another program's keys amount to.</summary>
/// <param name="Text">The recipe, YAML.</param>
/// <param name="Output">The run folder.</param>
/// <param name="Use">What may be done with a run that is there.</param>
/// <param name="Remarks">What differs from what a reader of the settings might expect, a sentence each.</param>
abstract record ForeignRecipe(string Text, string Output, RunUse Use, IReadOnlyList<string> Remarks)
{
    /// <summary>A run's name out of its folder's.</summary>
    public static string NameOf(string output)
    {
        string last = Path.GetFileName(Path.GetFullPath(output));
        string name = string.Concat(last.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).Trim('.');
        return name.Length == 0 ? "run" : name;
    }
}
