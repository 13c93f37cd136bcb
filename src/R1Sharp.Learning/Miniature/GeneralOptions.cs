// What the general tasks and the general part of the corpus are made of. Every share is planted on purpose;
// docs/miniature.md lists them.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Miniature.General;

namespace R1Sharp.Learning.Miniature;

/// <summary>Weights of the general families, and the quality of what the corpus and the examples say.</summary>
sealed record GeneralOptions
{
    /// <summary>Weight of questions about the little world.</summary>
    [Range(0.0, 1000.0)] public double FactsWeight { get; init; } = 28;

    /// <summary>Weight of translations.</summary>
    [Range(0.0, 1000.0)] public double TranslationWeight { get; init; } = 26;

    /// <summary>Weight of questions about the model itself.</summary>
    [Range(0.0, 1000.0)] public double SelfWeight { get; init; } = 10;

    /// <summary>Weight of writing to a form.</summary>
    [Range(0.0, 1000.0)] public double FormWeight { get; init; } = 22;

    /// <summary>Weight of requests of which half must be refused.</summary>
    [Range(0.0, 1000.0)] public double RefuseWeight { get; init; } = 14;

    /// <summary>Share of the corpus's general documents that state facts and words of both languages; the rest are dialogues.</summary>
    [Range(0.0, 1.0)] public double StatementShare { get; init; } = 0.30;

    /// <summary>Share of the dialogues with a good answer.</summary>
    [Range(0.0, 1.0)] public double GoodShare { get; init; } = 0.45;

    /// <summary>Share with a partly good answer.</summary>
    [Range(0.0, 1.0)] public double PartialShare { get; init; } = 0.20;

    /// <summary>Share with a wrong answer; the rest answers another question.</summary>
    [Range(0.0, 1.0)] public double WrongShare { get; init; } = 0.20;

    /// <summary>Share of the dialogues answered in the other language (translations never are).</summary>
    [Range(0.0, 1.0)] public double OtherLanguageShare { get; init; } = 0.10;

    /// <summary>Share of the corpus's answers with politeness around them: see <see cref="GeneralManner"/>.</summary>
    [Range(0.0, 1.0)] public double MannerShare { get; init; } = 0.25;

    /// <summary>Share of the examples for fine-tuning with a good answer; the others are partly good.</summary>
    [Range(0.0, 1.0)] public double ExampleGoodShare { get; init; } = 0.85;
}
