using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using R1Sharp.App.Commands;
using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Mathematics;
using R1Sharp.Learning.Rewards.Style;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Tests.Sandbox;
using R1Sharp.Tests.Tokenization;
using R1Sharp.Tests.Training;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>Every input of the collection, through the code behind the commands.</summary>
public sealed partial class GraderCaseTests
{
    static readonly MathGrader s_grader = new();

    static RewardSum Rewards() => new([new(new AccuracyReward(), 1), new(new FormatReward(), 1)]);

    static IReadOnlyList<GraderCase> Cases()
    {
        Assert.SkipUnless(File.Exists(GraderCase.Path), $"{GraderCase.Path} is not there: set R1SHARP_SHARED to the shared data folder.");
        return GraderCase.Read();
    }

    [Fact]
    public void Every_case_is_as_expected()
    {
        var wrong = Cases().AsParallel().AsOrdered().Select(c => (Case: c, Fault: Fault(c))).Where(r => r.Fault is not null).ToList();
        string[] unexpected = [.. wrong.Select(r => $"line {r.Case.Line}: {r.Case.Kind}: {r.Case.Input.Trim()} expected {r.Case.Expect}: {r.Fault}")];
        Assert.True(unexpected.Length == 0, string.Join('\n', unexpected));
    }

    [Fact]
    public void Answers_that_are_judged_equal_vote_together()
    {
        var pairs = Cases().Where(c => c.Command.Contains("verify", StringComparison.Ordinal) && c.Expect == "verdict == \"equal\"").Select(c => JsonNode.Parse(c.Input)!).Select(c => (Gold: (string)c["gold"]!, Answer: (string)c["pred"]!))
            .Where(pair => Together("the right answer", pair.Gold, pair.Answer) is { One: not null, Other: not null }).ToList();
        var equal = pairs.Where(pair => s_grader.Judge(pair.Gold, pair.Answer).IsEqual).ToList();
        Assert.InRange(equal.Count, 10, 200);
        string[] apart = [.. equal.Select(pair => Together("the right answer", pair.Gold, pair.Answer)).Where(t => t.One != t.Other).Select(t => $"{t.One} | {t.Other}")];
        Assert.True(apart.Length == 0, string.Join('\n', apart));
    }

    // What an evaluation makes of two wrong answers.
    static (string? One, string? Other) Together(string gold, string one, string other)
    {
        var tokenizer = TestTokenizer.Bytes();
        Completion[] completions = [.. ((string[])[one, other]).Select(text => new Completion([.. tokenizer.Encode(Sentence().IsMatch(text) ? text : $"\\boxed{{{text}}}"), tokenizer.EndOfTextId], [], FinishReason.Stop))];
        var samples = new Evaluator(new Asker(new TablePolicy(1), tokenizer, q => q, Rewards()), new() { SampleCount = 2 }, 1).Grade([new() { Id = "p", Question = "q", Answer = gold, Family = "f" }], [completions]).Problems[0].Samples;
        return (samples[0].Answer, samples[1].Answer);
    }

    // What is wrong; null where nothing is.
    static string? Fault(GraderCase c)
    {
        try
        {
            using var folder = new TemporaryDirectory();
            c.WriteFiles(folder.Path);
            return c.Command.Split(' ')[1..] switch
            {
                ["verify", ..] => Answered(c, (line, writer) => VerifyCommand.Answer(s_grader, line, writer)),
                ["reward", "score", ..] => Answered(c, (line, writer) => RewardLine.Answer(line, writer, new RewardHost { Programs = SandboxHost.Sandbox }, withReasons: true)),
                ["evaluate", "--regrade", var file, ..] => Regraded(c, Path.Combine(folder.Path, file)),
                ["evaluate", "--model", _, "--task", var file, ..] => Evaluated(c, folder.Path, Path.Combine(folder.Path, file)),
                ["inspect", "mask", ..] => Masked(c, Path.Combine(folder.Path, "ex.jsonl")),
                _ => $"the command {c.Command} is not known",
            };
        }
        catch (Exception e) when (e is not UserErrorException)
        {
            return $"internal error: {e}";
        }
    }

