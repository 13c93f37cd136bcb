using R1Sharp.App.Data;
using R1Sharp.App.Data.Shapes;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Data;

/// <summary>The datasets of the R1 wave, as they are published: each loads by its name and becomes what it is learned from or asked as.</summary>
public sealed class PublishedDatasetTests : IDisposable
{
    static readonly string s_hub = Written();

    readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static string Written()
    {
        string hub = Directory.CreateTempSubdirectory("r1-hub").FullName;
        PublishedDatasets.WriteAll(hub);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(hub, recursive: true);
        return hub;
    }

    public static TheoryData<string, string?, object, string> Learned => new()
    {
        { "bespokelabs/Bespoke-Stratos-17k", null, RowShape.Conversations, "<|begin_of_thought|>" },
        { "open-thoughts/OpenThoughts-114k", null, RowShape.Conversations, "<|begin_of_thought|>" },
        { "open-thoughts/OpenThoughts-114k", "metadata", RowShape.ThoughtsAndAnswer, "<think>\nLet me see" },
        { "cognitivecomputations/dolphin-r1", "nonreasoning", RowShape.Messages, "The sum is" },
        { "cognitivecomputations/dolphin-r1", "reasoning-deepseek", RowShape.ThoughtsAndAnswer, "<think>\nLet me see" },
        { "cognitivecomputations/dolphin-r1", "reasoning-flash", RowShape.ThoughtsAndAnswer, "<think>\nLet me see" },
        { "ServiceNow-AI/R1-Distill-SFT", "v0", RowShape.ProblemSolution, "<think>\nLet me see" },
        { "ServiceNow-AI/R1-Distill-SFT", "v1", RowShape.ProblemSolution, "<think>\nLet me see" },
        { "NovaSky-AI/Sky-T1_data_17k", null, RowShape.Conversations, "<|begin_of_thought|>" },
        { "Magpie-Align/Magpie-Reasoning-V2-250K-CoT-Deepseek-R1-Llama-70B", null, RowShape.Conversations, "<think>\nLet me see" },
        { "open-r1/OpenR1-Math-220k", null, RowShape.Messages, "<think>\nLet me see" },
        { "open-r1/Mixture-of-Thoughts", "all", RowShape.Messages, "<think>\nLet me see" },
        { "simplescaling/s1K", null, RowShape.ThoughtsAndAnswer, "<think>\nLet me see" },
        { "GAIR/LIMO", null, RowShape.ProblemSolution, "Let me see" },
    };

    [Theory, MemberData(nameof(Learned))]
    public void Each_is_learned_from(string name, string? config, object shape, string begins)
    {
        var rows = Dataset.Open(Path.Combine(s_hub, name), config).Rows().ToList();
        Assert.Equal(20, rows.Count);
        Assert.Equal((RowShape)shape, Conversation.ShapeOf(rows[0]));
        for (int i = 0; i < rows.Count; i++)
        {
            var conversation = Conversation.Of(rows[i], (RowShape)shape);
            Assert.Equal(("user", PublishedDatasets.Question(i)), (conversation.Before[^1].Role, conversation.Before[^1].Content));
            Assert.StartsWith(begins, conversation.Completion, StringComparison.Ordinal);
            Assert.Contains($"\\boxed{{{PublishedDatasets.Answer(i)}}}", conversation.Completion);
            Assert.Equal(rows[i].Column("system") is not null || name.Contains("dolphin", StringComparison.Ordinal), conversation.Before[0].Role == "system");
        }
    }

    [Theory]
    [InlineData("open-r1/OpenR1-Math-220k", null)]
    [InlineData("open-thoughts/OpenThoughts-114k", "metadata")]
    [InlineData("GAIR/LIMO", null)]
    [InlineData("simplescaling/s1K", null)]
    [InlineData("ServiceNow-AI/R1-Distill-SFT", "v0")]
    public void Those_with_gold_answers_are_problems(string name, string? config)
    {
        var problems = ProblemFile.Read(new() { Path = Path.Combine(s_hub, name), Config = config, MaxProblems = 7 });
        Assert.Equal(7, problems.Count);
        for (int i = 0; i < problems.Count; i++)
            Assert.Equal((PublishedDatasets.Question(i), PublishedDatasets.Answer(i)), (problems[i].Question, problems[i].Answer.Replace("\\boxed{", "").TrimEnd('}')));
        Assert.Equal(problems.Count, problems.Select(p => p.Id).Distinct().Count());
    }

