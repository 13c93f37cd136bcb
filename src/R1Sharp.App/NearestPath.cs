// The file or folder that a mistyped path was probably meant to be.

using R1Sharp.Learning.Settings;

namespace R1Sharp.App;

/// <summary>Looks around where a path leads.</summary>
static class NearestPath
{
    const int MostLooked = 5000;

    /// <summary>" (did you mean 'x'?)" where something of a near name lies in the same folder, or in one of others; else nothing.</summary>
    /// <param name="path">What is not there.</param>
    /// <param name="folders">Where else it might lie.</param>
    public static string Hint(string path, params ReadOnlySpan<string> folders)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        if (name.Length == 0)
            return "";
        string own = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path)) ?? "";
        foreach (string folder in (string[])[own, .. folders])
            if (NearestName.Of(name, Names(folder.Length == 0 ? "." : folder)) is { } near)
                return $" (did you mean '{Path.Combine(folder, near)}'?)";
        return "";
    }

    static IEnumerable<string> Names(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder).Take(MostLooked).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }
}
