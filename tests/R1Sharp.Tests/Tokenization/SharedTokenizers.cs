// The tokenizers and texts of the shared data folder, loaded once; tests are skipped where it is not there.

using System.Collections.Concurrent;
using R1Sharp.Learning.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Tokenization;

/// <summary>Real tokenizers.</summary>
static class SharedTokenizers
{
    static readonly ConcurrentDictionary<string, Lazy<Tokenizer>> Loaded = new();

    /// <summary>Names of the folders.</summary>
    public static TheoryData<string> Names => ["gpt2", "qwen2.5", "llama-3-instruct", "deepseek-v3"];

    /// <summary>A path inside the data folder; skips the test when it is not there.</summary>
    public static string Path(params string[] parts)
    {
        string shared = Environment.GetEnvironmentVariable("R1SHARP_SHARED")
            ?? System.IO.Path.GetFullPath(System.IO.Path.Combine(AppContext.BaseDirectory, "../../../../../shared"));
        string path = System.IO.Path.Combine([shared, "data", .. parts]);
        if (!System.IO.Path.Exists(path)) Assert.Skip($"{path} is not there: set R1SHARP_SHARED to the shared data folder.");
        return path;
    }

    /// <summary>A tokenizer by the name of its folder.</summary>
    public static Tokenizer Load(string name)
    {
        string directory = Path("tokenizers", name);
        return Loaded.GetOrAdd(name, _ => new Lazy<Tokenizer>(() => Tokenizer.Load(directory))).Value;
    }
}
