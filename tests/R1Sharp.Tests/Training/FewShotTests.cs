using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Training;

/// <summary>Which examples stand before a question, and how they are written.</summary>
public sealed class FewShotTests
{
    static readonly AnsweredExample[] s_examples =
        [.. Enumerable.Range(0, 6).Select(i => new AnsweredExample($"q{i}", $"c{i}", i < 4 ? "sum" : "word"))];

    static Problem Asked(string question, string family) => new() { Id = question, Question = question, Answer = "1", Family = family };

    [Fact]
    public void Examples_are_of_the_family_and_never_the_question_itself()
    {
        var shown = new FewShot(s_examples, 3, 1);
        for (int i = 0; i < 4; i++)
        {
            var chosen = shown.For(Asked($"q{i}", "sum"));
            Assert.Equal(3, chosen.Count);
            Assert.All(chosen, e => Assert.Equal("sum", e.Family));
            Assert.DoesNotContain(chosen, e => e.Question == $"q{i}");
            Assert.Equal(chosen, shown.For(Asked($"q{i}", "sum")));
        }
        // Of no example's family: any; of fewer than asked for: all.
        Assert.Equal(3, shown.For(Asked("new", "logic")).Count);
        Assert.Equal(["q5"], shown.For(Asked("q4", "word")).Select(e => e.Question));
        Assert.NotEqual(shown.For(Asked("a", "sum")).Select(e => e.Question).Concat(shown.For(Asked("b", "sum")).Select(e => e.Question)),
            new FewShot(s_examples, 3, 2).For(Asked("a", "sum")).Select(e => e.Question).Concat(new FewShot(s_examples, 3, 3).For(Asked("b", "sum")).Select(e => e.Question)));
    }

    [Fact]
    public void Each_template_writes_examples_in_its_own_way()
    {
        var tokenizer = TestTokenizer.Bytes();
        (string, string)[] one = [("1+1?", "<answer>2</answer>")];
        Assert.Equal("Question: 1+1?\nAnswer:<answer>2</answer>\n\nQuestion: 2+2?\nAnswer:", PromptTemplate.Named("plain", tokenizer).Render(one, "2+2?"));
        var paper = PromptTemplate.Named("r1-zero", tokenizer);
        string shown = paper.Render(one, "2+2?");
        Assert.Equal(paper.Render("1+1?") + "<answer>2</answer>\n\nUser: 2+2?. Assistant:", shown);
        Assert.Equal(paper.Render("2+2?"), paper.Render([], "2+2?"));
    }
}
