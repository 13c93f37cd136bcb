// What can go wrong inside a template; ChatTemplate turns it into a message for the user.

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>A template that cannot be parsed, or that fails while it runs.</summary>
/// <param name="message">What is wrong, without the place.</param>
internal class TemplateException(string message) : Exception(message)
{
    /// <summary>Line of the template, 1-based; 0 while it is not known.</summary>
    public int Line { get; init; }
}

/// <summary>The template itself called <c>raise_exception</c>: it refuses the conversation.</summary>
/// <param name="message">The template's own words.</param>
internal sealed class TemplateRefusal(string message) : TemplateException(message);
