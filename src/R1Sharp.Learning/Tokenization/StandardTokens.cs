// The tokens by which tokenizers trained here mark turns, thinking and answers.

namespace R1Sharp.Learning.Tokenization;

/// <summary>Added tokens of the tokenizers trained here, and the chat template that uses them.</summary>
public static class StandardTokens
{
    /// <summary>Ends a text; also fills up batches.</summary>
    public const string EndOfText = "<|endoftext|>";

    /// <summary>Begins a turn of the user.</summary>
    public const string User = "<|user|>";

    /// <summary>Begins a turn of the assistant.</summary>
    public const string Assistant = "<|assistant|>";

    /// <summary>Opens the reasoning process.</summary>
    public const string Think = "<think>";

    /// <summary>Closes the reasoning process.</summary>
    public const string EndThink = "</think>";

    /// <summary>Opens the answer.</summary>
    public const string Answer = "<answer>";

    /// <summary>Closes the answer.</summary>
    public const string EndAnswer = "</answer>";

    /// <summary>Tokens that are not part of a text and that decoding can leave out.</summary>
    public static IReadOnlyList<string> Special { get; } = [EndOfText, User, Assistant];

    /// <summary>Tokens that are part of a text: rewards look for them.</summary>
    public static IReadOnlyList<string> Added { get; } = [Think, EndThink, Answer, EndAnswer];

    /// <summary>
    /// The chat template in Jinja. One user message and a generation prompt give <c>&lt;|user|&gt;…&lt;|assistant|&gt;</c>,
    /// the prompt template "miniature"; a turn of the assistant ends with <see cref="EndOfText"/>; a system message
    /// stands before the first turn as it is.
    /// </summary>
    public const string ChatTemplate =
        """
        {%- for message in messages -%}
            {%- if message['role'] == 'user' -%}
                {{- '<|user|>' + message['content'] -}}
            {%- elif message['role'] == 'assistant' -%}
                {{- '<|assistant|>' + message['content'] + '<|endoftext|>' -}}
            {%- elif message['role'] == 'system' -%}
                {{- message['content'] -}}
            {%- else -%}
                {{- raise_exception('A message is from system, user or assistant, not from ' + message['role']) -}}
            {%- endif -%}
        {%- endfor -%}
        {%- if add_generation_prompt -%}
            {{- '<|assistant|>' -}}
        {%- endif -%}
        """;
}