    [Fact]
    public void A_shape_that_is_named_goes_before_the_one_that_is_found()
    {
        var row = Dataset.Open(Path.Combine(s_hub, "open-r1/OpenR1-Math-220k")).Rows().First();
        Assert.Equal(RowShape.Generations, Conversation.ShapeOf(row, RowShape.Generations));
        Assert.Contains("\\boxed{1}", Conversation.Of(row, RowShape.Generations).Completion);
        Assert.Contains("the row has not the shape 'instruction'", Assert.Throws<UserErrorException>(() => Conversation.ShapeOf(row, RowShape.Instruction)).Message);
    }

    [Theory]
    [InlineData("cognitivecomputations/dolphin-r1", null, null, "several configurations (nonreasoning, reasoning-deepseek, reasoning-flash)")]
    [InlineData("cognitivecomputations/dolphin-r1", "reasoning", null, "has no configuration 'reasoning'")]
    [InlineData("open-r1/OpenR1-Math-220k", null, "test", "has no split 'test'")]
    public void What_there_is_not_is_one_sentence(string name, string? config, string? split, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<UserErrorException>(() => Dataset.Open(Path.Combine(s_hub, name), config, split)).Message);

    [Fact]
    public void Rows_of_another_shape_than_the_first_are_named()
    {
        string file = _folder.Write("x.jsonl", "{\"prompt\":\"a\",\"completion\":\"b\"}\n{\"question\":\"a\",\"answer\":\"b\"}\n");
        var rows = Dataset.Open(file).Rows().ToList();
        string message = Assert.Throws<UserErrorException>(() => Conversation.Of(rows[1], Conversation.ShapeOf(rows[0]))).Message;
        Assert.EndsWith("x.jsonl:2: the data begins with rows of the shape 'prompt-completion', but this one is none: it has question, answer; keep one shape in a source.", message);
    }

    [Theory]
    [InlineData("""{"prompt":"q","chosen":"c","rejected":"r"}""")]
    [InlineData("""{"question":"q","chosen":"c","rejected":"r"}""")]
    [InlineData("""{"prompt":[{"role":"user","content":"q"}],"chosen":[{"role":"assistant","content":"c"}],"rejected":[{"role":"assistant","content":"r"}]}""")]
    [InlineData("""{"chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"c"}],"rejected":[{"role":"user","content":"q"},{"role":"assistant","content":"r"}],"prompt":"q"}""")]
    [InlineData("""{"chosen":"\n\nHuman: a\n\nAssistant: b\n\nHuman: q\n\nAssistant: c","rejected":"\n\nHuman: a\n\nAssistant: b\n\nHuman: q\n\nAssistant: r"}""")]
    [InlineData("""{"prompt":"q","chosen":[{"from":"gpt","value":"c"}],"rejected":[{"from":"gpt","value":"r"}]}""")]
    [InlineData("""{"prompt":"q","chosen":{"role":"assistant","content":"c"},"rejected":{"role":"assistant","content":"r"}}""")]
    public void Pairs_are_texts_or_messages(string row)
    {
        var pair = PreferenceRow.Of(Dataset.Open(_folder.Write("x.jsonl", row + "\n")).Rows().First());
        Assert.Equal(("q", "c", "q", "r"), (pair.Chosen.Before[^1].Content, pair.Chosen.Completion, pair.Rejected.Before[^1].Content, pair.Rejected.Completion));
    }

