using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Data.Writing;

namespace R1Sharp.Tests.Data;

/// <summary>
/// The datasets of the R1 wave in small: twenty rows each in the columns and files in which they are published, with made-up contents. Row i asks
/// for i + i + 1.
/// </summary>
public static class PublishedDatasets
{
    const int RowCount = 20;

    /// <summary>A dataset.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Config">The configuration; null for the only one.</param>
    /// <param name="File">Its file in the folder.</param>
    /// <param name="Row">Row i.</param>
    public sealed record Published(string Name, string? Config, string File, Func<int, JsonObject> Row);

    public static string Question(int i) => string.Create(CultureInfo.InvariantCulture, $"What is {i} + {i + 1}?");

    public static string Answer(int i) => (2 * i + 1).ToString(CultureInfo.InvariantCulture);

    static string Thought(int i) => string.Create(CultureInfo.InvariantCulture, $"Let me see: {i} and {i + 1} make {Answer(i)}.");

    static string Boxed(int i) => $"The sum is $\\boxed{{{Answer(i)}}}$.";

    static string Think(int i) => $"<think>\n{Thought(i)}\n</think>\n\n{Boxed(i)}";

    static JsonArray Messages(int i, string completion, string? system = null) => system is null
        ? [Message("user", Question(i)), Message("assistant", completion)] : [Message("system", system), Message("user", Question(i)), Message("assistant", completion)];

    static JsonObject Message(string role, string content) => new() { ["content"] = content, ["role"] = role };

    static JsonArray Turns(string human, string gpt, int i, string completion) =>
        [new JsonObject { ["from"] = human, ["value"] = Question(i) }, new JsonObject { ["from"] = gpt, ["value"] = completion }];

    static string Stratos(int i) => $"<|begin_of_thought|>\n\n{Thought(i)}\n\n<|end_of_thought|>\n\n<|begin_of_solution|>\n\n{Boxed(i)}\n\n<|end_of_solution|>";

    const string System = "Your role as an assistant involves thoroughly exploring questions.";

