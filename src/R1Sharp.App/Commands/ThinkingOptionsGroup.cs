// The options by which thoughts are steered: how long they are made, and what switching between them costs.

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using R1Sharp.App.Commands.Options;
using R1Sharp.Learning;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Commands;

/// <summary>Options about thoughts, for the commands that sample.</summary>
sealed partial class ThinkingOptionsGroup
{
    static readonly ThinkingOptions s_thinking = new();
    static readonly SwitchPenaltyOptions s_penalty = new();

    readonly Option<string?> _min = new("--think-min")
    {
        Description = "Refuse the end of the thoughts: 2x refuses it twice, 400 until there are 400 tokens.",
        HelpName = "2x or tokens",
    };
    readonly NumberOption<int?> _max =
        new("--think-max", SettingsShape.KeyOf<ThinkingOptions>(nameof(ThinkingOptions.MaxTokens)))
        {
            Description = "Close the thoughts after so many "
        + "tokens."
        };
    readonly FreeTextOption<string> _wait = new("--wait-text")
    {
        Description = "What is put in place of an end that is refused.",
        DefaultValueFactory = _ => s_thinking.WaitText,
    };
    readonly FreeTextOption<string?> _waitChinese = new("--wait-text-chinese") { Description = "The same where the thoughts are in Chinese." };
    readonly FreeTextOption<string> _prefix = new("--answer-prefix")
    {
        Description = "What follows thoughts that were closed, e.g. 'Final Answer:'.",
        DefaultValueFactory = _ => s_thinking.AnswerPrefix,
    };
    readonly NumberOption<double?> _penalty =
        new("--switch-penalty", SettingsShape.KeyOf<SwitchPenaltyOptions>(nameof(SwitchPenaltyOptions.Penalty)))
        {
            Description = "Taken off the logits of "
        + "tokens that switch to another thought."
        };
    readonly NumberOption<int> _window = new("--switch-window", SettingsShape.KeyOf<SwitchPenaltyOptions>(nameof(SwitchPenaltyOptions.Window)))
    {
        Description = "For so many tokens from the beginning of each thought.",
        DefaultValueFactory = _ => s_penalty.Window,
    };
    readonly Option<string?> _words = new("--switch-words")
    {
        Description = $"Words that switch, separated by commas; otherwise {string.Join(", ", SwitchWords.All)}.",
        HelpName = "words",
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="hasBudget">Whether the budget is an option too, and not the command's own affair.</param>
    public void AddTo(Command command, bool hasBudget = true)
    {
        foreach (var option in (Option[])[.. hasBudget ? (Option[])[_min, _max] : [], _wait, _waitChinese, _prefix, _penalty, _window, _words])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (hasBudget && result.GetValue(_min) is { } least && !Least().IsMatch(least))
                result.AddError($"--think-min is '{least}', but must be a number of refusals from 1x to 9999x, or of tokens from 1 to 999999");
        });
    }

    /// <summary>The options that are given.</summary>
    public IEnumerable<string> Given(CommandResult result) =>
        ((Option[])[_min, _max, _wait, _waitChinese, _prefix, _penalty, _window, _words]).Where(o => result.GetResult(o) is { Implicit: false })
            .Select(o => o.Name);

    /// <summary>How long thoughts are made; null where nothing is asked for.</summary>
    /// <exception cref="UserErrorException">The options do not fit together.</exception>
    public ThinkingOptions? Thinking(ParseResult parsed)
    {
        string? least = parsed.GetValue(_min);
        if (least is null && parsed.GetValue(_max) is null)
            return null;
        int number = least is null ? 0 : int.Parse(least.TrimEnd('x'), CultureInfo.InvariantCulture);
        bool isCount = least?.EndsWith('x') == true;
        var options = Texts(parsed) with
        {
            MinWaits = isCount ? number : 0,
            MinTokens = least is null || isCount ? null : number,
            MaxTokens = parsed.GetValue(_max),
        };
        return options.Checked();
    }

    /// <summary>What is put into thoughts, without a budget.</summary>
    public ThinkingOptions Texts(ParseResult parsed) => new()
    {
        WaitText = parsed.GetValue(_wait)!,
        WaitTextChinese = parsed.GetValue(_waitChinese),
        AnswerPrefix = parsed.GetValue(_prefix)!,
    };

    /// <summary>What switching costs; null where nothing is asked for.</summary>
    public SwitchPenaltyOptions? Penalty(ParseResult parsed) => parsed.GetValue(_penalty) is not { } penalty ? null : new()
    {
        Penalty = penalty,
        Window = parsed.GetValue(_window),
        Words = parsed.GetValue(_words)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
    };

    /// <summary>The steering of requests; null where nothing is asked for.</summary>
    /// <exception cref="UserErrorException">The options do not fit together.</exception>
    public Steering? Steering(ParseResult parsed, Tokenizer tokenizer) => Learning.Generation.Steering.Of(tokenizer, Thinking(parsed), Penalty(parsed));

    [GeneratedRegex("^([1-9][0-9]{0,3}x|[1-9][0-9]{0,5})$")]
    private static partial Regex Least();
}
