// Writes piece_tokenizers.json: tokenizers made after SentencePiece, in the shapes in which Llama 2, Phi-3, Mistral v0.3, Yi and
// Gemma publish theirs, with one small vocabulary learned here (the published ones are not at hand), and what Hugging Face's
// own library (npm package "tokenizers", the Rust code) makes of some texts with each.
//
// Usage: npm install tokenizers@0.23.2 && node piece_tokenizers.cjs > piece_tokenizers.json
const fs = require('fs');
const path = require('path');
const { Tokenizer } = require('tokenizers');

const corpus = `
Find the number of positive integers n such that n squared plus three n plus two is divisible by six. We check each residue of n
modulo six: for n = 0 the value is 2, for n = 1 it is 6, which is divisible. So the answer is the number of residues that work.
The quick brown fox jumps over the lazy dog, and the dog sleeps. Wait, let me check: 12 * 3 = 36, then 36 - 4 = 32.
First, let us think about what the problem asks. Then we can write the equation and solve it for the unknown. Therefore, the sum is 42.
def solve(n):
    total = 0
    for i in range(n):
        if i % 3 == 0 or i % 5 == 0:
            total += i
    return total


print(solve(1000))  # the answer
for (int i = 0; i < 10; ++i) { a[i] = b[i] + c[i]; }
{"id": 1, "question": "What is 7 + 8?", "answer": "15"}
\\frac{1}{2} + \\sqrt{x^2 + y^2} = \\boxed{\\dfrac{3}{4}}
我们先看这个问题。一个数的平方加上三倍的这个数，再加上二，能被六整除。我们检查每一个余数。所以答案是四十二。
用数字 3、9、12 得到 6。检查：对！这个问题的答案是 6。
Die Antwort ist zweiundvierzig. La réponse est quarante-deux, voilà. Ответ равен сорока двум. الجواب هو اثنان وأربعون
`.repeat(2);

// Merges that join words too, as some vocabularies of the wild have.
const joining = [[',', '▁'], ['▁▁', '▁▁'], ['.', '▁'], ['\n', '▁▁▁▁'], ['\n', '\n']];

function learn(count) {
  const pieces = new Map();
  for (const piece of ('▁' + corpus.replaceAll(' ', '▁')).split(/(?=▁)/u)) pieces.set(piece, (pieces.get(piece) ?? 0) + 1);
  const words = [...pieces].map(([piece, times]) => ({ symbols: [...piece], times }));
  const characters = [...new Set(words.flatMap((word) => word.symbols))].sort().filter((c) => !'四十二ж'.includes(c));
  const known = new Set(characters);
  const merges = [['▁', '▁'], ...joining];
  for (const [left, right] of merges) known.add(left + right);
  while (merges.length < count) {
    const pairs = new Map();
    for (const { symbols, times } of words)
      for (let i = 0; i + 1 < symbols.length; i++)
        if (known.has(symbols[i]) && known.has(symbols[i + 1])) {
          const key = symbols[i] + '\u0000' + symbols[i + 1];
          pairs.set(key, (pairs.get(key) ?? 0) + times);
        }
    const [best] = [...pairs].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
    const [left, right] = best.split('\u0000');
    merges.push([left, right]);
    known.add(left + right);
    for (const word of words)
      for (let i = 0; i + 1 < word.symbols.length; i++)
        if (word.symbols[i] === left && word.symbols[i + 1] === right) word.symbols.splice(i, 2, left + right);
  }
  return { merges, spellings: [...new Set(merges.map(([left, right]) => left + right)), ...characters] };
}

const bytes = Array.from({ length: 256 }, (_, value) => `<0x${value.toString(16).toUpperCase().padStart(2, '0')}>`);
const { merges, spellings } = learn(420);

function model(special, keep = () => true) {
  const used = merges.filter(keep);
  const gone = new Set(merges.filter((merge) => !keep(merge)).map(([left, right]) => left + right));
  const vocab = {};
  for (const token of [...special, ...bytes, ...spellings.filter((spelling) => !gone.has(spelling))]) vocab[token] ??= Object.keys(vocab).length;
  return { type: 'BPE', dropout: null, unk_token: '<unk>', continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: true, byte_fallback: true, ignore_merges: false, vocab, merges: used };
}

