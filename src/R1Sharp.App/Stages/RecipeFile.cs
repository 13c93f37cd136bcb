// From a file's path to a recipe, and back to YAML.

using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Stages;

/// <summary>Loads recipes.</summary>
static class RecipeFile
{
    /// <summary>Reads a recipe.</summary>
    /// <param name="path">The YAML file.</param>
    /// <param name="overrides">Assignments of the command line, e.g. "seed=2", in order.</param>
    /// <exception cref="UserErrorException">Something is wrong with it; the message says what and where.</exception>
    public static Recipe Load(string path, IEnumerable<string> overrides)
    {
        return Read(Text(path), path, overrides);
    }

    /// <summary>Reads a recipe's text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="source">Named in error messages.</param>
    /// <param name="overrides">Assignments of the command line, e.g. "seed=2", in order.</param>
    /// <exception cref="UserErrorException">Something is wrong with it; the message says what and where.</exception>
    public static Recipe Read(string text, string source, IEnumerable<string> overrides)
    {
        var map = RecipeParser.Parse(text, source);
        RecipeRounds.Expand(map);
        foreach (var assignment in overrides)
            RecipeOverrides.Apply(map, assignment);
        return SettingsBinder.Bind<Recipe>(map);
    }

    /// <summary>The recipe with every default filled in.</summary>
    public static string Resolved(Recipe recipe) =>
        "# The recipe of this run with every default filled in. It can be run as it is.\n" + RecipeWriter.Write(recipe);

    static string Text(string path)
    {
        try
        {
            return Utf8Text.ReadAll(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserErrorException(
                $"{path}: there is no such recipe{NearestPath.Hint(path, "recipes")}; the folder recipes/ holds those that come with R1Sharp.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path}: the recipe cannot be read: {e.Message}", e);
        }
    }
}
