// llama.cpp judges GGUF files. Reads one JSON object from standard input:
//   {"models": [{"path": "….gguf", "texts": ["…"], "prompts": [[ids]], "count": 64, "probes": [ids]}]}
// and prints one JSON object:
//   {"version": "…", "models": [{"ids": [[…]], "continuations": [[…]], "logProbs": [[…]], "probes": [[…]], "template": "…"}]}
// ids: each text's tokens, nothing put around it. continuations: the greedy tokens after each prompt. logProbs: of those
// tokens. probes: for each prompt the log-probabilities of the probed tokens at its end. All computed in 32 bits.

import {getLlama, LlamaLogLevel} from "node-llama-cpp";

const tokensAt = (llama, path) => llama.loadModel({modelPath: path, gpuLayers: 0, defaultContextFlashAttention: false});

// Raw logits of some tokens and the sum of exp(logit − greatest) give log-probabilities without listing the vocabulary.
function logProb(next, token) {
    let most = -Infinity;
    for (const logit of next.logits.values()) most = Math.max(most, logit);
    return next.logits.get(token) - most - Math.log(next.totalLogitWeight);
}

async function evaluate(sequence, tokens, probes) {
    const last = tokens.length - 1;
    const output = await sequence.controlledEvaluate(tokens.map((token, i) => i < last ? token : [token, {
        generateNext: {
            token: true,
            options: {temperature: 0},
            logits: {filter: {tokens: probes, includeMax: true, includeSelected: true}},
            totalLogitWeight: true
        }
    }]));
    return output[last].next;
}

async function continuation(sequence, prompt, count, probes) {
    await sequence.clearHistory();
    const tokens = [], logProbs = [];
    let next = await evaluate(sequence, prompt, probes);
    const probed = probes.map((token) => logProb(next, token));
    for (;;) {
        tokens.push(next.token);
        logProbs.push(logProb(next, next.token));
        if (tokens.length === count) return {tokens, logProbs, probed};
        next = await evaluate(sequence, [next.token], []);
    }
}

async function judge(llama, {path, texts, prompts, count, probes}) {
    const model = await tokensAt(llama, path);
    const result = {ids: texts.map((text) => [...model.tokenize(text, true)]), continuations: [], logProbs: [], probes: []};
    result.template = model.fileInfo.metadata.tokenizer?.chat_template ?? null;
    result.addsBeginning = model.tokens.shouldPrependBosToken;
    result.end = model.tokens.eos;
    if (prompts.length > 0) {
        const context = await model.createContext({
            contextSize: 256, threads: 1, flashAttention: false,
            experimentalKvCacheKeyType: "F32", experimentalKvCacheValueType: "F32"
        });
        const sequence = context.getSequence();
        for (const prompt of prompts) {
            const {tokens, logProbs, probed} = await continuation(sequence, prompt, count, probes);
            result.continuations.push(tokens);
            result.logProbs.push(logProbs);
            result.probes.push(probed);
        }
        await context.dispose();
    }
    await model.dispose();
    return result;
}

let input = "";
for await (const part of process.stdin) input += part;
const log = [];
const llama = await getLlama({
    gpu: false, build: "never", skipDownload: true, maxThreads: 1,
    logLevel: LlamaLogLevel.warn, logger: (level, message) => log.push(`${level}: ${message.trim()}`)
});
const models = [];
for (const model of JSON.parse(input).models) {
    try {
        models.push(await judge(llama, model));
    } catch (error) {
        // llama.cpp's own words come a moment later.
        await new Promise((done) => setTimeout(done, 200));
        models.push({error: `${error.message}`, log: log.slice(-5)});
    }
}
process.stdout.write(JSON.stringify({version: llama.llamaCppRelease.release, models, log}) + "\n", () => process.exit(0));