const token = (id, content, flags = {}) => ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true, ...flags });
const replace = (pattern, content) => ({ type: 'Replace', pattern: { String: pattern }, content });
const decoder = (strips) => ({ type: 'Sequence', decoders: [replace('▁', ' '), { type: 'ByteFallback' }, { type: 'Fuse' }, ...(strips ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : [])] });
const begins = (content, id) => ({
  type: 'TemplateProcessing',
  single: [{ SpecialToken: { id: content, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
  pair: [{ SpecialToken: { id: content, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: content, type_id: 1 } }, { Sequence: { id: 'B', type_id: 1 } }],
  special_tokens: { [content]: { id: content, ids: [id], tokens: [content] } },
});
const prepends = { type: 'Sequence', normalizers: [{ type: 'Prepend', prepend: '▁' }, replace(' ', '▁')] };
const isSimple = ([left, right]) => !/[^▁]▁/u.test(left + right);

const three = ['<unk>', '<s>', '</s>'];
const llama = { version: '1.0', truncation: null, padding: null, added_tokens: three.map((content, id) => token(id, content)), normalizer: prepends, pre_tokenizer: null, post_processor: begins('<s>', 1), decoder: decoder(true), model: model(three, isSimple) };
const size = Object.keys(llama.model.vocab).length;
const four = ['<pad>', '<eos>', '<bos>', '<unk>', '<start_of_turn>', '<end_of_turn>'];
const tokenizers = {
  'llama-2': llama,
  'phi-3': { ...llama, added_tokens: [...llama.added_tokens.slice(0, 2), token(2, '</s>', { rstrip: true, special: false }), token(size, '<|endoftext|>'), token(size + 1, '<|assistant|>', { rstrip: true }), token(size + 2, '<|end|>', { rstrip: true }), token(size + 3, '<|user|>', { rstrip: true })] },
  'mistral-v0.3': { ...llama, model: model([...three, '[INST]', '[/INST]'], isSimple), added_tokens: [...three, '[INST]', '[/INST]'].map((content, id) => token(id, content)), normalizer: null, pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'first', split: false } },
  yi: { ...llama, normalizer: { type: 'Sequence', normalizers: [replace(' ', '▁')] }, decoder: decoder(false), model: model(three) },
  gemma: {
    ...llama, model: model(four), normalizer: replace(' ', '▁'), pre_tokenizer: { type: 'Split', pattern: { String: ' ' }, behavior: 'MergedWithPrevious', invert: false }, post_processor: begins('<bos>', 2), decoder: decoder(false),
    added_tokens: [...four.map((content, id) => token(id, content)), token(0, '\n\n', { special: false }), token(0, '▁▁', { special: false }), token(0, '<strong>', { special: false }), token(0, '[@BOS@]', { special: false })],
  },
};

const written = JSON.parse(fs.readFileSync(path.join(__dirname, 'tokenizer_ids.json'), 'utf8')).texts;
const texts = [...written, ...corpus.split('\n').slice(1, 20), corpus.slice(0, 1500), '<s>Hello</s> <s> world', '<|user|>\nHi<|end|>\n<|assistant|> So', '[INST] a [/INST] b</s>', '<bos><start_of_turn>user\n\nHi  there<end_of_turn>\n', '▁a ▁▁ b', 'ж🙂四十二\u0001\u0000', ' x', '  x', 'x  ', '<0x41> <unk>'];

(async () => {
  const result = { tokenizers, texts, ids: {}, decoded: {} };
  for (const [name, file] of Object.entries(tokenizers)) {
    const tokenizer = Tokenizer.fromString(JSON.stringify(file));
    const ids = async (text) => (await tokenizer.encode(text, null, { addSpecialTokens: false })).getIds();
    result.ids[name] = [];
    result.decoded[name] = [];
    for (const text of texts) {
      const plain = await ids(text);
      result.ids[name].push(plain.join(' '));
      result.decoded[name].push(await tokenizer.decode(plain, true));
    }
  }
  console.log(JSON.stringify(result));
})();
