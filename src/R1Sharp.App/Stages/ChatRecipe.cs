// What a recipe says of conversations over what the model's own tokenizer says.

using System.ComponentModel;
using R1Sharp.Learning;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Stages;

/// <summary>Template, system prompt and end of conversations; the model that is trained takes template and end with it.</summary>
public sealed record ChatRecipe
{
    /// <summary>A chat template, Jinja; null keeps the model's own.</summary>
    [DefaultValue(null)] public string? Template { get; init; }

    /// <summary>The system's message before every question; null puts none there.</summary>
    [DefaultValue(null)] public string? SystemPrompt { get; init; }

    /// <summary>The token that ends a text; null keeps the model's own.</summary>
    [DefaultValue(null)] public string? EndOfText { get; init; }

    /// <summary>A tokenizer with what is said here.</summary>
    /// <exception cref="UserErrorException">It lacks the token that is to end a text.</exception>
    public Tokenizer Applied(Tokenizer tokenizer) => tokenizer.With(Template, EndOfText);
}
