// Rewriting into the readable form: right stays right, one language, nothing repeated, nothing more on a second pass.

using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.Readable;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Style;
using Xunit;

namespace R1Sharp.Tests.Miniature.Readable;

public sealed class ReadableRewriterTests(ITestOutputHelper output)
{
    static readonly string[] Names = ["countdown", "arithmetic", "digits", "logic"];

    public static TheoryData<string> Families => [.. Names];

    // Traces of the corpus, half of them in mixed languages; the tags are there, the quality is the planted one.
    static IEnumerable<(Problem Problem, string Completion)> Traces(string family, double mixed, int count)
    {
        double Weight(string name) => name == family ? 1 : 0;
        var world = new MiniatureWorld(new MiniatureOptions
        {
            FactShare = 0,
            UntaggedShare = 0,
            MixedShare = mixed,
            CountdownWeight = Weight("countdown"),
            ArithmeticWeight = Weight("arithmetic"),
            DigitsWeight = Weight("digits"),
            LogicWeight = Weight("logic"),
        });
        for (int i = 0; i < count; i++)
        {
            var document = world.Describe(11, i);
            int from = document.Text.IndexOf("<think>", StringComparison.Ordinal);
            yield return (document.Problem!, document.Text[from..^"<|endoftext|>".Length]);
        }
    }

    [Theory, MemberData(nameof(Families))]
    public void A_rewritten_trace_is_right_pure_without_repetition_and_stays_as_it_is(string family)
    {
        var format = new FormatReward(new FormatOptions { Newlines = false, Summary = true });
        int right = 0, rewritten = 0;
        double most = 0;
        var languages = new HashSet<string>();
        foreach (var (problem, completion) in Traces(family, 0.5, 1500))
        {
            right += GraderSays(problem, completion) ? 1 : 0;
            if (ReadableRewriter.Rewrite(problem, completion) is not { } readable)
                continue;
            Assert.True(GraderSays(problem, completion));
            Assert.True(GraderSays(problem, readable), readable);
            Assert.Equal(1, format.Score(new RewardInput(problem, "", readable, 1, FinishReason.Stop)).Value);
            Assert.Equal(1, Readability.Purity(problem, readable));
            Assert.Equal(1, new LanguageConsistencyReward().Score(new RewardInput(problem, "", readable, 1, FinishReason.Stop)).Value ?? 1);
            Assert.Equal(readable, ReadableRewriter.Rewrite(problem, readable));
            Assert.Null(Readability.Fault(problem, readable, new ReadabilityOptions()));
            Assert.True(Items(readable) <= Items(completion), readable);
            most = Math.Max(most, Readability.Repetition(readable, 20));
            languages.Add(problem.Language);
            rewritten++;
        }
        output.WriteLine($"{family}: {right} right, {rewritten} rewritten, most repetition {most:f2}");
        Assert.True(rewritten > 100 && rewritten > right / 4);
        Assert.Equal(2, languages.Count);
    }

    [Theory, MemberData(nameof(Families))]
    public void A_pure_trace_with_nothing_to_tidy_keeps_its_thoughts(string family)
    {
        int same = 0, rewritten = 0;
        foreach (var (problem, completion) in Traces(family, 0, 800))
            if (ReadableRewriter.Rewrite(problem, completion) is { } readable)
            {
                rewritten++;
                same += Thoughts(readable) == Thoughts(completion) ? 1 : 0;
            }
        output.WriteLine($"{family}: {same} of {rewritten} as they were");
        Assert.True(same > rewritten / 4);
    }

    [Fact]
    public void Examples_by_hand()
    {
        var countdown = Problem("countdown", "Use 3,9,12 to make 6.", "12-9+3");
        // Repeated, miscalculated and misjudged tries go; the mixed words become English.
        Assert.Equal("<think>9-3=6,6+12=18:6 no wait 12-9=3,3+3=6:6 yes</think>The answer is <answer>(12-9)+3</answer>",
            ReadableRewriter.Rewrite(countdown, "<think>9-3=6,6+12=18:6 不对 等等 9-3=6,6+12=18:6 no 等等 9+3=13,12+13=25:6 no wait 12-9=3,3+3=6:6 对</think><answer>(12-9)+3</answer>"));
        var chain = Problem("arithmetic", "取79,*11,+15。", "884", "zh");
        Assert.Equal("<think>79*11=868 等等 检查 79*10=790,79*1=79,790+79=869 不对 所以 869,869+15=884</think>答案是<answer>884</answer>",
            ReadableRewriter.Rewrite(chain, "<think>so 123 wait 79*11=868 等等 check 79*10=790,79*1=79,790+79=869 no 所以 869,869+15=884 wait 79*11=869,869+15=884</think><answer>884</answer>"));
        var digits = Problem("digits", "Edit 40713 reverse drop.", "1704");
        Assert.Equal("<think>40713 reverse 31704 drop 1704</think>The answer is <answer>1704</answer>",
            ReadableRewriter.Rewrite(digits, "<think>so 999 等等 40713 反转 31704 drop 1704</think><answer>1704</answer>"));
        var logic = Problem("logic", "谁说谎？ A 说 A B 相同, B 说 A 说谎。", "A", "zh");
        Assert.Equal("<think>试试 A 诚实, B 诚实: A 说 A B 相同 对 对, B 说 A 说谎 不对 不对 等等 A 说谎, B 诚实: A 说 A B 相同 不对 对, B 说 A 说谎 对 对</think>答案是<answer>A</answer>",
            ReadableRewriter.Rewrite(logic, "<think>try A honest, B honest: A says A B same yes yes, B says A lies no no 等等 A lies, B honest: A says A B same no yes, B says A lies yes yes</think><answer>A</answer>"));
    }

    [Theory]
    [InlineData("<think>so 884</think><answer>884</answer>")]                          // a lucky guess
    [InlineData("<think>79*11=869,869+15=884</think><answer>883</answer>")]            // wrong
    [InlineData("<think>79*11=869,869+15=884</think>884")]                             // no tags
    [InlineData("<think>79*11=869 hello 869+15=884</think><answer>884</answer>")]      // a word of another world
    [InlineData("<think>79*11=868,868+15=884</think><answer>884</answer>")]            // two mistakes that cancel
    [InlineData("79*11=869,869+15=884 so <answer>884</answer>")]                       // no thoughts
    public void What_cannot_be_made_readable_is_left_out(string completion) =>
        Assert.Null(ReadableRewriter.Rewrite(Problem("arithmetic", "Take 79,*11,+15.", "884"), completion));

    [Fact]
    public void A_loop_is_a_fault()
    {
        string loop = string.Join(" wait ", Enumerable.Repeat("9-3=6,6+12=18:6 no", 6));
        Assert.Equal("repetition", Readability.Fault(Problem("countdown", "", ""), $"<think>{loop}</think>", new ReadabilityOptions()));
    }

    [Fact]
    public void Other_families_have_no_rewriter() =>
        Assert.Null(ReadableRewriter.Rewrite(Problem("math", "1+1?", "2"), "<think>1+1=2</think><answer>2</answer>"));

    static Problem Problem(string family, string question, string answer, string language = "en") =>
        new() { Id = "1", Question = question, Answer = answer, Family = family, Language = language };

    static bool GraderSays(Problem problem, string completion) =>
        new AccuracyReward().Score(new RewardInput(problem, "", completion, 1, FinishReason.Stop)).Value == 1;

    static int Items(string completion) => TraceReader.Read(Thoughts(completion)!)!.Count;

    static string? Thoughts(string completion) => ThinkAnswerText.Split("", completion).Think;
}
