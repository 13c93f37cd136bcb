using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using Xunit;

namespace R1Sharp.Tests.Library;

/// <summary>The library's own surface, in this process.</summary>
public sealed class R1ModelTests : IDisposable
{
    static readonly (string Question, string Answer)[] s_known = [("Who?", "A small model."), ("Where?", "Here.")];

    static readonly FreshModelOptions s_small = new() { HiddenSize = 32, LayerCount = 2, MaxPositions = 128, Threads = 2 };

    readonly string _folder = Directory.CreateTempSubdirectory("r1-library").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string At(string name) => Path.Combine(_folder, name);

    internal static R1Model Model(FreshModelOptions? options = null) => R1Model.Fresh(s_known.Select(k => k.Question + k.Answer), options ?? s_small);

    [Fact]
    public void What_was_learned_is_answered_and_kept_in_a_folder()
    {
        using var model = Model();
        var steps = new List<double>();
        var reports = model.LearnAnswers(s_known, new() { Steps = 60, TokensPerStep = 256, LearningRate = new() { Peak = 5e-3, WarmupSteps = 5 } }, r => steps.Add(r.Loss));
        Assert.Equal(reports.Select(r => r.Loss), steps);
        Assert.True(steps[^1] < 0.1, $"{steps[^1]}");
        Assert.Equal(["A small model.", "A small model."], model.Ask("Who?", 2, new() { Temperature = 0 }));
        model.Save(At("saved"));
        using var again = R1Model.Load(At("saved"), new() { IsForSampling = true, Threads = 1 });
        Assert.Equal("saved", again.Name);
        Assert.Equal(model.Ask("Where?", 3, seed: 5), again.Ask("Where?", 3, seed: 5));
        Assert.Equal(["Here"], again.Ask("Where?", sampling: new() { Temperature = 0, StopStrings = ["."] }));
        Assert.Equal(again.Ask("Who?")[0], again.Continue(again.Template.Render("Who?"))[0]);
    }

    [Fact]
    public void Texts_are_learned_and_cut_where_they_are_too_long()
    {
        using var model = Model();
        string text = string.Concat(Enumerable.Repeat("one two ", 200));
        var reports = model.LearnTexts([text], new() { Steps = 30, TokensPerStep = 128, LearningRate = new() { Peak = 5e-3 } });
        Assert.All(reports, report => Assert.Equal(128, report.Tokens));
        Assert.StartsWith("one two", model.Continue("one two ", sampling: new() { Temperature = 0 })[0]);
        Assert.Contains("128 positions", Assert.Throws<UserErrorException>(() => model.LearnAnswers([(text, "yes")])).Message);
        Assert.Throws<UserErrorException>(() => model.LearnTexts([]));
        Assert.Contains("head_size", Assert.Throws<UserErrorException>(() => Model(s_small with { HeadCount = 32 })).Message);
    }

    [Fact]
    public void A_function_is_learned_from_and_the_same_seed_gives_the_same_bits()
    {
        double[] Rewards(int threads)
        {
            using var model = Model(s_small with { Threads = threads });
            var options = GrpoTraining.OptionsFor(model) with { Steps = 3, PromptsPerStep = 2, GroupSize = 8, MaxCompletionTokens = 16 };
            int steps = 0;
            var reports = GrpoTraining.Run(model, s_known.Select(k => k.Question), text => text.Count(c => c == 'e'), options, step =>
            {
                Assert.Equal(steps++, step.Report.Step);
                Assert.All(step.Rollouts, rollout => Assert.Equal(rollout.Text.Count(c => c == 'e'), rollout.Reward));
            });
            return [.. reports.Select(report => report.GradientNorm ?? 0), .. model.Ask("Who?")[0].Select(c => (double)c)];
        }
        Assert.Equal(Rewards(1), Rewards(2));
    }

