// Files appear whole or not at all: written aside, then renamed.

namespace R1Sharp.Learning;

/// <summary>Writes files aside and renames them.</summary>
public static class AtomicFile
{
    /// <summary>Writes a text in UTF-8.</summary>
    public static void WriteAllText(string path, string text)
    {
        string temporary = path + ".tmp";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }
}
