// Runs share stages: a twin those before its rewards, recipes of one world their base. What is there already is copied, not made again.

namespace R1Sharp.App.Runs;

/// <summary>Copies stages of another run.</summary>
static class BorrowedStages
{
    /// <summary>Copies every finished stage of a run that a second one would end in the same bits, where the second has not begun it.</summary>
    /// <param name="from">The folder of the run that has them; nothing is copied where there is none.</param>
    /// <param name="to">The second run.</param>
    /// <param name="keys">The keys of the second run's stages, by their names.</param>
    /// <returns>The names of the stages that were copied.</returns>
    public static IReadOnlyList<string> Take(string from, RunFolder to, IEnumerable<(string Stage, string Key)> keys)
    {
        var source = RunFolder.ToRead(from);
        string[] wanted = [.. keys.Where(k => StageRecord.Read(to.Stage(k.Stage)) is null
            && StageRecord.Read(source.Stage(k.Stage)) is { IsFinished: true } there && there.Key == k.Key).Select(k => k.Stage)];
        foreach (string stage in wanted)
            RunStorage.WriteFolder(to.Stage(stage).Root, directory => Copy(source.Stage(stage).Root, directory));
        return wanted;
    }

    static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (string folder in Directory.GetDirectories(from))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
