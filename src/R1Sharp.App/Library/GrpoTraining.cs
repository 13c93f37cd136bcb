// Reinforcement with a reward of one's own, without a recipe.

using System.Globalization;
using R1Sharp.Learning;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp;

/// <summary>
/// Trains a model by group relative policy optimisation (DeepSeekMath, arXiv 2402.03300): several completions of each question are sampled, each is
/// rewarded, and what was better than its group becomes more probable.
/// </summary>
/// <example>
/// <code>
/// GrpoTraining.Run(model, ["The", "Once"], completion => -Math.Abs(20 - completion.Length));
/// </code>
/// </example>
public static class GrpoTraining
{
    // Below it a network learns from scratch in minutes, and wants larger steps.
    const long SmallParameters = 20_000_000;

    /// <summary>
    /// Settings to begin with: 50 steps of 16 questions with 8 completions of at most 256 tokens, advantages divided by their group's deviation, so that
    /// rewards may have any scale. The learning rate is 1e-4 up to 20 million parameters and 1e-6 beyond, ten times as high where adapters learn.
    /// </summary>
    /// <param name="model">The model that is going to be trained.</param>
    public static GrpoOptions OptionsFor(R1Model model)
    {
        var shape = model.Policy.Weights.Shape;
        double rate = new ParameterLayout(shape).ParameterCount <= SmallParameters ? 1e-4 : 1e-6;
        return new()
        {
            Steps = 50,
            PromptsPerStep = 16,
            GroupSize = 8,
            MaxCompletionTokens = 256,
            ScaleRewards = AdvantageScaling.Group,
            LearningRate = new() { Peak = shape.Adapter is null ? rate : 10 * rate, WarmupSteps = 5 },
        };
    }

    /// <summary>Trains on questions by a function of the completion's text.</summary>
    /// <param name="model">The model; it is better afterwards.</param>
    /// <param name="questions">What is asked, put as the model's template puts it; each once in a round, in an order by chance.</param>
    /// <param name="reward">The more the better. Called from several threads; must depend on the text alone.</param>
    /// <param name="options">The settings; null takes <see cref="OptionsFor"/>.</param>
    /// <param name="onStep">Told of each step: its numbers and its completions with their rewards.</param>
    /// <param name="seed">Decides every random number.</param>
    /// <param name="cancellation">Ends it; the weights are then those after the last whole step.</param>
    /// <returns>The numbers of each step, as docs/metrics.md defines them.</returns>
    /// <exception cref="UserErrorException">There is no question, settings contradict each other, or a reward is not a finite number.</exception>
    /// <exception cref="WatchdogException">The run cannot learn, e.g. since all rewards are equal; the message says why and what to do.</exception>
    public static IReadOnlyList<ReinforcementReport> Run(R1Model model, IEnumerable<string> questions, Func<string, double> reward, GrpoOptions? options = null,
        Action<GrpoStep>? onStep = null, ulong seed = 1, CancellationToken cancellation = default)
    {
        var rewarded = new FunctionReward("reward", input => reward(input.Completion));
        return Run(model, [.. questions.Select(Asked)], [new(rewarded, 1)], options, onStep, seed, cancellation);
    }

    /// <summary>Trains on problems by a weighted sum of rewards: built-in ones, or one's own.</summary>
    /// <param name="model">The model; it is better afterwards.</param>
    /// <param name="problems">What is asked, e.g. from <see cref="R1Data.Problems"/>.</param>
    /// <param name="rewards">What is rewarded.</param>
    /// <param name="options">The settings; null takes <see cref="OptionsFor"/>.</param>
    /// <param name="onStep">Told of each step: its numbers and its completions with their rewards.</param>
    /// <param name="seed">Decides every random number.</param>
    /// <param name="cancellation">Ends it; the weights are then those after the last whole step.</param>
    /// <returns>The numbers of each step, as docs/metrics.md defines them.</returns>
    /// <exception cref="UserErrorException">There is no problem, the settings contradict each other, or a reward is not a finite number.</exception>
    /// <exception cref="WatchdogException">The run cannot learn, e.g. since all rewards are equal; the message says why and what to do.</exception>
    public static IReadOnlyList<ReinforcementReport> Run(R1Model model, IReadOnlyList<Problem> problems, IReadOnlyList<WeightedReward> rewards,
        GrpoOptions? options = null, Action<GrpoStep>? onStep = null, ulong seed = 1, CancellationToken cancellation = default)
    {
        options ??= OptionsFor(model);
        using var trainer = new GrpoTrainer(model.Asker(rewards), new ShuffledProblems(problems, seed), options, seed);
        var reports = new List<ReinforcementReport>();
        for (int step = 0; step < options.Steps; step++)
        {
            var done = trainer.Step(step, cancellation);
            reports.Add(done.Report);
            onStep?.Invoke(done);
        }
        return reports;
    }

    static Problem Asked(string question, int index) => new() { Id = index.ToString(CultureInfo.InvariantCulture), Question = question, Answer = "" };
}
