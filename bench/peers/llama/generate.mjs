// llama.cpp beside `./r1 bench`: reads a prompt and decodes, for one sequence or many at once, and prints one line of JSON.
//
//   node bench/peers/llama/generate.mjs --gguf FILE [--threads N] [--batch 32] [--prompt-tokens 64] [--new-tokens 64] [--runs 3]
//
// The package is that of the judge: `npm ci --ignore-scripts --omit=optional` in tests/judges/llama. The tokens are given, not
// sampled: token i of sequence s is (7919 · i + 104729 · s + 1) mod V, so that any other program can be fed the same, and
// only the network is timed. What llama.cpp does by default is left to it: a cache in 16 bits, flash attention where it
// thinks fit, its own repacking of weights. The binding's inner context is used, whose calls are llama_batch and
// llama_decode; every sequence asks for the logits of its last token.

import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";

const {getLlama, LlamaLogLevel} = await import(new URL("../../../tests/judges/llama/node_modules/node-llama-cpp/dist/index.js", import.meta.url));

const {values: given} = parseArgs({options: {
    gguf: {type: "string"}, threads: {type: "string", default: "2"}, batch: {type: "string", default: "1"},
    "prompt-tokens": {type: "string", default: "64"}, "new-tokens": {type: "string", default: "64"}, runs: {type: "string", default: "3"}
}});
if (given.gguf == null) {
    console.error(`${fileURLToPath(import.meta.url)}: name a GGUF file with --gguf.`);
    process.exit(2);
}
const [threads, batch, promptTokens, newTokens, runs] = ["threads", "batch", "prompt-tokens", "new-tokens", "runs"].map((name) => Number(given[name]));

const llama = await getLlama({gpu: false, build: "never", skipDownload: true, maxThreads: threads, logLevel: LlamaLogLevel.error});
const model = await llama.loadModel({modelPath: given.gguf, gpuLayers: 0});
const context = await model.createContext({contextSize: promptTokens + newTokens, sequences: batch, batchSize: Math.max(batch, promptTokens), threads});
const inner = context._ctx;
inner.setThreads(threads);
const vocabulary = model.fileInfo.metadata.tokenizer.ggml.tokens.length;
const token = (sequence, i) => (7919 * i + 104729 * sequence + 1) % vocabulary;
const seconds = (from) => Number(process.hrtime.bigint() - from) / 1e9;

async function prompts() {
    for (let s = 0; s < batch; s++) {
        inner.disposeSequence(s);
        inner.initBatch(promptTokens);
        inner.addToBatch(s, 0, Uint32Array.from({length: promptTokens}, (_, i) => token(s, i)), Uint32Array.of(promptTokens - 1));
        await inner.decodeBatch();
    }
}

async function decode() {
    for (let i = promptTokens; i < promptTokens + newTokens; i++) {
        inner.initBatch(batch);
        for (let s = 0; s < batch; s++) inner.addToBatch(s, i, Uint32Array.of(token(s, i)), Uint32Array.of(0));
        await inner.decodeBatch();
    }
}

const rates = {prompt: [], decode: []};
for (let run = 0; run <= runs; run++) {
    let from = process.hrtime.bigint();
    await prompts();
    const prompt = batch * promptTokens / seconds(from);
    from = process.hrtime.bigint();
    await decode();
    const decoded = batch * newTokens / seconds(from);
    // The first run reads the weights from the disk.
    if (run === 0) continue;
    rates.prompt.push(prompt);
    rates.decode.push(decoded);
}
const median = (numbers) => Math.round(100 * numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]) / 100;
console.log(JSON.stringify({
    case: "generate", engine: `llama.cpp ${llama.llamaCppRelease.release}`, gguf: given.gguf, type: model.typeDescription, bytes: model.size,
    batch, threads, prompt_tokens: promptTokens, new_tokens: newTokens, runs,
    prompt_tokens_per_second: median(rates.prompt), tokens_per_second: median(rates.decode)
}));
process.exit(0);
