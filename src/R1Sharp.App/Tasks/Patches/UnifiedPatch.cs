// A patch in unified form, as git and diff write it.

using System.Globalization;
using System.Text.RegularExpressions;
using R1Sharp.Learning;

namespace R1Sharp.App.Tasks.Patches;

/// <summary>A piece of a file's change.</summary>
/// <param name="OldStart">1-based line where the old text begins, as the patch says.</param>
/// <param name="Old">The lines that must be there.</param>
/// <param name="New">The lines that take their place.</param>
sealed record PatchHunk(int OldStart, IReadOnlyList<string> Old, IReadOnlyList<string> New);

/// <summary>The change of one file.</summary>
/// <param name="OldPath">The file; null where it is new.</param>
/// <param name="NewPath">Where it is afterwards; null where it is removed.</param>
/// <param name="Hunks">Its pieces, in order.</param>
sealed record FilePatch(string? OldPath, string? NewPath, IReadOnlyList<PatchHunk> Hunks);

/// <summary>Reads patches.</summary>
static partial class UnifiedPatch
{
    /// <summary>The changes of a patch.</summary>
    /// <exception cref="UserErrorException">It is broken, binary, or leads out of the folder.</exception>
    public static IReadOnlyList<FilePatch> Parse(string patch)
    {
        string text = patch.ReplaceLineEndings("\n");
        string[] lines = (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
        var files = new List<FilePatch>();
        string? renamedFrom = null, renamedTo = null;
        for (int at = 0; at < lines.Length;)
        {
            string line = lines[at];
            if (line.StartsWith("Binary files ", StringComparison.Ordinal) || line.StartsWith("GIT binary patch", StringComparison.Ordinal))
                throw new UserErrorException("the patch changes a binary file, which cannot be done here.");
            if (line.StartsWith("rename from ", StringComparison.Ordinal))
                renamedFrom = Checked(line["rename from ".Length..]);
            else if (line.StartsWith("rename to ", StringComparison.Ordinal))
                renamedTo = Checked(line["rename to ".Length..]);
            if ((line.StartsWith("diff --git ", StringComparison.Ordinal) || at == lines.Length - 1) && renamedFrom is not null && renamedTo is not null)
            {
                files.Add(new(renamedFrom, renamedTo, []));
                (renamedFrom, renamedTo) = (null, null);
            }
            if (!line.StartsWith("--- ", StringComparison.Ordinal) || at + 1 >= lines.Length || !lines[at + 1].StartsWith("+++ ", StringComparison.Ordinal))
            {
                at++;
                continue;
            }
            var (oldPath, newPath) = (Path(line[4..]), Path(lines[at + 1][4..]));
            at += 2;
            files.Add(new(renamedFrom ?? oldPath, renamedTo ?? newPath, Hunks(lines, ref at)));
            (renamedFrom, renamedTo) = (null, null);
        }
        return files.Count > 0 ? files : throw new UserErrorException("the patch changes no file.");
    }

    static List<PatchHunk> Hunks(string[] lines, ref int at)
    {
        var hunks = new List<PatchHunk>();
        while (at < lines.Length && Header().Match(lines[at]) is { Success: true } header)
        {
            at++;
            int oldLeft = Count(header.Groups["oldCount"]), newLeft = Count(header.Groups["newCount"]);
            var (before, after) = (new List<string>(), new List<string>());
            for (; at < lines.Length && (oldLeft > 0 || newLeft > 0 || lines[at].StartsWith('\\')); at++)
            {
                char mark = lines[at].Length == 0 ? ' ' : lines[at][0];
                string text = lines[at].Length == 0 ? "" : lines[at][1..];
                if (mark == '\\')
                    continue;
                if (mark is not (' ' or '-' or '+'))
                    throw new UserErrorException($"the patch is broken: '{lines[at]}' is no line of a change.");
                if (mark != '+' && oldLeft-- > 0)
                    before.Add(text);
                if (mark != '-' && newLeft-- > 0)
                    after.Add(text);
            }
            if (oldLeft > 0 || newLeft > 0)
                throw new UserErrorException("the patch is broken: it ends inside a change.");
            hunks.Add(new(int.Parse(header.Groups["old"].Value, CultureInfo.InvariantCulture), before, after));
        }
        return hunks;
    }

    static int Count(Group group) => group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 1;

    // a/src/x.py and b/src/x.py, perhaps with a time behind a tab; /dev/null is no file.
    static string? Path(string text)
    {
        string path = text.Split('\t')[0].Trim().Trim('"');
        if (path == "/dev/null")
            return null;
        return Checked(path.StartsWith("a/", StringComparison.Ordinal) || path.StartsWith("b/", StringComparison.Ordinal) ? path[2..] : path);
    }

    static string Checked(string path) => path.Length > 0 && !path.StartsWith('/') && !path.Contains('\\')
        && !path.Split('/').Any(part => part is ".." or ".git") ? path
        : throw new UserErrorException($"the patch names '{path}', which does not lie in the checkout.");

    [GeneratedRegex(@"^@@ -(?<old>\d+)(,(?<oldCount>\d+))? \+(?<new>\d+)(,(?<newCount>\d+))? @@", RegexOptions.ExplicitCapture)]
    private static partial Regex Header();
}
