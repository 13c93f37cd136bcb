// The gold answers of the benchmarks in the shared data folder.

using System.Globalization;
using System.Text.Json;
using R1Sharp.Tests.Tokenization;

namespace R1Sharp.Tests.Rewards.Mathematics;

/// <summary>Reads gold answers.</summary>
static class BenchmarkGolds
{
    /// <summary>The benchmarks and the columns of their gold answers.</summary>
    public static IReadOnlyDictionary<string, string> Columns { get; } = new Dictionary<string, string>
    {
        ["aime24"] = "answer",
        ["amc23"] = "answer",
        ["cmath"] = "answer",
        ["gaokao2023en"] = "answer",
        ["gsm8k"] = "answer",
        ["minerva_math"] = "solution",
        ["mmlu_stem"] = "answer",
        ["olympiadbench"] = "final_answer",
        ["svamp"] = "Answer",
    };

    /// <summary>The gold answers of one benchmark, as its rows have them.</summary>
    public static List<string> Read(string benchmark)
    {
        var golds = new List<string>();
        foreach (string line in File.ReadLines(SharedTokenizers.Path("benchmarks", benchmark + ".jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            golds.Add(Text(row.RootElement.GetProperty(Columns[benchmark]), benchmark));
        }
        return golds;
    }

    // Choices are numbered in the file; answers name them by letter.
    static string Text(JsonElement value, string benchmark) => value.ValueKind switch
    {
        JsonValueKind.Array => value[0].GetString()!,
        JsonValueKind.Number when benchmark == "mmlu_stem" => ((char)('A' + value.GetInt32())).ToString(CultureInfo.InvariantCulture),
        JsonValueKind.Number => value.GetRawText(),
        _ => value.GetString()!,
    };
}
