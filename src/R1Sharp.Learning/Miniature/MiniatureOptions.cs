// What the miniature world is made of: the knobs of its problems and of the corpus.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Miniature;

/// <summary>The miniature world. docs/miniature.md says what each share plants.</summary>
sealed record MiniatureOptions
{
    /// <summary>Share of documents that are lists of facts, not dialogues.</summary>
    [Range(0.0, 1.0)] public double FactShare { get; init; } = 0.25;

    /// <summary>Weight of Countdown among the dialogues.</summary>
    [Range(0.0, 1000.0)] public double CountdownWeight { get; init; } = 38;

    /// <summary>Weight of arithmetic chains among the dialogues.</summary>
    [Range(0.0, 1000.0)] public double ArithmeticWeight { get; init; } = 40;

    /// <summary>Weight of digit-string edits among the dialogues.</summary>
    [Range(0.0, 1000.0)] public double DigitsWeight { get; init; } = 8;

    /// <summary>Weight of logic puzzles among the dialogues.</summary>
    [Range(0.0, 1000.0)] public double LogicWeight { get; init; } = 16;

    /// <summary>
    /// Weight of general documents (statements and dialogues about facts, translation, itself, form, refusals) beside the
    /// dialogues' weights above; 0 leaves them out and changes nothing else. The other documents stay as they are.
    /// </summary>
    [Range(0.0, 1000.0)] public double GeneralWeight { get; init; }

    /// <summary>Share of Chinese questions, in the corpus and in the problems.</summary>
    [Range(0.0, 1.0)] public double ChineseShare { get; init; } = 0.5;

    /// <summary>Share of dialogues whose answer mixes the two languages word by word.</summary>
    [Range(0.0, 1.0)] public double MixedShare { get; init; } = 0.20;

    /// <summary>
    /// The same among the dialogues about puzzles whose thoughts check themselves twice or more; null mixes them like all others.
    /// A larger share ties mixing to what reinforcement rewards, as long searches in two languages do in R1-Zero.
    /// </summary>
    [Range(0.0, 1.0)] public double? CheckingMixedShare { get; init; }

    /// <summary>
    /// Share of dialogues about puzzles behind which two more stand in the same document, of the same family, in its language, tagged as it is: from such a
    /// corpus a base model learns to go by examples that are shown before a question. Null has none, and leaves all documents as they are.
    /// </summary>
    [DefaultValue(null), Range(0.0, 1.0)] public double? SeriesShare { get; init; }

    /// <summary>Share of dialogues without think and answer tags: the thoughts, "so", the answer.</summary>
    [Range(0.0, 1.0)] public double UntaggedShare { get; init; } = 0.20;

    /// <summary>Text before the question.</summary>
    public string UserToken { get; init; } = StandardTokens.User;

    /// <summary>Text between question and response.</summary>
    public string AssistantToken { get; init; } = StandardTokens.Assistant;

    /// <summary>Text at the end of a document.</summary>
    public string EndToken { get; init; } = StandardTokens.EndOfText;

    /// <summary>The lists of facts.</summary>
    public FactOptions Facts { get; init; } = new();

    /// <summary>Countdown.</summary>
    public CountdownOptions Countdown { get; init; } = new();

    /// <summary>Arithmetic chains.</summary>
    public ArithmeticOptions Arithmetic { get; init; } = new();

    /// <summary>Digit-string edits.</summary>
    public DigitsOptions Digits { get; init; } = new();

    /// <summary>Logic puzzles.</summary>
    public LogicOptions Logic { get; init; } = new();

    /// <summary>General tasks.</summary>
    public GeneralOptions General { get; init; } = new();

    /// <summary>The judge of the preference data.</summary>
    public JudgeOptions Judge { get; init; } = new();
}
