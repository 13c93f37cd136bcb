// llama.cpp, in the npm package node-llama-cpp, as a judge of GGUF files (tests/judges/llama).

using System.Diagnostics;
using System.Text;
using System.Text.Json;
using R1Sharp.Learning.Tokenization.Normalization;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Model.Gguf;

/// <summary>What the judge is asked about one file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Texts">Texts to tokenize.</param>
/// <param name="Prompts">Prompts to continue.</param>
/// <param name="Count">Tokens of each continuation.</param>
/// <param name="Probes">Tokens whose log-probabilities at the end of each prompt are wanted.</param>
sealed record LlamaQuestion(string Path, IReadOnlyList<string> Texts, int[][] Prompts, int Count, int[] Probes);

/// <summary>What the judge says of one file; Error is null where it could be loaded.</summary>
sealed record LlamaAnswer(int[][] Ids, int[][] Continuations, double[][] LogProbs, double[][] Probes, string? Template, bool AddsBeginning, int? End, string? Error, string[]? Log);

/// <summary>Asks llama.cpp.</summary>
static class LlamaJudge
{
    static readonly string Folder = System.IO.Path.Combine(Cli.Home, "tests", "judges", "llama");
    static readonly Lazy<string?> Obstacle = new(Install);

    // The long s folds to s in Hugging Face's contractions ('ſ); llama.cpp's patterns list only the letters themselves.
    static readonly string[] Excepted = ["'ſtyle x'ſ"];

    /// <summary>
    /// The awkward texts of the tokenizers' golden file that are in Unicode's form C: llama.cpp does not normalize, so that
    /// it agrees with tokenizers that do on these only.
    /// </summary>
    public static IReadOnlyList<string> Texts { get; } =
    [
        .. JsonDocument.Parse(File.ReadAllBytes(System.IO.Path.Combine(AppContext.BaseDirectory, "Golden/Tokenization/tokenizer_ids.json"))).RootElement
            .GetProperty("texts").EnumerateArray().Select(text => text.GetString()!).Where(text => UnicodeNormalization.FormC(text).SequenceEqual(text) && !Excepted.Contains(text)),
    ];

    /// <summary>Answers, in order; skips the test where the package cannot be had.</summary>
    public static LlamaAnswer[] Ask(IReadOnlyList<LlamaQuestion> questions)
    {
        if (Obstacle.Value is { } obstacle) Assert.Skip(obstacle);
        string question = JsonSerializer.Serialize(new { models = questions }, JsonSerializerOptions.Web);
        var (code, output, error) = Run("node", question, "judge.mjs");
        Assert.True(code == 0, $"judge.mjs: {error}");
        return JsonDocument.Parse(output).RootElement.GetProperty("models").Deserialize<LlamaAnswer[]>(JsonSerializerOptions.Web)!;
    }

    // The package's install script would download and compile; the binaries come inside @node-llama-cpp/linux-x64.
    static string? Install()
    {
        try
        {
            if (Directory.Exists(System.IO.Path.Combine(Folder, "node_modules", "node-llama-cpp"))) return null;
            // Not npm ci, which wants the binaries of every other platform in the lock file.
            var (code, _, error) = Run("npm", "", "install", "--no-save", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund");
            return code == 0 ? null : $"node-llama-cpp cannot be had: npm install in {Folder} failed: {error.Trim().Split('\n')[^1]}";
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return $"llama.cpp cannot be asked without node and npm: {error.Message}";
        }
    }

    static (int Code, string Output, string Error) Run(string program, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["NODE_LLAMA_CPP_SKIP_DOWNLOAD"] = "true";
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var result = Cli.Finish(process);
        return (result.Code, result.Output, result.Error);
    }
}