    public static IReadOnlyList<Published> All { get; } =
    [
        new("bespokelabs/Bespoke-Stratos-17k", null, "data/train-00000-of-00001.parquet", i => new() { ["system"] = System, ["conversations"] = Turns("user", "assistant", i, Stratos(i)) }),
        new("open-thoughts/OpenThoughts-114k", "default", "data/train-00000-of-00001.parquet", i => new() { ["system"] = System, ["conversations"] = Turns("user", "assistant", i, Stratos(i)) }),
        new("open-thoughts/OpenThoughts-114k", "metadata", "metadata/train-00000-of-00001.parquet", i => new()
        {
            ["problem"] = Question(i), ["deepseek_reasoning"] = Thought(i), ["deepseek_solution"] = Boxed(i), ["ground_truth_solution"] = Boxed(i),
            ["domain"] = "math", ["source"] = "made_up", ["test_cases"] = null, ["starter_code"] = null,
        }),
        new("cognitivecomputations/dolphin-r1", "nonreasoning", "dolphin-r1-nonreasoning.jsonl", i => new()
        {
            ["messages"] = Messages(i, Boxed(i), "You are Dolphin."), ["score"] = null, ["refusal"] = false, ["compliance_rating"] = 1.5, ["overall_quality"] = i % 5,
        }),
        new("cognitivecomputations/dolphin-r1", "reasoning-deepseek", "dolphin-r1-reasoning-deepseek.jsonl", i => new()
        {
            ["messages"] = new JsonArray(Message("system", "You are Dolphin."), Message("user", Question(i))), ["reasoning"] = Thought(i), ["answer"] = Boxed(i), ["model"] = "deepseek-reasoner",
        }),
        new("cognitivecomputations/dolphin-r1", "reasoning-flash", "dolphin-r1-reasoning-flash.jsonl", i => new()
        {
            ["messages"] = new JsonArray(Message("system", "You are Dolphin."), Message("user", Question(i))), ["reasoning"] = Thought(i), ["answer"] = Boxed(i), ["model"] = "gemini-flash-thinking",
        }),
        new("ServiceNow-AI/R1-Distill-SFT", "v0", "v0/train-00000-of-00001.parquet", i => new()
        {
            ["id"] = $"id_{i}", ["problem"] = Question(i), ["solution"] = Boxed(i), ["reannotated_assistant_content"] = Think(i), ["messages"] = Messages(i, Boxed(i)), ["source_dataset"] = "made_up",
        }),
        new("ServiceNow-AI/R1-Distill-SFT", "v1", "v1/train-00000-of-00001.parquet", i => new()
        {
            ["id"] = $"id_{i}", ["reannotated_assistant_content"] = Think(i), ["problem"] = Question(i), ["source_dataset"] = "made_up", ["verified"] = null, ["quality_metrics"] = null,
            ["reannotated_messages"] = Messages(i, Think(i)),
        }),
        new("NovaSky-AI/Sky-T1_data_17k", null, "Sky-T1_data_17k.json", i => new() { ["system"] = System, ["conversations"] = Turns("user", "assistant", i, Stratos(i)) }),
        new("Magpie-Align/Magpie-Reasoning-V2-250K-CoT-Deepseek-R1-Llama-70B", null, "data/train-00000-of-00001.parquet", i => new()
        {
            ["conversation_id"] = $"c{i}", ["instruction"] = Question(i), ["response"] = Think(i), ["conversations"] = Turns("human", "gpt", i, Think(i)),
            ["gen_input_configs"] = new JsonObject { ["temperature"] = 1.0, ["top_p"] = 1.0, ["input_generator"] = "made-up", ["seed"] = null, ["pre_query_template"] = "<|user|>" },
            ["gen_response_configs"] = new JsonObject { ["prompt"] = "", ["temperature"] = 0.6, ["top_p"] = 0.95, ["repetition_penalty"] = 1.0, ["max_tokens"] = 16384, ["stop_tokens"] = new JsonArray("<end>"), ["output_generator"] = "made-up", ["engine"] = "vllm" },
            ["intent"] = "to add", ["knowledge"] = "addition", ["difficulty"] = "easy", ["difficulty_generator"] = "made-up", ["input_quality"] = "good", ["quality_explanation"] = "", ["quality_generator"] = "made-up",
            ["task_category"] = "Math", ["other_task_category"] = new JsonArray("Reasoning"), ["task_category_generator"] = "made-up", ["language"] = "EN",
        }),
        new("open-r1/OpenR1-Math-220k", "default", "data/train-00000-of-00001.parquet", i => new()
        {
            ["problem"] = Question(i), ["solution"] = Boxed(i), ["answer"] = Answer(i), ["problem_type"] = "Algebra", ["question_type"] = "math-word-problem", ["source"] = "made_up", ["uuid"] = $"u{i}",
            ["is_reasoning_complete"] = new JsonArray(true, true), ["generations"] = new JsonArray("<think>\nwrong\n</think>\n\n\\boxed{0}", Think(i)), ["correctness_math_verify"] = new JsonArray(false, i % 2 == 0),
            ["correctness_llama"] = new JsonArray(false, true), ["finish_reasons"] = null, ["correctness_count"] = 1, ["messages"] = Messages(i, Think(i)),
        }),
        new("open-r1/Mixture-of-Thoughts", "all", "all/train-00000-of-00001.parquet", i => new() { ["messages"] = Messages(i, Think(i)), ["num_tokens"] = 40 + i, ["source"] = "made_up" }),
        new("simplescaling/s1K", null, "data/train-00000-of-00001.parquet", i => new()
        {
            ["solution"] = Boxed(i), ["question"] = Question(i), ["cot_type"] = "math", ["source_type"] = "made_up", ["metadata"] = "{'level': 1}", ["cot"] = null,
            ["thinking_trajectories"] = new JsonArray(Thought(i)), ["attempt"] = Boxed(i),
        }),
        new("GAIR/LIMO", null, "limo.jsonl", i => new() { ["question"] = Question(i), ["solution"] = $"{Thought(i)}\n\n**Final Answer**\n\n\\boxed{{{Answer(i)}}}", ["answer"] = Answer(i) }),
    ];

    /// <summary>Writes all datasets under a folder, each with the card that its configurations need.</summary>
    public static void WriteAll(string hub)
    {
        foreach (var dataset in All.GroupBy(d => d.Name))
        {
            foreach (var config in dataset)
                RowOutput.Write(Path.Combine(hub, config.Name, config.File), Rows(config));
            if (dataset.First().Config is not null)
                File.WriteAllText(Path.Combine(hub, dataset.Key, "README.md"), Card(dataset));
        }
    }

    /// <summary>The rows of a dataset.</summary>
    internal static IEnumerable<JsonLine> Rows(Published dataset) =>
        [.. Enumerable.Range(0, RowCount).Select(i => new JsonLine(dataset.File, i + 1, JsonSerializer.SerializeToElement(dataset.Row(i))))];

    static string Card(IEnumerable<Published> configs) =>
        $"---\nlicense: apache-2.0\nconfigs:\n{string.Concat(configs.Select(c => $"- config_name: {c.Config}\n  data_files:\n  - split: train\n    path: {c.File.Replace("00000-of-00001.parquet", "*", StringComparison.Ordinal)}\n"))}---\n";
}
