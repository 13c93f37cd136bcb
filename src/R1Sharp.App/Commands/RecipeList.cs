// The recipes that lie at hand, for whoever names none: those of the folder recipes and of the present one.

using R1Sharp.App.Runs;
using R1Sharp.Learning;
using Spectre.Console;

namespace R1Sharp.App.Commands;

/// <summary>Finds recipes and offers them.</summary>
static class RecipeList
{
    const string Folder = "recipes";

    /// <summary>The recipes with the first sentence that each says of itself.</summary>
    /// <param name="home">The folder to look in.</param>
    public static IReadOnlyList<(string Path, string Says)> Of(string home = ".") =>
    [
        .. new[] { Folder, "" }.Select(folder => Path.Combine(home, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
            .Where(IsRecipe).Select(file => (Path.GetRelativePath(home, file), FirstSentence(file))),
    ];

    /// <summary>The recipe that is chosen: in a terminal it is asked for.</summary>
    /// <param name="command">What wants one, e.g. "run".</param>
    /// <exception cref="UserErrorException">Nobody can be asked; the sentence lists them.</exception>
    public static string Choose(string command)
    {
        var all = Of();
        if (all.Count > 0 && Asking.IsPossible)
            return AnsiConsole.Prompt(new SelectionPrompt<(string Path, string Says)>().Title($"Which recipe? (./r1 {command} RECIPE does not ask)")
                .PageSize(20).UseConverter(r => Markup.Escape($"{r.Path}  {r.Says}")).AddChoices(all)).Path;
        int width = all.Select(r => r.Path.Length).DefaultIfEmpty(0).Max();
        throw new UserErrorException(all.Count == 0 ? $"{command} needs a recipe, a YAML file: ./r1 new writes one."
            : $"{command} needs a recipe; here are:\n{string.Join('\n', all.Select(r => $"  {r.Path.PadRight(width)}  {r.Says}"))}");
    }

    // Without reading it whole: a recipe has stages.
    static bool IsRecipe(string file)
    {
        try
        {
            return File.ReadLines(file).Any(line => line.StartsWith("stages:", StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static string FirstSentence(string file)
    {
        string comment = string.Join(' ', File.ReadLines(file).TakeWhile(line => line.StartsWith('#')).Select(line => line.TrimStart('#').Trim()));
        int end = comment.IndexOf(". ", StringComparison.Ordinal), colon = comment.IndexOf(": ", StringComparison.Ordinal);
        int cut = end < 0 ? colon : colon < 0 ? end : Math.Min(end, colon);
        return cut < 0 ? comment : comment[..cut];
    }
}