    static string? Answered(GraderCase c, Action<System.Text.Json.JsonElement, System.Text.Json.Utf8JsonWriter> answer)
    {
        using var output = new MemoryStream();
        JsonLines.Answer(new MemoryStream(Encoding.UTF8.GetBytes(c.Input)), output, answer);
        string line = Encoding.UTF8.GetString(output.ToArray()).Trim();
        var match = Comparison().Match(c.Expect);
        if (!match.Success)
            return $"what is expected is not understood; {line}";
        bool isEqual = JsonNode.DeepEquals(JsonNode.Parse(line)![match.Groups["name"].Value], JsonNode.Parse(match.Groups["value"].Value));
        return isEqual == (match.Groups["sign"].Value == "==") ? null : line;
    }

    static string? Regraded(GraderCase c, string file)
    {
        var match = Family().Match(c.Expect);
        var numbers = EvaluationJson.Numbers(EvaluationFile.Read(file).Grade(Rewards()))["families"]![match.Groups["family"].Value]!;
        return match.Success && JsonNode.Parse(match.Groups["numbers"].Value)!.AsObject().All(n => (double)numbers[n.Key]! == (double)n.Value!) ? null : numbers.ToJsonString();
    }

    static string? Evaluated(GraderCase c, string folder, string file)
    {
        string[] golds;
        try
        {
            string kept = Path.Combine(folder, "o.jsonl");
            EvaluationFile.Write(kept, Sampled(file));
            golds = [.. JsonLines.Read(kept).Select(line => line.Column("gold")!.Value.GetString()!)];
        }
        catch (UserErrorException e)
        {
            return c.Expect == "exit code 2 and one sentence" && IsSentence(e.Message, file) ? null : e.Message;
        }
        string found = new JsonArray([.. golds.Select(g => (JsonNode)g)]).ToJsonString();
        return c.Expect.Split("golds in o.jsonl == ") is ["", var list] ? JsonNode.DeepEquals(JsonNode.Parse(list), JsonNode.Parse(found)) ? null : found
            : c.Expect.Split("r1 verify calls the gold of o.jsonl equal to ") is ["", var answer] ? s_grader.Judge(golds[0], answer.Trim('"')).IsEqual ? null : found : found;
    }

    static EvaluationResult Sampled(string file)
    {
        var tokenizer = SmallNetwork.Tokenizer;
        using var pool = new CpuEngine(1);
        using var policy = pool.Create(SmallNetwork.Shape with { MaxPositions = 128 }, 1);
        return new Evaluator(new Asker(policy, tokenizer, q => q, Rewards()), new() { SampleCount = 1, MaxCompletionTokens = 4 }, 1).Evaluate(new TaskProblems(null, null, null, null).Load([file]));
    }

    static string? Masked(GraderCase c, string file)
    {
        var tokenizer = SmallNetwork.Tokenizer;
        var corpora = new Corpora(new Recipe { Name = "x", Stages = [] }, new MiniatureWorld(new()));
        try
        {
            corpora.Examples(new ExampleFile { Path = file, Completion = "{completion}" }, new(tokenizer, 128), PromptTemplate.Named("plain", tokenizer)).Count();
            return c.Expect == "exit code 0 or 2" ? null : "no word of it";
        }
        catch (UserErrorException e)
        {
            return IsSentence(e.Message, file) ? null : e.Message;
        }
    }

    static bool IsSentence(string message, string file) => message.StartsWith(file + ":1", StringComparison.Ordinal) && message.EndsWith('.') && !message.Contains('\n');

    [GeneratedRegex(@"^(?<name>\w+) (?<sign>==|!=) (?<value>.+)$")]
    private static partial Regex Comparison();

    // What says by itself where its answer is, or is no bare answer.
    [GeneratedRegex(@"\\boxed|\b(is|are|we|it|either|than)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^families\.(?<family>\w+): (?<numbers>\{.*\})$")]
    private static partial Regex Family();
}
