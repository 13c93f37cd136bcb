// r1 scale --model DIR --task …: what test-time compute buys. Accuracy against thinking tokens for budget forcing, votes, best of
// n by a reward model and prompts that ask for a length; as a table, as JSON, and as a page with one plot.

using System.CommandLine;
using R1Sharp.App.Charts;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Reports;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.App.Tasks;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Rewards.Style;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Learning.Training.Evaluation.Scaling;
using R1Sharp.Learning.Training.RewardModels;

namespace R1Sharp.App.Commands;

/// <summary>The command that measures test-time scaling.</summary>
static class ScaleCommand
{
    const string ScorePart = "reward_model";

    static readonly ScalingOptions s_defaults = new();
    static readonly ModelOptionsGroup s_model = new();
    static readonly ThinkingOptionsGroup s_thinking = new();
    static readonly Option<string[]> s_task = new("--task")
    {
        Description = "countdown, arithmetic, digits, logic, or a problem file (JSON Lines). May be repeated.",
        Required = true,
    };
    static readonly NumberOption<int?> s_problems = new("--problems", 1, 1_000_000_000)
    {
        Description = "Problems of each task at most; otherwise a file whole, and 200 of a family.",
    };
    static readonly NumberOption<int?> s_level = new("--level", 1, 1_000_000) { Description = "Difficulty of a family's problems, from 1." };
    static readonly NumberOption<int> s_samples = new("--samples", SettingsShape.KeyOf<EvaluationOptions>(nameof(EvaluationOptions.SampleCount)), "-k")
    {
        Description = "Completions of each problem in each forced evaluation.",
        DefaultValueFactory = _ => s_defaults.Evaluation.SampleCount,
    };
    static readonly NumberOption<int> s_waits = new("--waits", SettingsShape.KeyOf<ScalingOptions>(nameof(ScalingOptions.MostWaits)))
    {
        Description = "Refuse the end of the thoughts 0, 1, … and so many times.",
        DefaultValueFactory = _ => s_defaults.MostWaits,
    };
    static readonly Option<string?> s_caps = new("--caps")
    {
        Description = "Close the thoughts after so many tokens, e.g. 20,40,80; otherwise shares and multiples of the unforced mean.",
        HelpName = "tokens",
    };
    static readonly NumberOption<int> s_votes = new("--votes", SettingsShape.KeyOf<ScalingOptions>(nameof(ScalingOptions.Votes)))
    {
        Description = "Vote over 1, 2, 4, … and so many samples.",
        DefaultValueFactory = _ => s_defaults.Votes,
    };
    static readonly Option<string?> s_rewardModel = new("--reward-model")
    {
        Description = "The model of a run's stage reward_model: adds best of n and the weighted vote.",
        HelpName = "folder",
    };
    static readonly Option<string[]> s_lengthPrompt = new("--length-prompt")
    {
        Description = "A sentence behind the question that asks for a length, e.g. 'Think for up to {tokens} tokens.'; {tokens} is each of the caps. May be "
            + "repeated.",
        HelpName = "sentence",
    };
    static readonly Option<string?> s_out = new("--out")
    {
        Description = "Write the page here, and the plot (.svg) and the numbers (.json) beside it.",
        HelpName = "file",
    };
    static readonly TaskReward s_accuracy = new(new() { Rewards = RewardHosts.Own });
    static readonly Option<bool> s_json = new("--json") { Description = "Print JSON instead of a table." };

    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines)
    {
        var command = new Command("scale", "Measure accuracy against thinking tokens: forced, voted, ranked, asked for.")
        {
            s_task, s_problems, s_level, s_samples, s_waits, s_caps, s_votes, s_rewardModel, s_lengthPrompt, s_out, s_json,
        };
        s_model.AddTo(command);
        s_thinking.AddTo(command, hasBudget: false);
        command.Validators.Add(r =>
        {
            if (r.GetValue(s_caps) is { } caps && Caps(caps) is null)
                r.AddError($"--caps is '{caps}', but must be whole numbers from 0 to 1000000, separated by commas");
        });
        command.SetAction(parsed =>
        {
            OutputTarget.RequireFile(parsed.GetValue(s_out), "--out", mayBeDevice: false);
            var problems = new TaskProblems(parsed.GetValue(s_problems), parsed.GetValue(s_level), null, null) { Reward = s_accuracy }
                .Load(parsed.GetRequiredValue(s_task));
            using var engine = engines(s_model.Threads(parsed));
            using var model = s_model.Load(parsed, engine);
            using var ranker = parsed.GetValue(s_rewardModel) is { } folder ? RewardModel.Load(folder, engine) : null;
            Show(parsed, Study(parsed, model, ranker).Run(problems), problems.Count);
            return ExitCode.Fine;
        });
        return command;
    }

    static ScalingStudy Study(ParseResult parsed, LoadedModel model, RewardModel? ranker)
    {
        List<WeightedReward> rewards = [new(s_accuracy, 1), new(new FormatReward(), 1)];
        if (ranker is not null)
            rewards.Add(new(ranker.Reward(ScorePart, new LearnedRewardOptions { Scale = ScoreScale.Normalized }), 1));
        return new(model.Asker(new RewardSum(rewards)), Options(parsed, model), s_model.Seed(parsed))
        {
            ScorePart = ranker is null ? null : ScorePart,
            Begins = what => Console.Error.WriteLine(what),
        };
    }

    static ScalingOptions Options(ParseResult parsed, LoadedModel model)
    {
        var sampling = s_model.Sampling(parsed, model);
        return new()
        {
            Evaluation = ModelOptionsGroup.Evaluation(sampling) with
            {
                SampleCount = parsed.GetValue(s_samples),
                Thinking = s_thinking.Texts(parsed),
                SwitchPenalty = s_thinking.Penalty(parsed),
            },
            MostWaits = parsed.GetValue(s_waits),
            Caps = parsed.GetValue(s_caps) is { } caps ? Caps(caps) : null,
            Votes = parsed.GetValue(s_votes),
            LengthPrompts = parsed.GetValue(s_lengthPrompt) ?? [],
        };
    }

    static int[]? Caps(string text)
    {
        int[] caps = [.. text.Split(',')
            .Select(part => int.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int cap)
            && cap <= 1_000_000 ? cap : -1)];
        return caps.Contains(-1) ? null : caps;
    }

    static void Show(ParseResult parsed, IReadOnlyList<ScalingCurve> curves, int problemCount)
    {
        string subtitle = $"{problemCount} problems, seed {s_model.Seed(parsed)}; bands: 95 % confidence intervals";
        var json = ScalingJson.Of(curves);
        if (parsed.GetValue(s_out) is { } path)
            RunStorage.Guard(path, () =>
            {
                AtomicFile.WriteAllText(Path.ChangeExtension(path, ".svg"), LineChartSvg.Render(ScalingPage.Chart(curves, subtitle), standalone: true));
                AtomicFile.WriteAllText(Path.ChangeExtension(path, ".json"), json.ToJsonString(RunJson.Page) + "\n");
                AtomicFile.WriteAllText(Path.ChangeExtension(path, ".html"), ScalingPage.Of(curves, subtitle));
            });
        if (parsed.GetValue(s_json))
            Console.WriteLine(json.ToJsonString(RunJson.Page));
        else
            ScalingTable.Write(curves);
    }
}
