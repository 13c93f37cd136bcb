using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Selection;
using Xunit;

namespace R1Sharp.Tests.Training;

/// <summary>Problems of later steps are asked while one ends, and every step is what it would be by itself.</summary>
public sealed class RolloutStreamTests
{
    static readonly Learning.Tokenization.Tokenizer s_tokenizer = TestTokenizer.Bytes();

    static readonly PassRateOptions s_options = new() { SampleCount = 3, ProblemsPerStep = 4, MaxCompletionTokens = 5 };

    static readonly Problem[] s_problems = [.. Enumerable.Range(0, 26).Select(i => LetterGame.Question((char)('a' + i)) with { Id = $"{i}" })];

    static Asker Asker(IPolicy policy) => new(policy, s_tokenizer, q => q, LetterGame.Reward());

    // Answers requests one by one, but the first of each call only when so many behind it have ended.
    sealed class Late
    {
        readonly int _before;

        public Late(int before)
        {
            _before = before;
            Policy.TakesAll = Answer;
        }

        public TablePolicy Policy { get; } = LetterGame.Policy(s_tokenizer);

        public int MostAtOnce { get; private set; }

        void Answer(IEnumerable<GenerationRequest> requests)
        {
            GenerationRequest? first = null;
            int taken = 0;
            foreach (var request in requests)
            {
                if (taken++ == 0)
                    first = request;
                else
                    End(request);
                if (taken > _before && first is not null)
                {
                    End(first);
                    first = null;
                }
                MostAtOnce = Math.Max(MostAtOnce, taken);
            }
            if (first is not null)
                End(first);
        }

        void End(GenerationRequest request) => request.OnFinished!(Policy.Generate([request])[0]);
    }

    static List<string> Steps(IPolicy policy, int from = 0)
    {
        using var sampler = new PassRateSampler(Asker(policy), s_problems, s_options, seed: 7);
        return [.. Enumerable.Range(from, sampler.StepCount - from).SelectMany(sampler.Step).Select(Shown)];
    }

    static string Shown(MeasuredProblem p) => $"{p.Problem.Id} {p.Rate} "
        + string.Join(' ', p.Samples.Select(s => $"{s.GroupIndex}.{s.SampleIndex} {s.Text} {s.Step}"));

    static List<string> OneAfterTheOther()
    {
        var asker = Asker(LetterGame.Policy(s_tokenizer));
        var sampler = new ProblemSampler(asker, s_problems, new RolloutScorer(asker), s_options, seed: 7);
        return [.. Enumerable.Range(0, sampler.StepCount).SelectMany(sampler.Sample)
            .Select(group => Shown(new(group[0].Problem, group, group.Average(r => r.Reward))))];
    }

    [Fact]
    public void EveryStepIsWhatItWouldBeByItself()
    {
        var expected = OneAfterTheOther();
        Assert.Equal(26, expected.Count);
        Assert.Equal(expected, Steps(LetterGame.Policy(s_tokenizer)));
        // As after a stop.
        Assert.Equal(expected.Skip(12), Steps(LetterGame.Policy(s_tokenizer), from: 3));
    }

    [Fact]
    public void AProblemThatTakesLongHoldsNoLaterStepUpAndNotEverythingIsAskedMeanwhile()
    {
        // The first ends when eleven of the problems behind it have ended: those of three steps.
        Assert.Equal(OneAfterTheOther(), Steps(new Late(11).Policy));
        var never = new Late(1000);
        Assert.Equal(OneAfterTheOther(), Steps(never.Policy));
        Assert.InRange(never.MostAtOnce, 5, 16);
    }

    [Fact]
    public void WhatFailsIsToldByTheStepThatNeedsItAndLeavingEarlyWaitsForNobody()
    {
        var broken = LetterGame.Policy(s_tokenizer);
        broken.TakesAll = requests => throw new UserErrorException($"no power for {requests.First().PromptKey}");
        Assert.Equal("no power for 0", Assert.Throws<UserErrorException>(() => Steps(broken)).Message);
        // Those before a problem that cannot be asked are not lost.
        var asked = Asker(LetterGame.Policy(s_tokenizer)) with { Asks = p => p.Id == "9" ? throw new UserErrorException("no nines") : p.Question };
        using (var until = new PassRateSampler(asked, s_problems, s_options, seed: 7))
        {
            Assert.Equal((4, 4), (until.Step(0).Count, until.Step(1).Count));
            Assert.Equal("no nines", Assert.Throws<UserErrorException>(() => until.Step(2)).Message);
        }
        var silent = LetterGame.Policy(s_tokenizer);
        silent.TakesAll = requests => Assert.NotEmpty(requests.ToList());
        Assert.Throws<InvalidOperationException>(() => Steps(silent));
        using var sampler = new PassRateSampler(Asker(LetterGame.Policy(s_tokenizer)), s_problems, s_options, seed: 7);
        Assert.Equal(4, sampler.Step(0).Count);
        Assert.Equal(4, sampler.Step(4).Count);
    }
}
