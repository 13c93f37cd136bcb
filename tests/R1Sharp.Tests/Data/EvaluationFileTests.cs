using System.Text.RegularExpressions;
using R1Sharp.App.Data;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Style;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Tests.Tokenization;
using R1Sharp.Tests.Training;
using Xunit;

namespace R1Sharp.Tests.Data;

/// <summary>Kept completions: the same numbers when graded again, other ones by another grader, and comparisons of two files.</summary>
public sealed class EvaluationFileTests
{
    static readonly Learning.Tokenization.Tokenizer s_tokenizer = TestTokenizer.Bytes();

    static readonly EvaluationOptions s_options = new() { SampleCount = 3, Temperature = 0.7, TopP = 0.9, MaxCompletionTokens = 50 };

    static RewardSum Rewards(AccuracyOptions? options = null) => new([new(new AccuracyReward(options ?? new()), 1), new(new FormatReward(), 1)]);

    static Completion Answer(string text, FinishReason finish = FinishReason.Stop)
    {
        int[] tokens = [.. s_tokenizer.Encode(text), s_tokenizer.EndOfTextId];
        return new(tokens, new float[tokens.Length], finish);
    }

    static string Box(string answer) => $"\\boxed{{{answer}}}";

    static readonly Problem[] s_problems =
    [
        new() { Id = "f:1", Question = "Half in percent?", Answer = "50%", Family = "f", Level = 2, Columns = new Dictionary<string, string> { ["domain"] = "math", ["list"] = "[1,2]" } },
        new() { Id = "f:2", Question = "一加一?", Answer = "2", Family = "f", Level = 1, Language = "zh" },
        new() { Id = "g:1", Question = "Roots?", Answer = "1, 2", Family = "g" },
    ];

    static EvaluationResult Sampled() => new Evaluator(new Asker(new TablePolicy(1), s_tokenizer, question => question + " A:", Rewards()), s_options, 9).Grade(s_problems,
    [
        [Answer(Box("50")), Answer("wait, " + Box("0.5")), Answer(Box("5"), FinishReason.Length)],
        [Answer(Box("2")), Answer("因为 \"so\"\n" + Box("3")), Answer("")],
        [Answer(Box("2, 1")), Answer(Box("1, 2")), Answer(Box("9^{9^{9}}"))],
    ]);

    static string Kept(TemporaryDirectory folder, EvaluationResult result, string name = "kept.jsonl")
    {
        string file = Path.Combine(folder.Path, name);
        EvaluationFile.Write(file, result);
        return file;
    }

    [Fact]
    public void Graded_again_the_numbers_are_the_same_and_so_is_the_file()
    {
        using var folder = new TemporaryDirectory();
        var sampled = Sampled();
        string file = Kept(folder, sampled);
        var kept = EvaluationFile.Read(file);
        Assert.Equal((3, 0.7, 0.9, 50, 9UL), (kept.Options.SampleCount, kept.Options.Temperature, kept.Options.TopP, kept.Options.MaxCompletionTokens, kept.Seed));
        var again = kept.Grade(Rewards());
        Assert.Equal(sampled.Overall with { PassAt = again.Overall.PassAt, ConsensusAt = again.Overall.ConsensusAt }, again.Overall);
        Assert.Equal(sampled.Overall.ConsensusAt, again.Overall.ConsensusAt);
        Assert.Equal(sampled.ByFamilyAndLevel.Keys, again.ByFamilyAndLevel.Keys);
        Assert.Equal(sampled.ByLanguage["zh"].SelfChecks, again.ByLanguage["zh"].SelfChecks);
        Assert.Equal("math", again.Problems[0].Problem.Column("domain"));
        Assert.Equal(File.ReadAllText(file), File.ReadAllText(Kept(folder, again, "again.jsonl")));
    }

    [Fact]
    public void Forced_tokens_thinking_tokens_and_how_thoughts_were_steered_are_kept()
    {
        using var folder = new TemporaryDirectory();
        var options = s_options with { SampleCount = 1, Thinking = new() { MinWaits = 2, MaxTokens = 9, WaitTextChinese = "等等" }, SwitchPenalty = new() { Window = 5, Words = ["wait"] } };
        var evaluator = new Evaluator(new Asker(new TablePolicy(1), s_tokenizer, question => question, Rewards()), options, 9);
        var sampled = evaluator.Grade([s_problems[0]], [[Answer("<think>ab</think>" + Box("50")) with { ForcedTokens = [1, 2, 5] }]]);
        string file = Kept(folder, sampled);
        Assert.Contains("\"thinking_tokens\":2,\"forced\":[{\"token\":1,\"count\":2,\"text\":\"ab\",\"character\":7},{\"token\":5,\"count\":1,\"text\":\"b\",\"character\":18}]", File.ReadAllText(file), StringComparison.Ordinal);
        var kept = EvaluationFile.Read(file);
        Assert.Equal(options.Thinking, kept.Options.Thinking);
        Assert.Equal((5, 3.0, "wait"), (kept.Options.SwitchPenalty!.Window, kept.Options.SwitchPenalty.Penalty, kept.Options.SwitchPenalty.Words!.Single()));
        var again = kept.Grade(Rewards());
        Assert.Equal([1, 2, 5], again.Problems[0].Samples[0].Completion.ForcedTokens);
        Assert.Equal((2.0, 3.0), (again.Overall.MeanThinkingTokens, again.Overall.MeanForcedTokens));
        Assert.Equal(File.ReadAllText(file), File.ReadAllText(Kept(folder, again, "again.jsonl")));
        // Files of earlier versions do not say where the text of forced tokens stands; they come back as they are.
        string earlier = Path.Combine(folder.Path, "earlier.jsonl");
        File.WriteAllText(earlier, Regex.Replace(File.ReadAllText(file), ",\"character\":[0-9]+", ""));
        Assert.Equal(File.ReadAllText(earlier), File.ReadAllText(Kept(folder, EvaluationFile.Read(earlier).Grade(Rewards()), "earlier-again.jsonl")));
    }

