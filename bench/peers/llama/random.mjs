// Writes a GGUF file with random weights in the shape of Qwen2.5-0.5B, for r1 and llama.cpp to read:
//
//   node bench/peers/llama/random.mjs --gguf FILE [--type bf16|q8_0|q4_0|q4_k]
//
// As in llama.cpp's own files, rows that q4_k cannot divide into blocks of 256 take another type: here q4_0 (they have 896
// numbers; of the layers' matrices only ffn_down is q4_k). The embedding, which is also the head, is q8_0 in the files of four
// bits. Vectors are f32. The numbers are random bytes with scales that keep them near 0.02; the tokens are names only.

import {closeSync, openSync, writeSync} from "node:fs";
import {parseArgs} from "node:util";

const {values: given} = parseArgs({options: {gguf: {type: "string"}, type: {type: "string", default: "bf16"}}});
const Types = {
    f32: {code: 0, block: 1, bytes: 4}, bf16: {code: 30, block: 1, bytes: 2}, q8_0: {code: 8, block: 32, bytes: 34},
    q4_0: {code: 2, block: 32, bytes: 18}, q4_k: {code: 12, block: 256, bytes: 144}
};
const FileTypes = {bf16: 32, q8_0: 7, q4_0: 2, q4_k: 15};
if (given.gguf == null || FileTypes[given.type] == null) {
    console.error("Name a file with --gguf, and bf16, q8_0, q4_0 or q4_k with --type.");
    process.exit(2);
}
const [vocabulary, hidden, layers, heads, kvHeads, ffn, positions] = [151_936, 896, 24, 14, 2, 4864, 32_768];

function typeOf(name, columns) {
    if (!given.type.startsWith("q4")) return given.type;
    if (name === "token_embd.weight") return "q8_0";
    return columns % Types[given.type].block === 0 ? given.type : "q4_0";
}

const tensors = [];
const matrix = (name, rows, columns) => tensors.push({name: `${name}.weight`, shape: [columns, rows], type: typeOf(`${name}.weight`, columns)});
const vector = (name, length, value) => tensors.push({name, shape: [length], type: "f32", value});
matrix("token_embd", vocabulary, hidden);
vector("output_norm.weight", hidden, 1);
for (let i = 0; i < layers; i++) {
    const kv = kvHeads * hidden / heads;
    vector(`blk.${i}.attn_norm.weight`, hidden, 1);
    for (const [part, rows] of [["q", hidden], ["k", kv], ["v", kv]]) {
        matrix(`blk.${i}.attn_${part}`, rows, hidden);
        vector(`blk.${i}.attn_${part}.bias`, rows, 0);
    }
    matrix(`blk.${i}.attn_output`, hidden, hidden);
    vector(`blk.${i}.ffn_norm.weight`, hidden, 1);
    matrix(`blk.${i}.ffn_gate`, ffn, hidden);
    matrix(`blk.${i}.ffn_up`, ffn, hidden);
    matrix(`blk.${i}.ffn_down`, hidden, ffn);
}

// The header: numbers are little-endian, texts have their length before them.
const parts = [];
const u32 = (value) => { const b = Buffer.alloc(4); b.writeUInt32LE(value); parts.push(b); };
const f32 = (value) => { const b = Buffer.alloc(4); b.writeFloatLE(value); parts.push(b); };
const u64 = (value) => { const b = Buffer.alloc(8); b.writeBigUInt64LE(BigInt(value)); parts.push(b); };
const text = (value) => { const b = Buffer.from(value, "utf8"); u64(b.length); parts.push(b); };
const [U32, F32, BOOL, TEXT, ARRAY] = [4, 6, 7, 8, 9];
const pairs = [];
const set = (key, kind, write) => pairs.push(() => { text(key); u32(kind); write(); });
const number = (key, value) => set(key, U32, () => u32(value));
const word = (key, value) => set(key, TEXT, () => text(value));
const list = (key, kind, values, write) => set(key, ARRAY, () => { u32(kind); u64(values.length); values.forEach(write); });

// The alphabet of bytes: printable ones stand for themselves, the others for characters from 256 on.
const printable = (byte) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte !== 173);
let further = 256;
const alphabet = Array.from({length: 256}, (_, byte) => String.fromCodePoint(printable(byte) ? byte : further++));
const space = alphabet[32];
const tokens = [...alphabet, space + space, ...Array.from({length: vocabulary - 257}, (_, i) => `<|${i}|>`)];