    [Fact]
    public void Rewards_and_problems_are_named_and_weighed()
    {
        using var model = Model();
        var problems = new Problem[] { new() { Id = "a", Question = "1+1", Answer = "2" }, new() { Id = "b", Question = "2+2", Answer = "4" } };
        var options = GrpoTraining.OptionsFor(model) with { Steps = 1, PromptsPerStep = 2, GroupSize = 4, MaxCompletionTokens = 8 };
        var report = GrpoTraining.Run(model, problems,
            [new(new FunctionReward("length", input => input.TokenCount), 0.5), new(new FunctionReward("gold", input => input.Problem.Answer.Length), 2)], options)[0];
        Assert.Equal(1, report.RewardParts["gold"]);
        Assert.Equal(0.5 * report.RewardParts["length"] + 2, report.Reward, 6);
        Assert.Throws<UserErrorException>(() => GrpoTraining.Run(model, problems, [], options));
        Assert.Equal(1e-4, options.LearningRate.Peak);
        var evaluation = model.Evaluate(problems, new() { SampleCount = 2, MaxCompletionTokens = 8 });
        Assert.Equal(2, evaluation.Problems.Count);
        Assert.Equal(0, evaluation.Overall.PassAtOne);
    }

    [Fact]
    public void Adapters_learn_alone()
    {
        using (var model = Model())
            model.Save(At("base"));
        using var adapted = R1Model.Load(At("base"), new() { Adapter = new() { Rank = 2 }, Threads = 2 });
        Assert.Equal(1e-3, GrpoTraining.OptionsFor(adapted).LearningRate.Peak);
        adapted.LearnAnswers(s_known, new() { Steps = 2, TokensPerStep = 256 });
        adapted.Save(At("adapter"));
        Assert.True(File.Exists(Path.Combine(At("adapter"), "adapter_model.safetensors")));
        using var both = R1Model.Load(At("base"), new() { AdapterFolder = At("adapter"), IsForSampling = true });
        Assert.Equal(adapted.Ask("Who?", seed: 3), both.Ask("Who?", seed: 3));
    }

    [Fact]
    public void Who_is_at_work_does_nothing_else()
    {
        using var model = Model();
        using (model.AsChatClient())
        {
            Assert.Contains("dispose of it", Assert.Throws<InvalidOperationException>(() => model.Ask("Who?")).Message);
            Assert.Throws<InvalidOperationException>(() => model.LearnTexts(["x"]));
            Assert.Throws<InvalidOperationException>(() => model.Save(At("x")));
        }
        Assert.Single(model.Ask("Who?", sampling: new() { MaxCompletionTokens = 3 }));
        Assert.Throws<UserErrorException>(() => R1Model.Load(At("nothing")));
    }

    [Fact]
    public async Task It_is_served_to_other_clients_and_is_free_again_afterwards()
    {
        using var model = Model();
        await using (var server = await R1Server.Start(model, new() { Port = 0 }))
        {
            using var client = new HttpClient { BaseAddress = server.Url };
            Assert.Contains("\"fresh\"", await client.GetStringAsync(new Uri("v1/models", UriKind.Relative), TestContext.Current.CancellationToken));
            Assert.Throws<InvalidOperationException>(() => model.Policy);
            await server.Drain(TestContext.Current.CancellationToken);
        }
        Assert.NotNull(model.Policy);
    }

    [Fact]
    public void Data_and_kinds_of_stages_are_those_of_recipes()
    {
        File.WriteAllText(At("p.jsonl"), "{\"problem\":\"1+1\",\"answer\":\"2\"}\n{\"problem\":\"1+2\",\"answer\":\"3\"}\n");
        Assert.Equal(["2", "3"], R1Data.Problems(At("p.jsonl")).Select(p => p.Answer));
        Assert.Single(R1Data.Problems(At("p.jsonl"), most: 1));
        Assert.Equal("1+2", R1Data.Rows(At("p.jsonl")).Last().GetProperty("problem").GetString());
        Assert.Contains("grpo", Assert.Throws<ArgumentException>(() => R1Recipe.AddStage(new Twin())).Message);
    }

    sealed record TwinSettings;

    // A kind whose key there is.
    sealed class Twin() : R1Stage<TwinSettings>("grpo")
    {
        public override R1StageRun Begin(TwinSettings settings, R1Model model, ulong seed) => throw new NotSupportedException();
    }
}