    [Fact]
    public void Another_grader_gives_other_numbers_and_the_comparison_says_by_how_much()
    {
        using var folder = new TemporaryDirectory();
        var kept = EvaluationFile.Read(Kept(folder, Sampled()));
        var (usual, strict) = (kept.Grade(Rewards()), kept.Grade(Rewards(new() { Math = new() { Percent = Learning.Rewards.Mathematics.PercentReading.Hundredth, BareListsAreUnordered = false } })));
        Assert.Equal([2, 1, 2], usual.Problems.Select(p => p.RightCount));
        Assert.Equal([1, 1, 1], strict.Problems.Select(p => p.RightCount));
        var difference = PairedComparison.Of(usual, strict);
        Assert.Equal(-2 / 9.0, difference.Difference, 12);
        Assert.EndsWith("difference not significant", difference.ToString(), StringComparison.Ordinal);
        Assert.Equal(strict.Overall.UndecidedCount, usual.Overall.UndecidedCount);
    }

    [Fact]
    public void Two_problems_of_one_name_stay_two()
    {
        using var folder = new TemporaryDirectory();
        string file = Kept(folder, Sampled());
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"g:1\"", "\"f:2\""));
        var again = EvaluationFile.Read(file).Grade(Rewards());
        Assert.Equal(["f:1", "f:2", "f:2 #2"], again.Problems.Select(p => p.Problem.Id));
        Assert.Equal([2, 1, 2], again.Problems.Select(p => p.RightCount));
        Assert.Equal(0, PairedComparison.Of(again, again).Difference);
        // One question with two gold answers is two problems, and so is one in two families.
        File.WriteAllText(file, File.ReadAllText(file).Replace("Roots?", "一加一?"));
        Assert.Equal(3, EvaluationFile.Read(file).Problems.Count);
    }

    [Theory]
    [InlineData("\"sample\":2", "\"sample\":1", "sample 1 of this problem stands in line 2 already")]
    [InlineData("\"sample\":2", "\"sample\":1.5", "'sample' holds 1.5, which is no whole number from 0")]
    [InlineData("\"level\":2", "\"level\":-1", "'level' holds -1")]
    [InlineData("\"token_ids\":[", "\"token_ids\":[7,1e99,", "'token_ids' holds 1e99")]
    [InlineData("\"temperature\":0.7", "\"temperature\":1e999", "'temperature' is too large")]
    [InlineData("\"temperature\":0.7", "\"forced\":[1],\"temperature\":0.7", "'forced' is not as")]
    [InlineData("\"seed\":9", "\"seed\":0.5", "'seed' is no whole number")]
    public void A_number_that_cannot_be_used_is_named_by_its_line(string kept, string damaged, string named)
    {
        using var folder = new TemporaryDirectory();
        string file = Kept(folder, Sampled());
        File.WriteAllText(file, File.ReadAllText(file).Replace(kept, damaged));
        Assert.Matches($@"kept\.jsonl:\d+: .*{System.Text.RegularExpressions.Regex.Escape(named)}", Assert.Throws<UserErrorException>(() => EvaluationFile.Read(file)).Message);
    }

    [Fact]
    public void One_name_for_two_questions_is_refused()
    {
        var (first, second) = (Sampled(), Sampled());
        var renamed = second.Problems.Select(p => p with { Problem = p.Problem with { Question = "another" } }).ToList();
        Assert.Contains("f:1", Assert.Throws<UserErrorException>(() => PairedComparison.Of(first.Problems, renamed)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"problem\":\"a\"}", "'question'")]
    [InlineData("{\"problem\":\"a\",\"question\":\"q\",\"gold\":\"1\",\"family\":\"f\",\"level\":0,\"language\":\"en\",\"prompt\":\"q\",\"sample\":0,\"completion\":\"x\",\"finish\":\"stop\"}", "'token_ids'")]
    public void A_line_of_another_kind_is_named(string line, string missing)
    {
        using var folder = new TemporaryDirectory();
        string file = Path.Combine(folder.Path, "other.jsonl");
        File.WriteAllText(file, line + "\n");
        string message = Assert.Throws<UserErrorException>(() => EvaluationFile.Read(file)).Message;
        Assert.Contains("other.jsonl:1", message, StringComparison.Ordinal);
        Assert.Contains(missing, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Conventions_have_their_numbers_of_samples()
    {
        static Problem of(string family) => s_problems[1] with { Family = family };
        Assert.Equal(64, EvaluationPresets.Find("r1").SampleCount(s_problems));
        Assert.Equal((0.0, 1), (EvaluationPresets.Find("greedy").Temperature, EvaluationPresets.Find("greedy").SampleCount(s_problems)));
        Assert.Equal([64, 4, 8], ((string[])["aime24", "math500", "gpqa_diamond"]).Select(f => EvaluationPresets.Find("open-r1").SampleCount([of(f)])));
        Assert.Contains("64 samples of aime24", Assert.Throws<UserErrorException>(() => EvaluationPresets.Find("open-r1").SampleCount([of("aime24"), of("math")])).Message, StringComparison.Ordinal);
        Assert.Throws<UserErrorException>(() => EvaluationPresets.Find("r2"));
    }
}
