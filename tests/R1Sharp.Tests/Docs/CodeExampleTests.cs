using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Docs;

/// <summary>Every example in C# of the documentation, and of the libraries' own comments, compiles.</summary>
public sealed class CodeExampleTests
{
    const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    // What examples in comments take for granted.
    const string Setting = """
        using R1Sharp;
        using R1Sharp.Learning.Rewards.Accuracy;
        R1Model model = null!;
        """;

    static readonly MetadataReference[] s_references = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file))];

    static readonly string[] s_pages = ["docs/library.md", "src/R1Sharp.App/README.md", "src/R1Sharp.Learning/README.md"];

    public static TheoryData<string> Pages => [.. s_pages];

    [Theory, MemberData(nameof(Pages))]
    public void Examples_of_a_page_compile(string page)
    {
        var blocks = Regex.Matches(File.ReadAllText(Path.Combine(Cli.Home, page)), "```csharp\n(.*?)```", RegexOptions.Singleline);
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Empty(Errors(block.Groups[1].Value)));
    }

    [Fact]
    public void Examples_in_comments_compile()
    {
        string[] examples = [.. from folder in (string[])["R1Sharp.App/Library", "R1Sharp.Learning/Rewards"]
                                from file in Directory.GetFiles(Path.Combine(Cli.Home, "src", folder), "*.cs", SearchOption.AllDirectories)
                                from Match code in Regex.Matches(File.ReadAllText(file), @"/// <code>\n(.*?)/// </code>", RegexOptions.Singleline)
                                select Regex.Replace(code.Groups[1].Value, @"^\s*/// ?", "", RegexOptions.Multiline)];
        Assert.True(examples.Length >= 3);
        Assert.All(examples, example => Assert.Empty(Errors(Setting.Replace(example.Contains("var model", StringComparison.Ordinal) ? "R1Model model = null!;" : "\0", "") + "\n" + example)));
    }

    [Fact]
    public void A_mistake_in_an_example_is_seen() => Assert.NotEmpty(Errors("R1Sharp.R1Model.Lod(\"x\");"));

    static string[] Errors(string code)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create("example", [CSharpSyntaxTree.ParseText(Usings, options), CSharpSyntaxTree.ParseText(code, options)], s_references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        return [.. compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => $"{d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)} in: {code}")];
    }
}
