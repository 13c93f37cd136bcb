// Asks R1Sharp's server through the packages "openai" and "ai". One argument: the server's address with /v1. Prints one JSON object
// from what was tried to what came of it; whatever throws is told and ends with 1.

import OpenAI from 'openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateObject, generateText, jsonSchema, streamText, tool } from 'ai';

const url = process.argv[2];
const messages = [{ role: 'user', content: 'hi' }];
const schema = {
  type: 'object',
  properties: { city: { type: 'string', maxLength: 6 }, degrees: { type: 'integer', minimum: 0, maximum: 9 } },
  required: ['city', 'degrees'],
  additionalProperties: false,
};
const results = {};

async function openai() {
  const client = new OpenAI({ baseURL: url, apiKey: 'none', maxRetries: 0 });
  const ask = { model: 'tiny', messages, seed: 3, max_tokens: 20 };
  const whole = await client.chat.completions.create({ ...ask, n: 2, logprobs: true, top_logprobs: 2 });
  results.choices = whole.choices.length;
  results.logprobs = whole.choices[0].logprobs.content[0].top_logprobs.length;
  const stream = await client.chat.completions.create({ ...ask, n: 2, stream: true, stream_options: { include_usage: true } });
  const texts = ['', ''];
  for await (const chunk of stream) {
    for (const choice of chunk.choices) texts[choice.index] += choice.delta.content ?? '';
    results.usage = chunk.usage?.completion_tokens;
  }
  results.streamed = texts.every((text, i) => text === whole.choices[i].message.content) && results.usage === whole.usage.completion_tokens;
  const tools = [{ type: 'function', function: { name: 'weather', parameters: schema } }];
  const called = await client.chat.completions.create({ model: 'tiny', messages, tools, tool_choice: 'required' });
  const call = called.choices[0].message.tool_calls[0];
  results.tool = call.function.name + ' ' + typeof JSON.parse(call.function.arguments).degrees;
  const calling = client.chat.completions.stream({ model: 'tiny', messages, tools, tool_choice: 'required' });
  results.streamedTool = (await calling.finalChatCompletion()).choices[0].message.tool_calls[0].function.name;
  const formed = await client.chat.completions.create({ model: 'tiny', messages, response_format: { type: 'json_schema', json_schema: { name: 'w', schema, strict: true } } });
  results.schema = typeof JSON.parse(formed.choices[0].message.content).degrees;
  const echoed = await client.completions.create({ model: 'tiny', prompt: 'abc', echo: true, max_tokens: 0, logprobs: 1 });
  results.echo = echoed.choices[0].text + ' ' + echoed.choices[0].logprobs.token_logprobs.length;
  results.models = (await client.models.list()).data[0].id;
  results.error = await client.chat.completions.create({ ...ask, temperature: -1 }).then(() => 'none', (e) => e.status + ' ' + e.param);
  const gone = await client.chat.completions.create({ ...ask, max_tokens: 480, stream: true });
  for await (const _ of gone) { gone.controller.abort(); break; }
  results.cancelled = gone.controller.signal.aborted;
}

async function ai() {
  const model = createOpenAICompatible({ name: 'r1sharp', baseURL: url, includeUsage: true, supportsStructuredOutputs: true }).chatModel('tiny');
  const whole = await generateText({ model, prompt: 'hi', seed: 3, maxOutputTokens: 20, maxRetries: 0 });
  const stream = streamText({ model, prompt: 'hi', seed: 3, maxOutputTokens: 20, maxRetries: 0 });
  let text = '';
  for await (const piece of stream.textStream) text += piece;
  results.aiStreamed = text === whole.text && (await stream.usage).outputTokens === whole.usage.outputTokens;
  const formed = await generateObject({ model, prompt: 'hi', schema: jsonSchema(schema), maxRetries: 0 });
  results.aiObject = typeof formed.object.degrees;
  const called = await generateText({ model, prompt: 'hi', tools: { weather: tool({ inputSchema: jsonSchema(schema) }) }, toolChoice: 'required', maxRetries: 0 });
  results.aiTool = called.toolCalls[0].toolName;
  results.aiError = await generateText({ model, prompt: 'hi', temperature: -1, maxRetries: 0 }).then(() => 'none', (e) => e.statusCode);
}

await openai();
await ai();
console.log(JSON.stringify(results));
