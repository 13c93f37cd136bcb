using System.Text.Json.Nodes;
using R1Sharp.App.Commands;
using R1Sharp.App.Commands.Bench;
using R1Sharp.Tests.Endpoints;
using R1Sharp.Tests.Trl;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>r1 generate over rows, by a model here and behind a URL.</summary>
public sealed class GenerateCommandTests(TrlWorkplace place) : IClassFixture<TrlWorkplace>
{
    // Within this process: what is printed goes to the tests' own output. Names of files are those of the workplace.
    CliResult Run(params string[] words)
    {
        var error = new StringWriter();
        int code = CommandLine.Run(["generate", .. words.Select((word, i) => i > 0 && (words[i - 1] is "--input" or "--model" or "--out") ? place.Path(word) : word)], error);
        return new(code, "", error.ToString());
    }

    JsonNode[] Lines(string file) => [.. File.ReadLines(place.Path(file)).Select(line => JsonNode.Parse(line)!)];

    static void IsOneSentence(string expected, CliResult result)
    {
        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.Contains(expected, Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_are_answered_by_the_engine_and_again_only_where_they_are_missing()
    {
        string[] words = ["--input", "problems.jsonl", "--model", "model", "--samples", "2", "--max-tokens", "6", "--out", "engine.jsonl"];
        var result = Run(words);
        Assert.True(result.Code == 0, result.Error);
        var rows = Lines("engine.jsonl");
        Assert.Equal(Lines("problems.jsonl").Select(r => (string)r["problem"]!).Order(), rows.Select(r => (string)r["problem"]!).Order());
        Assert.All(rows, r => Assert.Equal((2, 2, place.Path("model"), 6), (r["generations"]!.AsArray().Count, r["finish_reasons"]!.AsArray().Count, (string)r["generation"]!["settings"]!["model"]!, (int)r["generation"]!["settings"]!["max_tokens"]!)));
        string[] lines = File.ReadAllLines(place.Path("engine.jsonl"));
        File.WriteAllText(place.Path("engine.jsonl"), string.Join('\n', lines[..^1]) + "\n" + lines[^1][..20]);
        Assert.Equal(0, Run([.. words, "--threads", "1", "--concurrency", "1"]).Code);
        Assert.Equal(lines, File.ReadAllLines(place.Path("engine.jsonl")));
        string[] other = [.. words[..^1], "batch.jsonl", "--mode", "batch"];
        Assert.Equal(0, Run(other).Code);
        Assert.Equal(lines.Order(), File.ReadAllLines(place.Path("batch.jsonl")).Order());
    }

    [Fact]
    public void Rows_are_answered_behind_a_URL()
    {
        using var server = new ModelServer(new() { MedianMs = 1 });
        string url = server.Url.ToString();
        var result = Run("--input", "problems.jsonl", "--url", url, "--out", "remote.jsonl", "--concurrency", "3");
        Assert.True(result.Code == 0, result.Error);
        Assert.All(Lines("remote.jsonl"), r => Assert.Equal(($"You asked: {r["problem"]}", ModelServer.Model), ((string)r["generations"]![0]!, (string)r["generation"]!["settings"]!["model"]!)));
        var printed = JsonNode.Parse(Cli.Run("generate", "--prompt", "Why?", "--url", url).Output)!;
        Assert.Equal(("You asked: Why?", "stop"), ((string)printed["completion"]!, (string)printed["finish"]!));
        IsOneSentence("was made with other settings (samples 1, not 2)", Run("--input", "problems.jsonl", "--url", url, "--out", "remote.jsonl", "--samples", "2"));
        IsOneSentence("column 'generations' already", Run("--input", "remote.jsonl", "--url", url, "--out", "again.jsonl"));
        Assert.Equal(0, Run("--input", "remote.jsonl", "--url", url, "--out", "again.jsonl", "--prefix", "new_").Code);
        Assert.All(Lines("again.jsonl"), r => Assert.Equal(((string)r["generations"]![0]!, 1), ((string)r["new_generations"]![0]!, r["new_generation"]!["tokens"]!.AsArray().Count)));
    }

    [Fact]
    public void What_is_wrong_is_one_sentence_and_nothing_is_lost()
    {
        using var page = new ChatServer(ChatServer.Response(200, "<html><title>Hello</title></html>", "Content-Type: text/html\r\n"));
        IsOneSentence($"{page.Url}: it answers with a web page (Hello)", Run("--input", "problems.jsonl", "--url", page.Url.ToString(), "--out", "bad.jsonl"));
        File.WriteAllText(place.Path("empty.jsonl"), "");
        IsOneSentence("the file holds no lines", Run("--input", "empty.jsonl", "--model", "model", "--out", "bad.jsonl"));
        IsOneSentence("no column is the question", Run("--input", Written("odd.jsonl", """{"x":1}"""), "--model", "model", "--out", "bad.jsonl"));
        IsOneSentence("--think-min is for a model here", Run("--input", "problems.jsonl", "--url", page.Url.ToString(), "--think-min", "2x"));
        IsOneSentence("give --model, a folder or a GGUF file, or --url", Run("--input", "problems.jsonl"));
        IsOneSentence("end it with .jsonl", Run("--input", "problems.jsonl", "--model", "model", "--out", "bad.parquet"));
        Assert.False(File.Exists(place.Path("bad.jsonl")));
    }

    // The model under another name, with another chat template or none.
    void WithTemplate(string name, string? template)
    {
        string model = place.Path(name);
        Directory.CreateDirectory(model);
        foreach (string file in Directory.GetFiles(place.Path("model")))
            File.Copy(file, Path.Combine(model, Path.GetFileName(file)));
        string path = Path.Combine(model, "tokenizer_config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        config.Remove("chat_template");
        if (template is not null)
            config["chat_template"] = template;
        File.WriteAllText(path, config.ToJsonString());
        File.Delete(Path.Combine(model, "chat_template.jinja"));
    }

    [Fact]
    public void The_first_rows_alone_are_asked_and_a_raw_question_needs_no_template()
    {
        WithTemplate("bare", null);
        string[] words = ["--input", "problems.jsonl", "--model", "bare", "--problems", "3", "--max-tokens", "2", "--out", "raw.jsonl"];
        IsOneSentence("The tokenizer has no chat template", Run([.. words, "--template", "chat"]));
        var result = Run([.. words, "--raw"]);
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal(Lines("problems.jsonl").Take(3).Select(r => (string)r["problem"]!).Order(), Lines("raw.jsonl").Select(r => (string)r["problem"]!).Order());
    }

    [Fact]
    public void A_template_that_fails_on_row_7_leaves_the_six_before()
    {
        WithTemplate("picky", "{% for m in messages %}{% if 'is 6 ' in m['content'] %}{{ raise_exception('no sixes here') }}{% endif %}{{ m['content'] }}{% endfor %}");
        IsOneSentence("problems.jsonl:7: ", Run("--input", "problems.jsonl", "--model", "picky", "--template", "chat", "--max-tokens", "4", "--out", "six.jsonl"));
        Assert.Equal(6, Lines("six.jsonl").Length);
        IsOneSentence("no sixes here", Run("--input", "problems.jsonl", "--model", "picky", "--template", "chat", "--max-tokens", "4", "--out", "six.jsonl"));
    }

    string Written(string name, string text)
    {
        File.WriteAllText(place.Path(name), text + "\n");
        return name;
    }
}
