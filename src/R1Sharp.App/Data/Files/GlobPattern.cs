// Patterns of paths as dataset cards and command lines have them: * within a folder, ** over folders, ?, [0-9] and {a,b}.

using System.Text;
using System.Text.RegularExpressions;

namespace R1Sharp.App.Data.Files;

/// <summary>A pattern.</summary>
/// <param name="pattern">The pattern, with slashes.</param>
sealed class GlobPattern(string pattern)
{
    readonly Regex _regex = new($"^{Translate(pattern)}$", RegexOptions.CultureInvariant);

    /// <summary>Whether a text has a sign that makes it a pattern.</summary>
    public static bool IsPattern(string text) => text.AsSpan().ContainsAny("*?[{");

    /// <summary>Whether a path is meant.</summary>
    public bool Matches(string path) => _regex.IsMatch(path);

    /// <summary>The files of a pattern, in the order of their names.</summary>
    public static IReadOnlyList<string> Files(string pattern)
    {
        string plain = pattern.Replace('\\', '/');
        int cut = plain.AsSpan().IndexOfAny("*?[{"), slash = plain.LastIndexOf('/', Math.Max(cut, 0));
        string folder = slash < 0 ? "." : slash == 0 ? "/" : plain[..slash];
        if (!Directory.Exists(folder))
            return [];
        var meant = new GlobPattern(plain[(slash + 1)..]);
        var depth = plain.AsSpan(slash + 1).Contains('/') || plain.Contains("**", StringComparison.Ordinal) ? SearchOption.AllDirectories
            : SearchOption.TopDirectoryOnly;
        return [.. Directory.EnumerateFiles(folder, "*", depth).Where(file => meant.Matches(Path.GetRelativePath(folder, file).Replace('\\', '/')))
            .Select(file => slash < 0 ? Path.GetRelativePath(".", file) : file).Order(StringComparer.Ordinal)];
    }

    static string Translate(string pattern)
    {
        var regex = new StringBuilder();
        for (int i = 0; i < pattern.Length; i++)
            switch (pattern[i])
            {
                case '*' when pattern.AsSpan(i).StartsWith("**/"):
                    regex.Append("(.*/)?");
                    i += 2;
                    break;
                case '*' when pattern.AsSpan(i).StartsWith("**"):
                    regex.Append(".*");
                    i++;
                    break;
                case '*':
                    regex.Append("[^/]*");
                    break;
                case '?':
                    regex.Append("[^/]");
                    break;
                case '[' when pattern.IndexOf(']', i) is > 0 and var end:
                    regex.Append(pattern[i..(end + 1)].Replace("[!", "[^", StringComparison.Ordinal));
                    i = end;
                    break;
                case '{' when pattern.IndexOf('}', i) is > 0 and var close:
                    regex.Append("(?:").AppendJoin('|', pattern[(i + 1)..close].Split(',').Select(Translate)).Append(')');
                    i = close;
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        return regex.ToString();
    }
}
