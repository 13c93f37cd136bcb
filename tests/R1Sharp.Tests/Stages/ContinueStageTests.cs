using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Corpus;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Stages;

/// <summary>Going on from the beginnings of texts.</summary>
public sealed class ContinueStageTests : IDisposable
{
    static readonly string[] s_texts = ["The first text is long enough to be gone on with.", "short", "A second text, long enough too, stands behind it."];

    readonly CpuEngine _engine = new(1);
    readonly LoadedModel _model;

    public ContinueStageTests()
    {
        var tokenizer = TokenizerTrainer.Train([], new() { VocabularySize = 263 });
        var shape = new ModelOptions
        {
            VocabularySize = 263,
            HiddenSize = 16,
            IntermediateSize = 16,
            LayerCount = 1,
            HeadCount = 2,
            KeyValueHeadCount = 1,
            HeadSize = 8,
            MaxPositions = 40,
        };
        _model = new(_engine.Policy(WeightSources.Fresh(shape, 1), NetworkUse.Sampling), tokenizer, "plain");
    }

    public void Dispose()
    {
        _model.Dispose();
        _engine.Dispose();
    }

    StageStep Step(ContinueStage stage, ulong seed = 1, IEnumerable<string>? texts = null) =>
        new ContinueStageRun(stage, _model, texts ?? s_texts, stage.Against is null ? null : new Recitation(s_texts, 3), seed).Step(0);

    static readonly ContinueStage s_stage = new() { Texts = "t", BeginningTokens = 8, MaxCompletionTokens = 12 };

    [Fact]
    public void Texts_that_end_with_their_beginning_are_passed_over_and_the_others_gone_on_with()
    {
        var step = Step(s_stage);
        Assert.Equal(2, (int)step.Numbers["texts"]!);
        Assert.Equal(["The firs", "A second"], step.Examples.Select(e => (string)e["beginning"]!));
        Assert.InRange((long)step.Numbers["sampled_tokens"]!, 2, 24);
        Assert.Null(step.Numbers["recited"]);
        Assert.Equal(0.0, (double)Step(s_stage with { Against = "t" }).Numbers["recited"]!);
    }

    [Fact]
    public void The_loss_is_that_of_the_rest_of_the_texts_as_far_as_the_network_goes()
    {
        int[][] whole = [.. s_texts.Where(t => t.Length > 8).Select(t => _model.Tokenizer.Encode(t)[..40])];
        float[][] logProbs = _model.Policy.LogProbs([.. whole.Select(t => new TokenSequence(t, 8))]);
        Assert.Equal(-logProbs.Sum(l => l.Sum(p => (double)p)) / logProbs.Sum(l => l.Length), (double)Step(s_stage).Numbers["loss"]!, 12);
        Assert.Equal(64, logProbs.Sum(l => l.Length));
    }

    [Fact]
    public void Greedy_knows_no_seed_and_a_temperature_does()
    {
        string[] Said(ContinueStage stage, ulong seed) => [.. Step(stage, seed).Examples.Select(e => (string)e["continuation"]!)];
        Assert.Equal(Said(s_stage, 1), Said(s_stage, 2));
        var drawn = s_stage with { Temperature = 1 };
        Assert.Equal(Said(drawn, 1), Said(drawn, 1));
        Assert.NotEqual(Said(drawn, 1), Said(drawn, 2));
    }

    [Fact]
    public void Where_no_text_goes_on_that_is_said() =>
        Assert.Contains("beginning_tokens",
            Assert.Throws<UserErrorException>(() => Step(s_stage with { BeginningTokens = 39 }, texts: ["short"])).Message, StringComparison.Ordinal);

    [Fact]
    public void It_needs_stages_that_leave_texts()
    {
        var settings = new ContinueStage { Texts = "a", Against = "b" };
        Assert.Equal([("a", StageYield.Texts), ("b", StageYield.Texts)], StageKinds.Of(settings).Needs(settings).Select(n => (n.Stage, n.Of)));
    }
}
