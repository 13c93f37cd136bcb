// Rewards of the user's own: a C# class in a script, compiled by Roslyn, or in an assembly. A script runs with all rights
// of the user who starts r1, as any program of theirs does: nothing here contains it.

using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.App.Recipes;

/// <summary>Makes rewards from files.</summary>
static partial class ScriptRewards
{
    const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Text.RegularExpressions;
        global using R1Sharp.Learning;
        global using R1Sharp.Learning.Generation;
        global using R1Sharp.Learning.Rewards;
        """;

    static readonly ConcurrentDictionary<string, Assembly> s_compiled = new();

    /// <summary>Whether a reward's name is a file's.</summary>
    public static bool IsFile(string name) => FileName().IsMatch(name);

    /// <summary>Makes the reward of a file. The class's properties that can be set are its parameters: MinLength is min_length.</summary>
    /// <param name="name">my.csx or my.dll; #Class chooses one of several classes.</param>
    /// <param name="parameters">Values by parameter name.</param>
    /// <exception cref="UserErrorException">The file is missing, does not compile, or has no such class; or a parameter is wrong.</exception>
    public static IReward Create(string name, IReadOnlyDictionary<string, object?> parameters)
    {
        string[] parts = name.Split('#', 2);
        string file = RecipeVariables.Expand(parts[0]);
        if (!File.Exists(file))
            throw new UserErrorException($"There is no reward file '{file}'; paths are relative to the present folder.");
        var reward = Instance(file, Class(file, Load(file), parts.Length == 2 ? parts[1] : null));
        RewardParameters.Fill(Path.GetFileName(file), reward, parameters);
        return reward;
    }

    static Assembly Load(string file)
    {
        string path = Path.GetFullPath(file);
        try
        {
            if (file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
                return AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
            string text = Utf8Text.ReadAll(path);
            return s_compiled.GetOrAdd(path + "\n" + text, _ => Compile(path, text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            throw new UserErrorException($"The reward file '{file}' cannot be loaded: {e.Message}", e);
        }
    }

    static Assembly Compile(string path, string text)
    {
        if (!Platform().Any())
            throw new UserErrorException($"'{path}' is a script, and an r1 of one file has no files to compile it against: run ./r1 or the tool r1, or make "
                + "an assembly of it (dotnet new r1-reward).");
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var (code, references) = WithoutReferences(path, text);
        var compilation = CSharpCompilation.Create(
            $"reward-{Path.GetFileNameWithoutExtension(path)}-{s_compiled.Count}",
            [CSharpSyntaxTree.ParseText(Usings, options), CSharpSyntaxTree.ParseText(code, options, path, Encoding.UTF8)],
            Platform().Concat(references).Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release,
                nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var errors = compilation.Emit(image).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count > 0)
            throw new UserErrorException(
                $"{Place(errors[0])}: {errors[0].GetMessage(CultureInfo.InvariantCulture)}{(errors.Count > 1 ? $" ({errors.Count - 1} more errors)" : "")}");
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image);
    }

    static string Place(Diagnostic error)
    {
        var span = error.Location.GetMappedLineSpan();
        return $"{span.Path}:{span.StartLinePosition.Line + 1}:{span.StartLinePosition.Character + 1}";
    }

    // A script names other assemblies in lines like #r "my.dll", relative to itself.
    static (string Code, List<string> References) WithoutReferences(string path, string text)
    {
        var references = new List<string>();
        string code = ReferenceLine().Replace(text, line =>
        {
            references.Add(Path.Combine(Path.GetDirectoryName(path)!, line.Groups["file"].Value));
            return "";
        });
        references.ForEach(file => AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(file)));
        return (code, references);
    }

    // The assemblies that this program itself runs on: .NET and R1Sharp.
    static IEnumerable<string> Platform() =>
        ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    static Type Class(string file, Assembly assembly, string? name)
    {
        var classes = assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IReward))).ToList();
        var chosen = name is null ? classes : classes.FindAll(t => t.Name == name);
        return chosen.Count == 1 ? chosen[0] : throw new UserErrorException(chosen.Count == 0
            ? $"The reward file '{file}' has no class "
                + $"{name ?? "that implements IReward"}{(classes.Count > 0 ? $"; it has {string.Join(", ", classes.Select(t => t.Name))}" : "")}."
            : $"The reward file '{file}' has several rewards: choose one, e.g. {file}#{chosen[0].Name}.");
    }

    static IReward Instance(string file, Type type)
    {
        try
        {
            return (IReward)Activator.CreateInstance(type, nonPublic: true)!;
        }
        catch (Exception e) when (e is MissingMethodException or TargetInvocationException)
        {
            throw new UserErrorException(
                $"The reward {type.Name} in '{file}' cannot be made: {(e.InnerException ?? e).Message} It needs a constructor without parameters.", e);
        }
    }

    [GeneratedRegex(@"\.(csx|cs|dll)(#\w+)?$", RegexOptions.IgnoreCase)]
    private static partial Regex FileName();

    [GeneratedRegex(@"^#r\s+""(?<file>[^""]+)""[^\n]*", RegexOptions.Multiline)]
    private static partial Regex ReferenceLine();
}
