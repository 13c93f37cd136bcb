using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Thinking;
using Xunit;

namespace R1Sharp.Tests.Rewards.Thinking;

/// <summary>Traces of the miniature world cut behind the solutions that are wanted.</summary>
public sealed class ShorterThoughtsTests
{
    static string? Of(string family, string question, string gold, string think, string answer, KeptSolutions kept) =>
        ShorterThoughts.Of(new Problem { Id = "p", Question = question, Answer = gold, Family = family }, "Q", $"<think>{think}</think><answer>{answer}</answer>", answer, kept);

    static string? Countdown(string think, KeptSolutions kept) => Of("countdown", "Use 12,10,2 to make 4.", "(12-10)+2", think, "(12-10)+2", kept);

    static string Whole(string think, string answer = "(12-10)+2") => $"<think>{think}</think><answer>{answer}</answer>";

    [Fact]
    public void A_search_is_cut_behind_its_first_right_solution()
    {
        const string Search = "try 12+10=22,22+2=24:4 no wait 12-10=2,2+2=4:4 yes";
        Assert.Equal(Whole(Search), Countdown(Search + " wait check 12-10=2,2+2=4:4 yes wait 2*2=4:4 yes", KeptSolutions.FirstRight));
        Assert.Equal(Whole(Search), Countdown(Search, KeptSolutions.FirstRight));
    }

    [Fact]
    public void With_reflection_the_next_right_solution_stays_too()
    {
        const string Checked = "try 12-10=2,2+2=4:4 yes wait check 12-10=2,2+2=4:4 yes";
        Assert.Equal(Whole(Checked), Countdown(Checked + " wait check 12-10=2,2+2=4:4 yes", KeptSolutions.FirstRightAndCheck));
        Assert.Null(Countdown("try 12-10=2,2+2=4:4 yes", KeptSolutions.FirstRightAndCheck));
    }

    [Fact]
    public void Of_the_later_solutions_those_stay_that_go_another_way()
    {
        const string First = "try 12-10=2,2+2=4:4 yes", Again = " wait check 12-10=2,2+2=4:4 yes", Other = " wait 12-10=2,2*2=4:4 yes";
        Assert.Equal(Whole(First + Other), Countdown(First + Again + Other, KeptSolutions.Diverse));
        Assert.Equal(Whole(First), Countdown(First + Again, KeptSolutions.Diverse));
    }

    [Fact]
    public void A_chain_keeps_the_checks_of_its_steps_and_loses_its_second_pass()
    {
        const string Chain = "79*11=899 wait check 79*10=790,79*1=79,790+79=869 no so 869,869+15=884";
        Assert.Equal(Whole(Chain, "884"), Of("arithmetic", "Take 79,*11,+15.", "884", Chain + " wait 79*11=869,869+15=884", "884", KeptSolutions.FirstRight));
        Assert.Equal(Whole("1+1=3 wait 1+1=2", "2"), Of("arithmetic", "Take 1,+1.", "2", "1+1=3 wait 1+1=2 wait 1+1=2", "2", KeptSolutions.FirstRight));
    }

    [Fact]
    public void Thoughts_without_a_right_solution_cannot_be_cut()
    {
        foreach (var kept in Enum.GetValues<KeptSolutions>())
        {
            Assert.Null(Countdown("try 12+10=22,22+2=24:4 no", kept));
            Assert.Null(Of("arithmetic", "Take 1,+1.", "2", "1+1=3", "2", kept));
        }
    }
}
