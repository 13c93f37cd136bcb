// The miniature web as files: pages with what is true of them, the seed corpus, the benchmark that leaked.

using System.Text.Json;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.Web;
using R1Sharp.Learning.Miniature.World;

namespace R1Sharp.App.Corpus.Steps;

/// <summary>Writes the web.</summary>
static class WebFiles
{
    const int BenchmarkItems = 100, PagesPerSeed = 20;

    /// <summary>The items that leak: held-out arithmetic problems.</summary>
    public static IReadOnlyList<string> Benchmark(ulong seed) =>
        [.. new MiniatureWorld(new()).Problems("arithmetic", ProblemSplit.HeldOut, BenchmarkItems, seed).Select(p => p.Question)];

    /// <summary>Writes the three files.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="options">What the web is made of.</param>
    /// <param name="leaks">The questions that leak; null takes those of the miniature world.</param>
    /// <param name="worked">Problems with their trains of thought, for pages; null has none.</param>
    /// <returns>Their paths.</returns>
    /// <exception cref="Learning.UserErrorException">The folder holds something, or the disk refuses.</exception>
    public static IReadOnlyList<string> Write(string folder, WebOptions options, IReadOnlyList<string>? leaks, Func<long, string>? worked = null)
    {
        OutputTarget.RequireNewFolder(folder, "--out");
        var benchmark = leaks ?? Benchmark(options.Seed);
        var web = new MiniatureWeb(options, benchmark, worked);
        return
        [
            Write(Path.Combine(folder, "pages.jsonl"), options.Pages, (json, i) => Page(json, web.Page(i))),
            Write(Path.Combine(folder, "seed.jsonl"), Math.Max(PagesPerSeed, options.Pages / PagesPerSeed),
                (json, i) => json.WriteString("text", web.SeedText(i))),
            Write(Path.Combine(folder, "benchmark.jsonl"), benchmark.Count, (json, i) => json.WriteString("question", benchmark[i])),
        ];
    }

    static string Write(string path, int count, Action<Utf8JsonWriter, int> row)
    {
        StepFolder.WriteAside(path, aside =>
        {
            using var rows = new PartWriter(aside);
            for (int i = 0; i < count; i++)
                rows.Row(json =>
                {
                    json.WriteStartObject();
                    row(json, i);
                    json.WriteEndObject();
                });
        });
        return path;
    }

    static void Page(Utf8JsonWriter json, WebPage page)
    {
        json.WriteString("text", page.Text);
        json.WriteString("url", page.Url);
        json.WriteString("kind", JsonNamingPolicy.KebabCaseLower.ConvertName(page.Kind.ToString()));
        foreach (var (name, value) in ((string, int)[])[("dialect", page.Dialect), ("copy_of", page.CopyOf), ("passage_of", page.PassageOf),
            ("item", page.Item)])
            if (value >= 0)
                json.WriteNumber(name, value);
        if (page.Leak != LeakKind.None)
            json.WriteString("leak", JsonNamingPolicy.KebabCaseLower.ConvertName(page.Leak.ToString()));
    }
}
