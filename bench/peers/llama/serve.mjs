// llama.cpp as a server: POST /v1/completions with a prompt of token ids, whole or streamed, for `r1 bench ask`.
//
//   node bench/peers/llama/serve.mjs --gguf FILE [--threads 2] [--slots 32] [--context 256] [--port 0]
//
// llama.cpp's own server is in none of the registries that this was written with; its library is, in node-llama-cpp. This does what that
// server does with its slots: each round is one llama_decode of a token of every sequence on its way and of the prompts that came, up to 512
// tokens; each sequence draws its next token by llama.cpp's sampler (top_k 40, as that server has it by default); whoever has ended makes room for the next. The rest
// is node's HTTP server, whose cost is small beside the network's. The address is the first line of its output.

import {createServer} from "node:http";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";

const {getLlama, LlamaLogLevel} = await import(new URL("../../../tests/judges/llama/node_modules/node-llama-cpp/dist/index.js", import.meta.url));

const {values: given} = parseArgs({options: {
    gguf: {type: "string"}, threads: {type: "string", default: "2"}, slots: {type: "string", default: "32"},
    context: {type: "string", default: "256"}, port: {type: "string", default: "0"}
}});
if (given.gguf == null) {
    console.error(`${fileURLToPath(import.meta.url)}: name a GGUF file with --gguf.`);
    process.exit(2);
}
const [threads, slots, contextSize, port] = ["threads", "slots", "context", "port"].map((name) => Number(given[name]));
const RowsOfARound = 512;

const llama = await getLlama({gpu: false, build: "never", skipDownload: true, maxThreads: threads, logLevel: LlamaLogLevel.error});
const model = await llama.loadModel({modelPath: given.gguf, gpuLayers: 0});
const context = await model.createContext({contextSize, sequences: slots, batchSize: RowsOfARound, threads});
const inner = context._ctx;
inner.setThreads(threads);

const waiting = [], running = [], free = Array.from({length: slots}, (_, i) => i);
let wake = null;

function submit(request) {
    waiting.push(request);
    wake?.();
    wake = null;
}

// Prompts that there is room for, as the tokens of a round.
function admit(rows) {
    while (waiting.length && free.length && rows + waiting[0].prompt.length <= RowsOfARound) {
        const request = waiting.shift();
        request.sequence = free.pop();
        request.next = request.prompt;
        request.position = 0;
        inner.disposeSequence(request.sequence);
        running.push(request);
        rows += request.prompt.length;
    }
}

async function round() {
    admit(running.length);
    inner.initBatch(running.reduce((sum, one) => sum + one.next.length, 0));
    for (const one of running) {
        [one.row] = inner.addToBatch(one.sequence, one.position, Uint32Array.from(one.next), Uint32Array.of(one.next.length - 1));
        one.position += one.next.length;
    }
    await inner.decodeBatch();
    await Promise.all(running.map(async (one) => {
        const token = await inner.sampleToken(one.row, one.sampler);
        one.next = [token];
        one.take(token);
    }));
    for (let i = running.length - 1; i >= 0; i--) {
        if (!running[i].isDone) continue;
        free.push(running[i].sequence);
        running.splice(i, 1);
    }
}

async function lead() {
    while (true) {
        if (!running.length && !waiting.length) await new Promise((resolve) => { wake = resolve; });
        await round();
    }
}

function sampler(seed) {
    const made = new llama._bindings.AddonSampler(model._model);
    made.applyConfig({temperature: 1, topK: 40, seed});
    return made;
}

const piece = (text, finish) => JSON.stringify({id: "cmpl-0", object: "text_completion", created: 0, model: "peer", choices: [{index: 0, text, logprobs: null, finish_reason: finish}]});

function answer(body, response) {
    const asked = JSON.parse(body), tokens = [];
    if (asked.stream) response.writeHead(200, {"Content-Type": "text/event-stream"});
    submit({
        prompt: asked.prompt, sampler: sampler(asked.seed ?? 0), isDone: false,
        take(token) {
            tokens.push(token);
            this.isDone = tokens.length === asked.max_tokens;
            if (asked.stream) response.write(`data: ${piece(textOf([token]), this.isDone ? "length" : null)}\n\n`);
            if (!this.isDone) return;
            if (asked.stream) response.end("data: [DONE]\n\n");
            else {
                const whole = Buffer.from(piece(textOf(tokens), "length"));
                response.writeHead(200, {"Content-Type": "application/json", "Content-Length": whole.length}).end(whole);
            }
        }
    });
}

function textOf(tokens) { return model._model.detokenize(Uint32Array.from(tokens), true); }

const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (text) => { body += text; });
    request.on("end", () => answer(body, response));
});
server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
lead().catch((error) => { console.error(error); process.exit(1); });
