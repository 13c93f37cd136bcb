// The benchmarks by name: files that are part of the program, and files of a user's own.

using System.Reflection;
using R1Sharp.App.Recipes;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Tasks;

/// <summary>Finds benchmarks.</summary>
static class TaskCatalog
{
    const string Prefix = "tasks/", Form = ".yaml";

    static readonly Lazy<IReadOnlyList<TaskFile>> s_all = new(() =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(Embedded)]);

    /// <summary>All benchmarks of the program, in the order of their names.</summary>
    public static IReadOnlyList<TaskFile> All => s_all.Value;

    /// <summary>The benchmark of a name, however it is spelled (AIME-2024, aime24), or of a file; null where there is none.</summary>
    /// <exception cref="Learning.UserErrorException">The file is not there or is wrong.</exception>
    public static TaskFile? Find(string name) => name.EndsWith(Form, StringComparison.Ordinal)
        ? Parse(Utf8Text.ReadAll(name), name) with { Key = name }
        : All.FirstOrDefault(task => task.Aliases.Prepend(task.Name).Any(known => Plain(known) == Plain(name)));

    /// <summary>The benchmark that a file's text describes.</summary>
    /// <exception cref="Learning.UserErrorException">It is wrong; the message says where.</exception>
    public static TaskFile Parse(string text, string source) => SettingsBinder.Bind<TaskFile>(RecipeParser.Parse(text, source), "the benchmark");

    static TaskFile Embedded(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        var task = Parse(reader.ReadToEnd(), resource);
        return task with { Key = task.Name };
    }

    static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
