// The reward for thinking in the language of the question (DeepSeek-R1, section 2.3.2): the share of the words of the
// thoughts that are in that language.

using System.ComponentModel;

namespace R1Sharp.Learning.Rewards.Style;

/// <summary>Which language is asked for.</summary>
public sealed record LanguageConsistencyOptions
{
    /// <summary>The language asked for.</summary>
    [Description("ISO 639-1 code of the language asked for (en, zh, ru, …), or auto: the language of the question")]
    public string Language { get; init; } = "auto";
}

/// <summary>
/// The share of words in the language asked for, from 0 to 1; thoughts without any word have no score. A word is in the
/// language when it is written in the language's script: languages that share a script are not told apart.
/// </summary>
public sealed class LanguageConsistencyReward : IReward
{
    const string FromQuestion = "auto";

    readonly string _language;

    /// <summary>Asks for the language of the question.</summary>
    public LanguageConsistencyReward() : this(new LanguageConsistencyOptions()) { }

    /// <param name="options">Which language is asked for.</param>
    /// <exception cref="UserErrorException">The language is not known.</exception>
    public LanguageConsistencyReward(LanguageConsistencyOptions options)
    {
        _language = options.Language;
        if (_language != FromQuestion && Script.OfLanguage(_language) is null)
            throw new UserErrorException($"Reward 'language_consistency': language is \"{_language}\", which is no known ISO 639-1 code like en or zh.");
    }

    /// <summary>For the catalog.</summary>
    internal static RewardDescription Description { get; } =
        RewardDescription.Of<LanguageConsistencyOptions>("language_consistency", options => new LanguageConsistencyReward(options),
        "words of the thoughts in the language / words of the thoughts; null where there are none", "0 to 1", "DeepSeek-R1, section 2.3.2") with
        {
            Departures = "The paper does not say what a word is. Here: a run of letters of one script; every Chinese, Japanese or Korean character. "
            + "Code, math, tags and single Latin or Greek letters that are no words of the language do not count. Without think tags the whole text is the "
                + "thoughts.",
        };

    /// <inheritdoc/>
    public string Name => "language_consistency";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        string language = _language == FromQuestion ? input.Problem.Language : _language;
        var scripts = Script.OfLanguage(language) ?? throw new UserErrorException(
            "Reward 'language_consistency': the language of the question is not known: give language, or the prompt.");
        var parts = ThinkAnswerText.Split(input.Prompt, input.Completion);
        var words = ScriptWords.Of(parts.Think ?? parts.Rest ?? "", language);
        int own = words.Count(scripts.Contains);
        return words.Count == 0 ? new RewardScore(null, "no words") : new RewardScore((double)own / words.Count, $"{own} of {words.Count} words");
    }
}
