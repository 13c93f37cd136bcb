using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.RegularExpressions;
using R1Sharp.App.Commands;
using R1Sharp.App.Stages;
using R1Sharp.Learning.Rewards.Catalog;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Distillation;
using R1Sharp.Learning.Training.Preferences;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Learning.Training.RewardModels;
using R1Sharp.Learning.Training.Supervised;
using Xunit;

namespace R1Sharp.Tests.Docs;

/// <summary>The documentation speaks of what exists: files, folders, links, logged numbers.</summary>
public sealed class DocumentationTests
{
    static readonly string s_home = Home();

    [Fact]
    public void Every_link_inside_the_documentation_leads_somewhere()
    {
        foreach (string page in Pages())
            foreach (Match link in Regex.Matches(File.ReadAllText(page), @"(?:\]\(|src="")(?!https?:|#)([^)#""\s]+)"))
                Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value)), $"{Path.GetFileName(page)} links to {link.Groups[1].Value}, which is not there.");
    }

    [Fact]
    public void Every_source_file_that_the_documentation_names_exists()
    {
        var sources = Directory.GetFiles(s_home, "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/artifacts/")).Select(f => f.Replace('\\', '/')).ToList();
        foreach (string page in Pages())
            foreach (Match name in Regex.Matches(File.ReadAllText(page), @"`([\w/.]+\.cs)`"))
                Assert.True(sources.Exists(s => s.EndsWith("/" + name.Groups[1].Value, StringComparison.Ordinal)), $"{Path.GetFileName(page)} names {name.Groups[1].Value}, which is not there.");
    }

    [Fact]
    public void Every_recipe_that_the_documentation_names_exists()
    {
        foreach (string page in Pages())
            foreach (Match name in Regex.Matches(File.ReadAllText(page), @"(?<![\w/])recipes/[\w-]+\.yaml"))
                Assert.True(File.Exists(Path.Combine(s_home, name.Value)), $"{Path.GetFileName(page)} names {name.Value}, which is not there.");
    }

    [Fact]
    public void The_readme_names_every_recipe()
    {
        string readme = File.ReadAllText(Path.Combine(s_home, "README.md"));
        Assert.All(Directory.GetFiles(Path.Combine(s_home, "recipes"), "*.yaml").Select(Path.GetFileName), name => Assert.Contains(name!, readme, StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_of_papers_has_every_profile_and_no_other()
    {
        string papers = File.ReadAllText(Path.Combine(s_home, "docs", "papers.md"));
        string table = papers[papers.IndexOf("### The profiles side by side", StringComparison.Ordinal)..];
        table = table[..table.IndexOf("\n## ", StringComparison.Ordinal)];
        Assert.Equal(GrpoProfiles.Names.Select(n => n.Split('@')[0]).Distinct().Order(StringComparer.Ordinal),
            Regex.Matches(table, @"^\| `([^`]+)` \|", RegexOptions.Multiline).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
        foreach (Match name in Regex.Matches(papers, @"[Pp]rofiles? `([^`]+)`"))
            GrpoProfiles.Find(name.Groups[1].Value);
    }

    [Fact]
    public void Every_setting_that_the_page_of_papers_names_is_one_of_the_recipes()
    {
        string papers = File.ReadAllText(Path.Combine(s_home, "docs", "papers.md"));
        string[] known = [.. RecipeKeys()];
        foreach (Match name in Regex.Matches(papers, @"`([a-z]+(?:_[a-z]+)+)(?:: [^`]*)?`"))
            Assert.True(known.Contains(name.Groups[1].Value) || RewardCatalog.Descriptions.Any(d => d.Name == name.Groups[1].Value), $"papers.md names {name.Groups[1].Value}, which is no setting.");
    }

    [Fact]
    public void Every_folder_and_every_project_of_the_tour_exists_and_none_is_missing()
    {
        string tour = File.ReadAllText(Path.Combine(s_home, "docs", "tour.md"));
        foreach (Match name in Regex.Matches(tour, @"\| `((?:src|tests|bench|recipes)[\w/.]*)` \|"))
            Assert.True(Directory.Exists(Path.Combine(s_home, name.Groups[1].Value)), $"The tour names {name.Groups[1].Value}, which is not there.");
        foreach (string project in (string[])["R1Sharp.Numerics", "R1Sharp.Learning", "R1Sharp.App"])
            foreach (string folder in Directory.GetDirectories(Path.Combine(s_home, "src", project)).Select(d => Path.GetFileName(d)!))
                Assert.Contains($"`src/{project}/{folder}`", tour);
    }

    [Theory]
    [InlineData(typeof(ReinforcementReport), "Reinforcement")]
    [InlineData(typeof(LanguageModelReport), "Pre-training and fine-tuning")]
    [InlineData(typeof(DistillationReport), "On-policy distillation")]
    [InlineData(typeof(PpoReport), "PPO", "Reinforcement")]
    [InlineData(typeof(RewardModelReport), "Reward models")]
    [InlineData(typeof(PreferenceReport), "Pairs and preference training")]
    public void Every_logged_number_is_defined_where_its_trainer_is(Type report, string section, string builtOn = "Every line")
    {
        string defined = Section("Every line") + Section(builtOn) + Section(section);
        foreach (var property in report.GetProperties())
        {
            string name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            Assert.True(Regex.IsMatch(defined, $"`{name}[`/]"), $"docs/metrics.md does not define {name} of {report.Name} under \"{section}\".");
        }
    }

    // A section of docs/metrics.md, up to the next.
    static string Section(string title)
    {
        string metrics = File.ReadAllText(Path.Combine(s_home, "docs", "metrics.md"));
        int start = metrics.IndexOf($"\n## {title}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"docs/metrics.md has no section \"{title}\".");
        int end = metrics.IndexOf("\n## ", start + 4, StringComparison.Ordinal);
        return end < 0 ? metrics[start..] : metrics[start..end];
    }

    [Fact]
    public void Every_command_of_the_readme_is_understood()
    {
        string readme = File.ReadAllText(Path.Combine(s_home, "README.md"));
        var commands = Regex.Matches(readme, @"^\./r1 ([^#\n]+)", RegexOptions.Multiline).Select(m => m.Groups[1].Value.Trim()).ToList();
        Assert.True(commands.Count >= 5);
        foreach (string command in commands)
            Assert.True(CommandLine.Root().Parse([.. TrlCommands.Prepared([.. CommandLineParser.SplitCommandLine(command)])]).Errors.Count == 0, $"README.md: r1 does not understand \"{command}\".");
        foreach (Match recipe in Regex.Matches(readme, @"recipes/[\w.-]+\.yaml"))
            Assert.True(File.Exists(Path.Combine(s_home, recipe.Value)), $"README.md names {recipe.Value}, which is not there.");
    }

    [Fact]
    public void Nothing_in_the_documentation_is_left_to_do()
    {
        foreach (string page in Pages())
            Assert.DoesNotMatch(@"\b(TODO|TBD|FIXME|XXX)\b", File.ReadAllText(page));
    }

    static IEnumerable<string> RecipeKeys() => new[] { typeof(Recipe).Assembly, typeof(GrpoOptions).Assembly }
        .SelectMany(a => a.GetTypes()).SelectMany(t => t.GetProperties()).Select(p => SettingsText.SnakeCase(p.Name));

    static IEnumerable<string> Pages() => Directory.GetFiles(Path.Combine(s_home, "docs"), "*.md")
        .Concat(Directory.GetFiles(s_home, "*.md")).Order(StringComparer.Ordinal);

    static string Home()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "R1Sharp.slnx")))
                return folder.FullName;
        throw new InvalidOperationException("The tests do not lie inside the repository.");
    }
}
