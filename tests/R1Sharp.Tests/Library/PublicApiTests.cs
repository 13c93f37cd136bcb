using System.Reflection;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Library;

/// <summary>The public surface is chosen: where it changes, a file changes with it, and whoever reviews sees it.</summary>
public sealed class PublicApiTests
{
    const string Renew = "R1SHARP_RENEW_API=1 ./test -class 'R1Sharp.Tests.Library.PublicApiTests'";

    static readonly Dictionary<string, Type[]> s_surfaces = new()
    {
        ["R1Sharp.Numerics"] = typeof(Numerics.RandomStream).Assembly.GetExportedTypes(),
        ["R1Sharp.Learning"] = typeof(Learning.UserErrorException).Assembly.GetExportedTypes(),
        ["R1Sharp"] = typeof(R1Model).Assembly.GetExportedTypes(),
    };

    public static TheoryData<string> Names => [.. s_surfaces.Keys];

    [Theory, MemberData(nameof(Names))]
    public void The_surface_is_that_of_its_file(string name)
    {
        string path = Path.Combine(Cli.Home, "docs", "api", name + ".txt"), text = PublicApi.Of(s_surfaces[name]);
        if (Environment.GetEnvironmentVariable("R1SHARP_RENEW_API") == "1")
            File.WriteAllText(path, text);
        string[] there = File.Exists(path) ? File.ReadAllLines(path) : [], now = text.TrimEnd('\n').Split('\n');
        Assert.True(there.SequenceEqual(now), $"""
            The public surface of {name} is not what docs/api/{name}.txt says.
            {string.Join('\n', Changes(there, now).Take(20))}
            Where that is meant: {Renew}
            """);
    }

    [Fact]
    public void A_change_is_seen_and_shown()
    {
        string[] before = ["a", "b", "c"], after = ["a", "c", "d"];
        Assert.Equal(["- b", "+ d"], Changes(before, after));
        string own = PublicApi.Of([typeof(Shown), typeof(Hidden)]);
        Assert.Equal("""
            abstract class R1Sharp.Tests.Library.PublicApiTests.Shown : IDisposable
                IReadOnlyList<string?>? Find(string name, int? most = null)
                int Count { get; init; }
                protected new()
                virtual void Dispose()

            """.ReplaceLineEndings("\n"), own);
    }

    /// <summary>Part of a test.</summary>
    public abstract class Shown : IDisposable
    {
        protected Shown() { }

        public int Count { get; init; }

        internal int Hidden => Count;

        public IReadOnlyList<string?>? Find(string name, int? most = null) => most == Hidden ? [name] : null;

        public virtual void Dispose() => GC.SuppressFinalize(this);
    }

    sealed class Hidden;

    static IEnumerable<string> Changes(string[] before, string[] after) =>
        before.Except(after).Select(line => "- " + line).Concat(after.Except(before).Select(line => "+ " + line));

    [Fact]
    public void Every_member_of_the_programs_own_surface_is_documented()
    {
        string documented = File.ReadAllText(Path.ChangeExtension(typeof(R1Model).Assembly.Location, ".xml"));
        var missing = from type in s_surfaces["R1Sharp"]
                      from member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                      where member is PropertyInfo or MethodInfo { IsSpecialName: false } && !member.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute))
                      where member.Name != "<Clone>$" && !documented.Contains($":{type.FullName}.{member.Name}", StringComparison.Ordinal)
                      select $"{type.Name}.{member.Name}";
        Assert.Empty(missing);
    }
}
