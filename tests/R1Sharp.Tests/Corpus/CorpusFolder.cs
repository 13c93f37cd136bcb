using System.Security.Cryptography;
using System.Text.Json;
using R1Sharp.App.Corpus.Parts;
using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.Tests.Data;

namespace R1Sharp.Tests.Corpus;

/// <summary>A folder with corpora for one test.</summary>
sealed class CorpusFolder : IDisposable
{
    readonly DataFolder _folder = new();

    public string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>Writes texts as rows.</summary>
    public string Input(string name, params IEnumerable<string> texts) =>
        Write(name, string.Concat(texts.Select(text => JsonSerializer.Serialize(new { text }) + "\n")));

    public CorpusRequest Request(string step, string input, string output, int threads = 2, string? share = null, long partBytes = 32 << 20) => new()
    {
        Step = step,
        Source = new DataSource { Path = input },
        Out = this[output],
        Threads = threads,
        Share = ProcessShare.Parse(share),
        PartBytes = partBytes,
    };

    /// <summary>The rows that a step kept, or dropped.</summary>
    public IReadOnlyList<JsonElement> Rows(string output, string part = "data") =>
        [.. Directory.GetFiles(Path.Combine(this[output], part)).Order(StringComparer.Ordinal).SelectMany(JsonLines.Stream).Select(line => line.Value)];

    public string[] Texts(string output, string part = "data", string column = "text") => [.. Rows(output, part).Select(r => r.GetProperty(column).GetString()!)];

    /// <summary>Every file of a folder with its bytes: what two ways to make it must agree in.</summary>
    public string[] Bytes(string output) => [.. Directory.EnumerateFiles(this[output], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(f => $"{Path.GetRelativePath(this[output], f)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))}")];
}
