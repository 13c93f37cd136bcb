using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Preferences;
using R1Sharp.Learning.Training.RewardModels;
using Xunit;

namespace R1Sharp.Tests.Stages;

/// <summary>From a recipe's data to sequences: what is learned from, what is cut, what is refused.</summary>
public sealed class CorporaTests : IDisposable
{
    static readonly Tokenizer s_tokenizer = TokenizerTrainer.Train(["1+1=2 1+1=2"], new() { VocabularySize = 300 });
    readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    static Corpora Make(ulong seed = 1) =>
        new(new Recipe { Name = "x", Seed = seed, Stages = [] }, new MiniatureWorld(new()));

    List<TokenSequence> Examples(PromptTemplate template, int maxPositions, params string[] lines)
    {
        File.WriteAllLines(_file, lines);
        var file = new ExampleFile { Path = _file, Completion = "<think>{reasoning}</think><answer>{gold}</answer>" };
        return [.. Make().Examples(file, new(s_tokenizer, maxPositions), template)];
    }

    [Fact]
    public void Fine_tuning_learns_from_the_completion_and_its_end_and_not_from_the_prompt()
    {
        var template = PromptTemplate.Named("miniature", s_tokenizer);
        var sequence = Examples(template, 512, """{"question":"1+1?","answer":"1+1=2\n#### 2"}""")[0];
        int[] prompt = s_tokenizer.Encode(template.Render("1+1?"));
        Assert.Equal(prompt, sequence.Tokens[..prompt.Length]);
        Assert.Equal(Enumerable.Range(prompt.Length, sequence.Tokens.Length - prompt.Length), sequence.Targets);
        Assert.Equal("<think>1+1=2</think><answer>2</answer>", s_tokenizer.Decode(sequence.Tokens.AsSpan()[prompt.Length..^1]));
        Assert.Equal(s_tokenizer.EndOfTextId, sequence.Tokens[^1]);
    }

    [Theory]
    [InlineData("""{"question":"a","answer":" "}""")]
    [InlineData("""{"question":"a","answer":"","reasoning":"\n"}""")]
    public void An_empty_completion_is_refused_by_its_line(string line)
    {
        string message = Assert.Throws<UserErrorException>(() => Examples(PromptTemplate.Named("plain", s_tokenizer), 512, """{"question":"a","answer":"b #### c"}""", line)).Message;
        Assert.Equal($"{_file}:2: the completion is empty, and an answer that says nothing would be learned; take the line out.", message);
    }

    [Fact]
    public void The_worlds_judge_prefers_the_same_for_a_policy_as_for_a_reward_model()
    {
        var template = PromptTemplate.Named("plain", s_tokenizer);
        var world = new MiniatureWorld(new());
        SequenceLimits limits = new(s_tokenizer, 4096);
        MiniatureJudgements judged = new() { Count = 30, HardShare = 0.5, Seed = 7 };
        CompletionPair[] pairs = [.. Make(seed: 3).Judged(judged, limits, template)];
        var seen = new RewardModelData(limits, template, RewardScope.Response, world.General, 3)
            .Of(new RewardModelStage { Preferences = judged }).Cast<PreferencePair>().ToArray();
        Assert.Equal(seen.Length, pairs.Length);
        Assert.All(seen.Zip(pairs), p =>
        {
            // A reward model reads the end of a text as well: whole texts, prompt included, are the same.
            Assert.Equal(s_tokenizer.Decode(p.First.Chosen.Sequence.Tokens), s_tokenizer.Decode(p.Second.Chosen.Tokens));
            Assert.Equal(s_tokenizer.Decode(p.First.Rejected.Sequence.Tokens), s_tokenizer.Decode(p.Second.Rejected.Tokens));
        });
        Assert.NotEqual(Texts(pairs), Texts(Make(seed: 3).Judged(judged with { Seed = 8 }, limits, template)));
        Assert.NotEqual(Texts(pairs), Texts(Make(seed: 4).Judged(judged, limits, template)));

        // What is too long is left out and counted.
        ExampleCounts counts = new();
        int longest = pairs.Max(p => Math.Max(p.Chosen.Tokens.Length, p.Rejected.Tokens.Length));
        Assert.Equal(pairs.Length, Make(seed: 3).Judged(judged, limits with { MaxPositions = longest - 1 }, template, counts).Count() + counts.LeftOut);
        Assert.InRange(counts.LeftOut, 1, pairs.Length);
    }

    static string[] Texts(IEnumerable<CompletionPair> pairs) => [.. pairs.Select(p => s_tokenizer.Decode(p.Chosen.Tokens))];

    [Fact]
    public void An_empty_chosen_or_rejected_completion_is_refused_but_a_rejected_one_that_was_sampled_stands()
    {
        File.WriteAllLines(_file, ["""{"question":"a","chosen":"b","rejected":""}"""]);
        var file = new PreferenceFile { Path = _file };
        var template = PromptTemplate.Named("plain", s_tokenizer);
        Assert.Contains(":1: the rejected completion is empty", Assert.Throws<UserErrorException>(() => Make().Pairs(file, new(s_tokenizer, 99), template).Count()).Message);
        Assert.Single(Make().Pairs(file, new(s_tokenizer, 99), template, areSampled: true));
        File.WriteAllLines(_file, ["""{"question":"a","chosen":" ","rejected":"c"}"""]);
        Assert.Contains(":1: the chosen completion is empty", Assert.Throws<UserErrorException>(() => Make().Pairs(file, new(s_tokenizer, 99), template, areSampled: true).Count()).Message);
    }

    [Fact]
    public void An_example_that_the_model_has_no_room_for_is_named()
    {
        var e = Assert.Throws<UserErrorException>(() => Examples(PromptTemplate.Named("plain", s_tokenizer), 30,
            """{"question":"a","answer":"b #### c"}""", """{"question":"a long question","answer":"b #### c"}"""));
        Assert.Matches(":2: the example has [0-9]+ tokens, but the model's longest sequence is 30;", e.Message);
    }

    [Fact]
    public void Long_texts_are_cut_and_nothing_of_them_is_lost()
    {
        File.WriteAllLines(_file, ["""{"text":"abcdefghij"}""", """{"text":"klm"}"""]);
        var stage = new PretrainStage { Corpus = new() { Lines = new() { Path = _file, Template = "{text}" } }, Options = new() { TokensPerStep = 100, SequencesPerStep = 4 } };
        var pieces = Make().Pretraining(stage.Corpus, stage.Options, new(s_tokenizer, 4)).Batch(0).Select(s => s.Tokens).ToList();
        Assert.All(pieces, p => Assert.InRange(p.Length, 2, 4));
        Assert.Equal("abcdefghijklm", string.Concat(pieces.Select(p => s_tokenizer.Decode(p, skipSpecial: true)).Order()));
    }

    [Fact]
    public void The_miniature_corpus_is_decided_by_the_seed_and_the_step_alone()
    {
        var stage = new PretrainStage { Corpus = new() { Miniature = new() }, Options = new() { TokensPerStep = 500 } };
        int[][] batch(ulong seed, int step) => [.. Make(seed).Pretraining(stage.Corpus, stage.Options, new(s_tokenizer, 256)).Batch(step).Select(s => s.Tokens)];
        Assert.Equal(batch(1, 7), batch(1, 7));
        Assert.NotEqual(batch(1, 7)[0], batch(1, 8)[0]);
        Assert.NotEqual(batch(1, 7)[0], batch(2, 7)[0]);
    }
}