    [Theory]
    [InlineData("""{"instruction":"a","input":"","output":"b"}""", "a", "b")]
    [InlineData("""{"instruction":"a","input":"x","output":"b"}""", "a\n\nx", "b")]
    [InlineData("""{"prompt":[{"role":"user","content":"a"}],"completion":[{"role":"assistant","content":"b"}]}""", "a", "b")]
    [InlineData("""{"question":"a","answer":5}""", "a", "5")]
    [InlineData("""{"instruction":"a","context":"x","response":"b"}""", "a\n\nx", "b")]
    [InlineData("""{"input":"a","output":"b"}""", "a", "b")]
    [InlineData("""{"prompt":"a","response":"b"}""", "a", "b")]
    [InlineData("""{"question":"a","r1_solution_1":"b","r1_solution_2":"c","final_answer":"5"}""", "a", "b")]
    [InlineData("""{"Question":"a","Complex_CoT":"t","Response":"b"}""", "a", "<think>\nt\n</think>\n\nb")]
    [InlineData("""{"input":"a","reasoning_content":"t","content":"b"}""", "a", "<think>\nt\n</think>\n\nb")]
    [InlineData("""{"question":"a","model_reasoning":"t","model_answer":"b"}""", "a", "<think>\nt\n</think>\n\nb")]
    [InlineData("""{"question":"a","answer":"b","reasoning":"on"}""", "a", "b")]
    [InlineData("""{"conversations":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}""", "a", "b")]
    [InlineData("""{"conversations":[{"from":"system","value":null},{"from":"Human","value":"a"},{"from":"GPT","value":"b"}]}""", "a", "b")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":"b"}]}""", "a", "b")]
    public void Other_shapes_are_learned_from(string row, string question, string completion)
    {
        var line = Dataset.Open(_folder.Write("x.jsonl", row + "\n")).Rows().First();
        var conversation = Conversation.Of(line, Conversation.ShapeOf(line));
        Assert.Equal((question, completion), (conversation.Before[^1].Content, conversation.Completion));
    }

    [Fact]
    public void A_pair_of_conversations_answers_what_both_begin_with()
    {
        PreferenceRow Read(string row) => PreferenceRow.Of(Dataset.Open(_folder.Write("x.jsonl", row + "\n")).Rows().First());
        const string Called = """[{"role":"assistant","content":"call"},{"role":"tool","content":"42"},{"role":"assistant","content":"END"}]""";
        var tools = Read($$"""{"prompt":[{"role":"user","content":"q"}],"chosen":{{Called.Replace("END", "c", StringComparison.Ordinal)}},"rejected":{{Called.Replace("END", "r", StringComparison.Ordinal)}}}""");
        Assert.Equal(("q", 3, "c", "r"), (Assert.Single(tools.Chosen.Before).Content, tools.Chosen.Answers!.Count, tools.Chosen.Completion, tools.Rejected.Completion));
        var turns = Read("""{"system":"s","chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"x"},{"role":"user","content":"more"},{"role":"assistant","content":"c"}],"rejected":[{"role":"user","content":"q"},{"role":"assistant","content":"r"}]}""");
        Assert.Equal(["s", "q"], turns.Chosen.Before.Select(m => m.Content));
        Assert.Equal((3, null), (turns.Chosen.Answers!.Count, turns.Rejected.Answers));
        Assert.Contains("have no beginning in common", Assert.Throws<UserErrorException>(() =>
            Read("""{"chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"c"}],"rejected":[{"role":"user","content":"p"},{"role":"assistant","content":"r"}]}""")).Message, StringComparison.Ordinal);
        Assert.Contains("the pair has no prompt", Assert.Throws<UserErrorException>(() => Read("""{"chosen":"c","rejected":"r"}""")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"prompt":[{"role":"user","content":"q"}],"reward_model":{"ground_truth":"[{\"input\": \"1\", \"output\": \"2\", \"testtype\": \"stdin\"}]"}}""")]
    [InlineData("""{"prompt":[{"role":"user","content":"q"}],"reward_model":{"ground_truth":"{ \"anything\": 1}"}}""")]
    [InlineData("""{"problem":"q","answer":["assert f(1)==2","assert f(2)==3"]}""")]
    [InlineData("""{"problem":"q","ground_truth":"{\"func_name\": \"validate_lowercase\", \"N\": null}"}""")]
    public void What_a_program_checks_is_no_answer(string row) => Assert.Contains("holds no answer but what a program checks", Assert.Throws<UserErrorException>(() =>
        ProblemFile.Read(new() { Path = _folder.Write("x.jsonl", row + "\n") }).Count()).Message, StringComparison.Ordinal);

    [Fact]
    public void Tasks_of_countdown_get_a_question_and_an_expression()
    {
        var problem = Assert.Single(ProblemFile.Read(new() { Path = _folder.Write("x.jsonl", "{\"target\":65,\"nums\":[19,36,55,7]}\n") }));
        Assert.StartsWith("Using the numbers [19, 36, 55, 7], create an equation that equals 65.", problem.Question, StringComparison.Ordinal);
        Assert.Null(R1Sharp.Learning.Rewards.Answers.CountdownChecker.Judge([19, 36, 55, 7], new(65, 1), problem.Answer));
        Assert.EndsWith("x.jsonl:1: no expression of 1, 1 makes 9; take the line out.",
            Assert.Throws<UserErrorException>(() => ProblemFile.Read(new() { Path = _folder.Write("x.jsonl", "{\"target\":9,\"nums\":[1,1]}\n") })).Message);
    }
}
