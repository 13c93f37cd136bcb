using System.IO.Compression;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Library;

/// <summary>Each sample from an empty folder, with the packages and nothing else of the repository.</summary>
public sealed class SampleTests(PackedWorld world) : IClassFixture<PackedWorld>
{
    static double Number(string text, string pattern) =>
        double.Parse(Regex.Match(text, pattern).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void The_readme_lists_every_sample() => Assert.All(PackedWorld.Samples,
        name => Assert.Contains($"[{name}]({name}/", File.ReadAllText(Path.Combine(Cli.Home, "samples", "README.md")), StringComparison.Ordinal));

    [Fact]
    public void GrpoTwentyCharacters_learns()
    {
        var result = world.Run("GrpoTwentyCharacters");
        Assert.True(result.Code == 0, result.Output + result.Error);
        double first = Number(result.Output, @"step 1: reward (-?[\d.]+)"), last = Number(result.Output, @"step 30: reward (-?[\d.]+)");
        Assert.True(last > first / 2 && last > -8, result.Output);
        Assert.True(File.Exists(Path.Combine(world.Sample("GrpoTwentyCharacters"), "twenty", "model.safetensors")));
    }

    [Fact]
    public void GrpoTwentyCharacters_learns_on_a_real_model()
    {
        string? real = RealModel();
        Assert.SkipWhen(real is null, "the real model is not there: set R1SHARP_SHARED");
        var result = world.Run("GrpoTwentyCharacters", real!, world.At("real"));
        Assert.True(result.Code == 0, result.Output + result.Error);
        Assert.True(Number(result.Output, @"step 30: reward (-?[\d.]+)") > Number(result.Output, @"step 1: reward (-?[\d.]+)") / 2, result.Output);
    }

    [Fact]
    public async Task GraderService_grades()
    {
        using var process = world.Start("GraderService", "--urls", "http://127.0.0.1:0");
        try
        {
            string? line;
            do
                line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            while (line is not null && !line.Contains("Now listening on: ", StringComparison.Ordinal));
            using var client = new HttpClient { BaseAddress = new Uri(line!.Split("Now listening on: ")[1]), Timeout = TimeSpan.FromSeconds(30) };
            var right = await Graded(client, "/grade", new { gold = "\\frac{1}{2}", completion = "The answer is 0.5" });
            Assert.True(right.GetProperty("isRight").GetBoolean());
            var many = await Graded(client, "/grades", new[] { new { gold = "7", completion = "It is \\boxed{8}." }, new { gold = "7", completion = "no idea" } });
            Assert.Equal([false, false], many.EnumerateArray().Select(grade => grade.GetProperty("isRight").GetBoolean()));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    static async Task<JsonElement> Graded(HttpClient client, string path, object body)
    {
        using var response = await client.PostAsJsonAsync(path, body);
        return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }

    [Fact]
    public void ChatClient_streams_calls_its_tool_and_counts()
    {
        var result = world.Run("ChatClient");
        Assert.True(result.Code == 0, result.Output + result.Error);
        Assert.Contains("I am a small model, and I live in this process.\n", result.Output);
        Assert.True(Number(result.Output, @"tokens in, (\d+) out") > 10, result.Output);
        Assert.Contains("1 call: assistant → tool → assistant", result.Output);
        Assert.InRange(Number(result.Output, @"typed: (\d+)"), 0, 300);
    }

    [Fact]
    public void EvaluationInATest_passes()
    {
        var result = world.Run("EvaluationInATest");
        Assert.True(result.Code == 0, result.Output + result.Error);
        Assert.Matches("Total: 2, Errors: 0, Failed: 0", result.Output);
    }

    [Fact]
    public void OwnStage_runs_in_a_recipe()
    {
        var result = world.Run("OwnStage", world.At("vowels"));
        Assert.True(result.Code == 0, result.Output + result.Error);
        double[] shares = [.. File.ReadLines(world.At("vowels", "stages", "vowels", "metrics.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.TryGetProperty("vowel_share", out _)).Select(line => line.GetProperty("vowel_share").GetDouble())];
        Assert.Equal(20, shares.Length);
        Assert.True(shares[^3..].Average() > shares[..3].Average() + 0.1, string.Join(' ', shares));
        Assert.True(File.Exists(world.At("vowels", "report.html")));
    }

    [Fact]
    public void The_template_of_a_reward_is_tested_and_used_by_name()
    {
        using var process = Cli.StartProgram("dotnet", [world.At("Brevity", "bin", "Release", "net10.0", "Brevity.dll")], world.Root);
        process.StandardInput.Close();
        var result = Cli.Finish(process);
        Assert.True(result.Code == 0, result.Output + result.Error);
        Assert.Contains("Total: 3", result.Output);
        string line = JsonSerializer.Serialize(new { reward = world.At("Brevity", "bin", "Release", "net10.0", "Brevity.dll"), @params = new { characters = 10 }, completions = new[] { "12345" } });
        var scored = Cli.RunWith(line + "\n", "reward", "score", "--file", "-");
        Assert.True(scored.Code == 0, scored.Error);
        Assert.Contains("[0.5]", scored.Output);
    }

    [Fact]
    public void The_tool_is_installed_and_runs()
    {
        File.WriteAllText(world.At("tool.config"), File.ReadAllText(world.At("nuget.config")).Replace(world.Feed, world.ToolFeed, StringComparison.Ordinal));
        PackedWorld.Dotnet(world.Root, "tool", "install", "r1", "--version", "0.1.0", "--tool-path", world.At("tools"), "--configfile", world.At("tool.config"));
        using var process = Cli.StartProgram(world.At("tools", "r1"), ["verify", "--file", "-"], world.Root);
        process.StandardInput.WriteLine("""{"gold":"\\frac{1}{2}","pred":"0.5"}""");
        process.StandardInput.Close();
        var result = Cli.Finish(process);
        Assert.True(result.Code == 0, result.Error);
        Assert.Contains("\"verdict\":\"equal\"", result.Output);
    }

    [Fact]
    public void The_packages_say_what_they_are_and_need_nothing_but_what_they_name()
    {
        string[] names = ["R1Sharp.0.1.0.nupkg", "R1Sharp.0.1.0.snupkg", "R1Sharp.Learning.0.1.0.nupkg", "R1Sharp.Learning.0.1.0.snupkg", "R1Sharp.Numerics.0.1.0.nupkg", "R1Sharp.Numerics.0.1.0.snupkg"];
        Assert.Equal(names, Directory.GetFiles(world.Feed).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        foreach (string package in names.Where(name => name.EndsWith(".nupkg", StringComparison.Ordinal)))
        {
            using var zip = ZipFile.OpenRead(Path.Combine(world.Feed, package));
            string[] files = [.. zip.Entries.Select(entry => entry.FullName)];
            Assert.Contains("README.md", files);
            Assert.Contains(files, file => file.StartsWith("lib/net10.0/", StringComparison.Ordinal) && file.EndsWith(".xml", StringComparison.Ordinal));
            string about = Text(zip, files.Single(file => file.EndsWith(".nuspec", StringComparison.Ordinal)));
            Assert.Contains("<license type=\"expression\">MIT</license>", about);
            Assert.DoesNotContain("<repository", about);
            Assert.DoesNotContain(Cli.Home, about);
            if (package != names[0])
                Assert.All(Regex.Matches(about, "<dependency id=\"([^\"]+)\""), dependency => Assert.StartsWith("R1Sharp.", dependency.Groups[1].Value));
        }
    }

    static string Text(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    static string? RealModel()
    {
        string shared = Environment.GetEnvironmentVariable("R1SHARP_SHARED") ?? Path.Combine(Cli.Home, "..", "shared");
        string folder = Path.GetFullPath(Path.Combine(shared, "models", "aidreams260K"));
        return Directory.Exists(folder) ? folder : null;
    }
}
