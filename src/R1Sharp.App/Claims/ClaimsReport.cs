// The files that a reproduction leaves: claims.html, claims.json, and for the documentation a table and the figures.

using R1Sharp.App.Runs;
using R1Sharp.Learning;

namespace R1Sharp.App.Claims;

/// <summary>Writes what became of the claims.</summary>
static class ClaimsReport
{
    /// <summary>Writes claims.html and claims.json into a folder.</summary>
    /// <returns>The paths.</returns>
    /// <exception cref="UserErrorException">The disk refuses.</exception>
    public static IReadOnlyList<string> Write(string folder, IReadOnlyList<Verdict> verdicts, IReadOnlyList<ulong> seeds) =>
        Write(folder, [("claims.html", ClaimsPage.Of(verdicts, seeds)), ("claims.json", ClaimsJson.Write(verdicts, seeds))]);

    /// <summary>Writes claims.md, the table, and each figure as an SVG file into a folder.</summary>
    /// <returns>The paths.</returns>
    /// <exception cref="UserErrorException">The disk refuses.</exception>
    public static IReadOnlyList<string> Figures(string folder, IReadOnlyList<Verdict> verdicts) =>
        Write(folder, [("claims.md", ClaimsJson.Table(verdicts)), .. verdicts.SelectMany(v => v.Figures).Select(f => (f.Name + ".svg", f.Svg(true)))]);

    static List<string> Write(string folder, IEnumerable<(string Name, string Text)> files)
    {
        RunStorage.Guard(folder, () => Directory.CreateDirectory(folder));
        var paths = new List<string>();
        foreach (var (name, text) in files)
        {
            paths.Add(Path.Combine(folder, name));
            RunStorage.WriteText(paths[^1], text);
        }
        return paths;
    }
}
