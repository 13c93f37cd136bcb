// The strict form with a fenced block of code inside the answer.

using System.ComponentModel;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Style;

/// <summary>What must stand inside the answer.</summary>
sealed record CodeFormatOptions
{
    /// <summary>The language after the fence.</summary>
    [Description("the language behind the opening fence; a column 'language_of_code' of the data set goes before it")]
    public string Language { get; init; } = "python";

    /// <summary>Whether the departures from Open-R1 hold.</summary>
    [Description("false is Open-R1's pattern to the letter, which text after the answer's line passes")]
    public bool Strict { get; init; } = true;
}

/// <summary>1 where the text has the strict form and a block of code in the asked-for language inside the answer, else 0.</summary>
sealed class CodeFormatReward : IReward
{
    const string LanguageColumn = "language_of_code";

    readonly CodeFormatOptions _options;
    readonly FormatReward _form;

    /// <param name="options">What must stand inside the answer.</param>
    public CodeFormatReward(CodeFormatOptions options) => (_options, _form) = (options, new FormatReward(new FormatOptions { Strict = options.Strict }));

    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } = RewardDescription.Of<CodeFormatOptions>("code_format", options => new CodeFormatReward(options),
        "1 if the whole text is <think>⏎…⏎</think>⏎<answer>⏎…```language…```…⏎</answer>, else 0", "0 or 1",
        "Open-R1 rewards.py, get_code_format_reward") with
    {
        Departures = "As with format: each tag once, nothing after the answer. The language is no pattern, so c++ is c++.",
    };

    /// <inheritdoc/>
    public string Name => "code_format";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        if (_form.Score(input) is { Value: 0 } fault)
            return fault;
        string language = input.Problem.Column(LanguageColumn) ?? _options.Language;
        bool right = Pattern(language).IsMatch(CompletionText.Whole(input));
        return new RewardScore(right ? 1 : 0, right ? "right form" : $"no block of {language} in the answer");
    }

    static Regex Pattern(string language) => new(
        $@"\A<think>\n.*?\n</think>\n<answer>\n.*?```{Regex.Escape(language)}.*?```.*?\n</answer>$",
        RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.CultureInvariant);
}