word("general.architecture", "qwen2");
word("general.type", "model");
word("general.name", "random");
number("general.alignment", 32);
number("general.file_type", FileTypes[given.type]);
number("general.quantization_version", 2);
number("qwen2.context_length", positions);
number("qwen2.embedding_length", hidden);
number("qwen2.block_count", layers);
number("qwen2.feed_forward_length", ffn);
number("qwen2.attention.head_count", heads);
number("qwen2.attention.head_count_kv", kvHeads);
set("qwen2.attention.layer_norm_rms_epsilon", F32, () => f32(1e-6));
set("qwen2.rope.freq_base", F32, () => f32(1e6));
word("tokenizer.ggml.model", "gpt2");
word("tokenizer.ggml.pre", "qwen2");
list("tokenizer.ggml.tokens", TEXT, tokens, text);
list("tokenizer.ggml.token_type", 5, tokens, (_, i) => u32(i < 257 ? 1 : 3));
list("tokenizer.ggml.merges", TEXT, [`${space} ${space}`], text);
number("tokenizer.ggml.eos_token_id", 257);
set("tokenizer.ggml.add_bos_token", BOOL, () => parts.push(Buffer.of(0)));

parts.push(Buffer.from("GGUF"));
u32(3);
u64(tensors.length);
u64(pairs.length);
pairs.forEach((pair) => pair());
const aligned = (bytes) => Math.ceil(bytes / 32) * 32;
let offset = 0;
for (const tensor of tensors) {
    const {code, block, bytes} = Types[tensor.type];
    tensor.bytes = tensor.shape.reduce((product, n) => product * n) / block * bytes;
    text(tensor.name);
    u32(tensor.shape.length);
    tensor.shape.forEach(u64);
    u32(code);
    u64(offset);
    offset += aligned(tensor.bytes);
}

// Random numbers by a linear congruence: the same file every time.
let state = 1;
const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
const half = (value) => { // 16-bit float of a positive normal number
    const exponent = Math.floor(Math.log2(value));
    return ((exponent + 15) << 10) | Math.round((value / 2 ** exponent - 1) * 1023);
};
const Period = 4096; // blocks; then the numbers come again
function blocks(type) {
    const {block, bytes} = Types[type], count = block === 1 ? 32 * Period : Period, buffer = Buffer.alloc(count * bytes);
    for (let i = 0; i < buffer.length; i++) buffer[i] = Math.floor(256 * random());
    for (let i = 0; i < count; i++) {
        const at = i * bytes, scale = 0.5 + random();
        if (type === "bf16") {
            const number = new DataView(new ArrayBuffer(4));
            number.setFloat32(0, 0.04 * (random() + random() + random() - 1.5));
            buffer.writeUInt16LE(number.getUint16(0), at);
        } else if (type === "q8_0") buffer.writeUInt16LE(half(0.02 * scale / 74), at);
        else if (type === "q4_0") buffer.writeUInt16LE(half(0.02 * scale / 4.6), at);
        else { // scale and least value of 256 numbers, of which each 32 have six bits more
            buffer.writeUInt16LE(half(0.02 * scale / 4.6 / 32), at);
            buffer.writeUInt16LE(half(0.02 * scale * 7.5 / 4.6 / 32), at + 2);
        }
    }
    return buffer;
}

const file = openSync(given.gguf, "w");
const header = Buffer.concat(parts);
const put = (buffer, length) => { for (let at = 0; at < length;) at += writeSync(file, buffer, 0, Math.min(buffer.length, length - at)); };
put(header, header.length);
put(Buffer.alloc(32), aligned(header.length) - header.length);
const made = {};
for (const tensor of tensors) {
    if (tensor.type === "f32") put(Buffer.from(new Float32Array(tensor.shape[0]).fill(tensor.value).buffer), tensor.bytes);
    else put(made[tensor.type] ??= blocks(tensor.type), tensor.bytes);
    put(Buffer.alloc(32), aligned(tensor.bytes) - tensor.bytes);
}
closeSync(file);
console.log(`${given.gguf}: ${tensors.length} tensors, ${((header.length + offset) / 1e6).toFixed(0)} MB`);
