// Models behind a URL are evaluated like others; what is wrong with what is asked for is one sentence.

using System.Text.Json;
using R1Sharp.App.Commands;
using R1Sharp.App.Endpoints;
using R1Sharp.App.Tasks;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Tests.Commands;
using R1Sharp.Tests.Endpoints;
using Xunit;

namespace R1Sharp.Tests.Tasks;

public sealed class RemoteEvaluationTests
{
    static readonly TaskReward s_reward = new(TaskHost.None);

    static IReadOnlyList<Problem> Problems(int count) => TaskTruth.Read("gsm8k", s_reward, new() { Path = TaskFixtures.Path("gsm8k"), Count = count });

    static R1Sharp.Learning.Training.Evaluation.EvaluationResult Evaluate(ChatServer server, int count, int samples)
    {
        using var service = new ChatService(new() { Url = server.Url, Retries = 0 });
        var remote = new RemoteEvaluation(service, "m", new() { Messages = [], Temperature = 0.6, TopP = 0.95, Seed = 5 }, 2);
        return remote.Evaluate(Problems(count), samples, new RewardSum([new(s_reward, 1)]), 1);
    }

    [Fact]
    public void Answers_are_graded_and_samples_draw_different_numbers()
    {
        using var server = new ChatServer(200, "<think>\n4 · 12 − 9\n</think>\nThe answer is \\boxed{39}.");
        var result = Evaluate(server, 2, 2);
        Assert.Equal(50, TaskFigures.Of(result, s_reward)[0].Figures[0].Value);
        Assert.Equal(4, server.Asked.Count);
        Assert.Equal(4, server.Asked.Select(a => JsonElement.Parse(a).GetProperty("seed").GetInt64()).Distinct().Count());
        Assert.All(server.Asked, a => Assert.Contains("put your final answer within \\\\boxed{}.", a));
    }

    [Fact]
    public void Problems_that_are_refused_are_left_out_and_a_service_that_is_none_ends_it()
    {
        using var some = new ChatServer(ChatServer.Response(400, """{"error":{"message":"too long"}}"""), ChatServer.Response(200, ChatServer.Completion("39")));
        var result = Evaluate(some, 2, 1);
        Assert.Single(result.LeftOut);
        Assert.Contains("too long", result.LeftOutWhy);
        Assert.Single(result.Problems);
        using var none = new ChatServer(ChatServer.Response(401, """{"error":{"message":"no key"}}"""));
        Assert.Contains("no key", Assert.Throws<UserErrorException>(() => Evaluate(none, 3, 1)).Message);
    }

    [Fact]
    public void What_was_answered_before_a_service_broke_down_is_not_asked_again()
    {
        using var folder = new Data.DataFolder();
        byte[] right = ChatServer.Response(200, ChatServer.Completion("The answer is \\boxed{39}."));
        using var broken = new ChatServer(right, ChatServer.Response(401, """{"error":{"message":"no key"}}"""));
        CliResult run(ChatServer server, params string[] more) => Cli.Run(["evaluate", "--url", server.Url.ToString(), "--model", "m", "--concurrency", "1", "--task", "gsm8k=" + TaskFixtures.Path("gsm8k"), "--save", folder["kept.jsonl"], .. more]);
        Assert.Equal(2, run(broken).Code);
        string journal = folder["kept.jsonl.answers.jsonl"];
        Assert.Single(File.ReadLines(journal));
        using var mended = new ChatServer(right);
        Assert.Contains("made with other settings (temperature 0.6, not 0.5)", run(mended, "--temperature", "0.5").Error, StringComparison.Ordinal);
        var again = run(mended);
        Assert.True(again.Code == 0, again.Error);
        Assert.Equal(2, mended.Asked.Count);
        Assert.False(File.Exists(journal));
        Assert.Contains("GSM8K: pass@1 33.3 % [", again.Output, StringComparison.Ordinal);
        Assert.Equal(3, File.ReadLines(folder["kept.jsonl"]).Count());
    }

    [Fact]
    public void The_command_prints_figures_and_kept_answers_are_graded_again()
    {
        using var server = new ChatServer(200, "The answer is \\boxed{39}.");
        using var folder = new Data.DataFolder();
        var asked = Cli.Run("evaluate", "--url", server.Url.ToString(), "--model", "m", "--task", "gsm8k=" + TaskFixtures.Path("gsm8k"), "--save", folder["kept.jsonl"], "--json");
        Assert.True(asked.Code == 0, asked.Error);
        var figures = JsonElement.Parse(asked.Output).GetProperty("tasks").GetProperty("gsm8k").GetProperty("figures");
        Assert.Equal(33.3333, figures.GetProperty("pass@1").GetProperty("value").GetDouble());
        var again = Cli.Run("evaluate", "--regrade", folder["kept.jsonl"]);
        Assert.Contains("GSM8K: pass@1 33.3 % [", again.Output);
    }

    [Theory]
    [InlineData("there is no task 'aime42'; did you mean 'aime24'?", "--model", "/nowhere", "--task", "aime42")]
    [InlineData("MMLU has options, but the row has none that are understood; it has problem, answer, id.", "--model", "/nowhere", "--task", "mmlu={aime25}")]
    [InlineData("SimpleQA is judged by a model: name it with --judge-url and --judge-model", "--model", "/nowhere", "--task", "simpleqa={simpleqa}")]
    [InlineData("give --judge-url and --judge-model together", "--model", "/nowhere", "--task", "simpleqa={simpleqa}", "--judge-url", "http://localhost:1/v1")]
    [InlineData("--since is 'May', but must be a day like 2024-08-01", "--model", "/nowhere", "--task", "lcb={livecodebench}", "--since", "May")]
    [InlineData("--few-shot is 65, but must", "--model", "/nowhere", "--task", "mmlu={mmlu}", "--few-shot", "65")]
    [InlineData("usual are 64 samples of AIME 2024, 1 samples of GSM8K", "--url", "http://localhost:1/v1", "--model", "m", "--task", "aime24={aime24}", "--task", "gsm8k={gsm8k}")]
    [InlineData("--checkouts is '/nowhere', but there is no such folder", "--model", "/nowhere", "--task", "swe_bench={swe_bench}", "--checkouts", "/nowhere")]
    [InlineData("--predictions are of benchmarks that are answered with patches", "--model", "/nowhere", "--task", "gsm8k={gsm8k}", "--predictions", "predictions-of-nobody.jsonl")]
    [InlineData("--template is for models that are sampled here", "--url", "http://localhost:1/v1", "--template", "r1", "--task", "mmlu={mmlu}")]
    [InlineData("has no configuration", "--model", "/nowhere", "--task", "mmlu={}", "--config", "law")]
    public void What_is_wrong_is_one_sentence(string sentence, params string[] arguments)
    {
        var error = new StringWriter();
        int code = CommandLine.Run(["evaluate", .. arguments.Select(a => System.Text.RegularExpressions.Regex.Replace(a, @"\{(\w*)\}",
            m => m.Groups[1].Length == 0 ? Path.Combine(TaskFixtures.Folder, "checkouts") : TaskFixtures.Path(m.Groups[1].Value)))], error);
        Assert.Equal(2, code);
        Assert.Contains(sentence, Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }
}
