// The chat template of models that the library makes: turns marked by tokens, and a place for tools in Hermes' form, which the readers of calls know.

namespace R1Sharp;

/// <summary>The template's text.</summary>
static class FreshChatTemplate
{
    /// <summary>Jinja source.</summary>
    public const string Text =
        """
        {%- if tools -%}
            {{- 'Tools: ' -}}
            {%- for tool in tools -%}
                {{- (tool.function | tojson) + '\n' -}}
            {%- endfor -%}
            {{- 'Call one so: <tool_call>{"name": …, "arguments": {…}}</tool_call>\n' -}}
        {%- endif -%}
        {%- for message in messages -%}
            {%- if message['role'] == 'system' -%}
                {{- message['content'] -}}
            {%- elif message['role'] == 'user' -%}
                {{- '<|user|>' + message['content'] -}}
            {%- elif message['role'] == 'tool' -%}
                {{- '<|user|>' + message['content'] -}}
            {%- elif message['role'] == 'assistant' -%}
                {{- '<|assistant|>' -}}
                {%- if message['content'] -%}
                    {{- message['content'] -}}
                {%- endif -%}
                {%- if message['tool_calls'] -%}
                    {%- for call in message['tool_calls'] -%}
                        {{- '<tool_call>\n{"name": "' + call.function.name + '", "arguments": ' + call.function.arguments + '}\n</tool_call>' -}}
                    {%- endfor -%}
                {%- endif -%}
                {{- '<|endoftext|>' -}}
            {%- else -%}
                {{- raise_exception('A message is from system, user, assistant or tool, not from ' + message['role']) -}}
            {%- endif -%}
        {%- endfor -%}
        {%- if add_generation_prompt -%}
            {{- '<|assistant|>' -}}
        {%- endif -%}
        """;
}
