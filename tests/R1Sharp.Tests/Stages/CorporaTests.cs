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

    [Theory]
    [InlineData("""{"prompt":"1+1+1?","completions":["1+1=2","2+1=4"],"labels":[true,false]}""")]
    [InlineData("""{"input":"1+1+1? Step 1: 1+1=2 ки\nStep 2: 2+1=4 ки","label":"1+1+1? Step 1: 1+1=2 +\nStep 2: 2+1=4 -","task":"GSM8K"}""")]
    [InlineData("""{"question":{"problem":"1+1+1?"},"label":{"steps":[{"completions":[{"text":"1+1=2","rating":1}],"chosen_completion":0},{"completions":[{"text":"2+1=4","rating":-1}],"chosen_completion":null}]}}""")]
    [InlineData("""{"question":"1+1+1?","completion":"1+1=2\n2+1=4","label":[1,0]}""")]
    public void A_process_reward_model_learns_from_published_labels_of_steps(string row)
    {
        File.WriteAllLines(_file, [row]);
        var example = Assert.IsType<LabelledResponse>(Assert.Single(LabelsOf(RewardScope.Steps)));
        Assert.Equal([1, 0], example.Labels);
        var (tokens, ends) = (example.Response.Sequence.Tokens, example.Response.Sequence.Targets);
        Assert.Equal("Question: 1+1+1?\nAnswer:", s_tokenizer.Decode(tokens[..example.Response.PromptTokens]));
        Assert.EndsWith("1+1=2\n", s_tokenizer.Decode(tokens[example.Response.PromptTokens..ends[0]]));
        Assert.EndsWith("2+1=4", s_tokenizer.Decode(tokens[ends[0]..^1]));
        Assert.Equal(tokens.Length, ends[1]);
    }

    [Fact]
    public void A_label_of_the_whole_stands_beside_a_prompt_and_labels_of_steps_want_a_model_of_steps()
    {
        File.WriteAllLines(_file, ["""{"prompt":"1+1?","completion":"2","label":true}""", """{"prompt":[{"role":"user","content":"1+1?"}],"completion":[{"role":"assistant","content":"3"}],"label":false}"""]);
        var examples = LabelsOf(RewardScope.Response).Cast<LabelledResponse>().ToArray();
        Assert.Equal([1, 0], examples.SelectMany(e => e.Labels));
        Assert.Equal(["Question: 1+1?\nAnswer:2", "Question: 1+1?\nAnswer:3"], examples.Select(e => s_tokenizer.Decode(e.Response.Sequence.Tokens[..^1])));
        File.WriteAllLines(_file, ["""{"prompt":"1+1+1?","completions":["1+1=2","2+1=4"],"labels":[true,false]}"""]);
        Assert.Equal($"{_file}:1: the completion has 1 score, but the column 'labels' holds 2 labels; a model that scores steps has the scope 'steps'.",
            Assert.Throws<UserErrorException>(() => LabelsOf(RewardScope.Response)).Message);
    }

    IRewardExample[] LabelsOf(RewardScope scope) => [.. new RewardModelData(new(s_tokenizer, 512), PromptTemplate.Named("plain", s_tokenizer), scope, new MiniatureWorld(new()).General, 1)
        .Of(new RewardModelStage { Labels = [new LabelFile { Path = _file }] })];

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
    public void Pairs_of_long_prompts_or_completions_are_left_out_where_that_is_asked()
    {
        File.WriteAllLines(_file, ["""{"question":"a","chosen":"b","rejected":"c"}""", """{"question":"a long question","chosen":"b","rejected":"c"}""", """{"question":"a","chosen":"b","rejected":"a long completion"}"""]);
        var template = PromptTemplate.Named("plain", s_tokenizer);
        (int Kept, long Left) Kept(PreferenceFile file)
        {
            var counts = new ExampleCounts();
            return (Make().Pairs(file, new(s_tokenizer, 99), template, counts: counts).Count(), counts.LeftOut);
        }
        int shortest = Make().Pairs(new() { Path = _file }, new(s_tokenizer, 99), template).First().Chosen.Targets[0];
        Assert.Equal((3, 0), Kept(new() { Path = _file }));
        Assert.Equal((2, 1), Kept(new() { Path = _file, MaxPromptTokens = shortest }));
        Assert.Equal((2, 1), Kept(new() { Path = _file, MaxCompletionTokens = 5 }));
        Assert.Equal((1, 2), Kept(new() { Path = _file, MaxPromptTokens = shortest, MaxCompletionTokens = 5, MaxTokens = 90 }));
        Assert.Equal((0, 3), Kept(new() { Path = _file, MaxPromptTokens = shortest - 1 }));
    }

    [Fact]
    public void A_column_of_margins_is_read_where_it_is_named()
    {
        File.WriteAllLines(_file, ["""{"question":"a","chosen":"b","rejected":"c","margin":1.5}""", """{"question":"a","chosen":"b","rejected":"c","margin":-1}"""]);
        double[] Margins(string? column) => [.. new RewardModelData(new(s_tokenizer, 512), PromptTemplate.Named("plain", s_tokenizer), RewardScope.Response, new MiniatureWorld(new()).General, 1)
            .Of(new RewardModelStage { Pairs = [new PreferenceFile { Path = _file, Margin = column }] }).Cast<PreferencePair>().Select(p => p.Margin)];
        Assert.Equal([1.5, -1], Margins("margin"));
        Assert.Equal([0, 0], Margins(null));
        Assert.Contains(":1: 'question' holds no number, which a margin is.", Assert.Throws<UserErrorException>(() => Margins("question")).Message, StringComparison.Ordinal);
        Assert.Contains("the line has no column 'by'", Assert.Throws<UserErrorException>(() => Margins("by")).Message, StringComparison.Ordinal);
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
