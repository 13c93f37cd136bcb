// What a recipe says of conversations over what the model's own tokenizer says.

using System.ComponentModel;
using System.Text.Json;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Stages;

/// <summary>Template, system prompt and end of conversations; the model that is trained takes template and end with it.</summary>
sealed record ChatRecipe
{
    /// <summary>A chat template, Jinja; null keeps the model's own.</summary>
    [DefaultValue(null)] public string? Template { get; init; }

    /// <summary>The system's message before every question; null puts none there.</summary>
    [DefaultValue(null)] public string? SystemPrompt { get; init; }

    /// <summary>The token that ends a text; null keeps the model's own.</summary>
    [DefaultValue(null)] public string? EndOfText { get; init; }

    /// <summary>Variables of the template, for example enable_thinking: false; those of a row of data go before them. Null has none.</summary>
    [DefaultValue(null)] public TemplateVariables? TemplateKwargs { get; init; }

    /// <summary>A tokenizer with what is said here.</summary>
    /// <exception cref="UserErrorException">It lacks the token that is to end a text.</exception>
    public Tokenizer Applied(Tokenizer tokenizer) => Template is null && EndOfText is null ? tokenizer : tokenizer.With(Template, EndOfText);
}

/// <summary>Variables of a chat template by name.</summary>
sealed record TemplateVariables
{
    /// <summary>Plain values: texts, numbers, truth values, lists and maps of such.</summary>
    [OpenKeys] public IReadOnlyDictionary<string, object?> Values { get; init; } = new Dictionary<string, object?>();

    /// <summary>The same as JSON, as templates take them.</summary>
    internal IReadOnlyDictionary<string, JsonElement> Elements => Values.ToDictionary(v => v.Key, v => JsonSerializer.SerializeToElement(v.Value));
}
