// The files and folders that a part of a recipe names and whose content decides the results.

using System.Collections;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Recipes;

/// <summary>Finds and hashes them.</summary>
static class ContentPaths
{
    /// <summary>The paths that stand in properties marked with <see cref="ContentAttribute"/>, and the scripts and assemblies of rewards.</summary>
    public static IEnumerable<string> Of(IEnumerable<object> parts) => parts.SelectMany(Of);

    /// <summary>All records of a type within parts of a recipe.</summary>
    public static IEnumerable<T> All<T>(IEnumerable<object> parts) where T : class => parts.SelectMany(Within<T>);

    static IEnumerable<T> Within<T>(object? value) where T : class => value switch
    {
        null or string => [],
        T found => [found],
        IEnumerable list => list.Cast<object?>().SelectMany(Within<T>),
        _ when value.GetType().Assembly == typeof(ContentPaths).Assembly => Written(value).SelectMany(p => Within<T>(p.GetValue(value))),
        _ => [],
    };

    /// <summary>SHA-256 of a file, or of all files of a folder with their names.</summary>
    /// <exception cref="UserErrorException">There is no such file or folder, or it cannot be read.</exception>
    public static string Hash(string path)
    {
        var expanded = RecipeVariables.Expand(path);
        try
        {
            if (!Directory.Exists(expanded))
                return HashOf(expanded);
            var lines = Directory.GetFiles(expanded).Order(StringComparer.Ordinal).Select(f => $"{Path.GetFileName(f)} {HashOf(f)}");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserErrorException($"{expanded}: there is no such file or folder{NearestPath.Hint(expanded)}; the recipe names it.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{expanded}: it cannot be read: {e.Message}", e);
        }
    }

    static IEnumerable<string> Of(object? value) => value switch
    {
        null or string => [],
        RewardRecipe reward when RewardSource.FileOf(reward.Name) is { } file => [file],
        IEnumerable list => list.Cast<object?>().SelectMany(Of),
        _ when value.GetType().Assembly == typeof(ContentPaths).Assembly => OfRecord(value),
        _ => [],
    };

    static IEnumerable<PropertyInfo> Written(object record) => record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.GetIndexParameters().Length == 0 && p.CanWrite);

    static IEnumerable<string> OfRecord(object record) => Written(record)
        .SelectMany(p => p.IsDefined(typeof(ContentAttribute)) ? p.GetValue(record) is string path ? [path] : [] : Of(p.GetValue(record)));

    static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
