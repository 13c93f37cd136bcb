// Writes tokenizer_ids.json: what Hugging Face's own library (npm package "tokenizers", the Rust code) makes of some
// texts and of whole benchmark files, for the tokenizers in the shared data folder.
//
// Usage: npm install tokenizers@0.23.2 && node tokenizer_ids.cjs SHARED_DATA > tokenizer_ids.json
const fs = require('fs');
const path = require('path');
const crypto = require('crypto');
const { Tokenizer } = require('tokenizers');

const data = process.argv[2];
const names = ['gpt2', 'qwen2.5', 'llama-3-instruct', 'deepseek-v3'];

const texts = [
  '', ' ', 'a', 'Hello world', ' Hello  world ', "I'm you're he'll it's they've I'd can't 's 'S'T'RE 'LL'", "'\u017ftyle x'\u017f",
  'The answer is 12345 + 67 = 12412.', '3.14159e-10', '１２３ ²³ ½ Ⅻ ٣', 'a\nb\r\nc\n\n\nd \n e\t\tf   \n\n   g', '   \n', '\n   x', '\u00a0\u3000 x \u2028y',
  'x = y**2 - 4*a*c; // "quoted" <tag/> {[()]} !!!???...', 'foo(bar)->baz::qux[0]["key"]', '#include<a>\n\n\nint main(){return 0;}',
  '用数字 3、9、12 得到 6。检查：对！ひらがなカタカナ', '天地玄黄宇宙洪荒'.repeat(6), 'naïve café élan Ångström ÀÉÎ', 'e\u0301 a\u030a \u1100\u1161\u11a8 \u212b \u0340 q\u0323\u0307 q\u0307\u0323',
  '🙂👩‍👩‍👧‍👦🇩🇪 🏽 text🙂text', '𝒜𝓁𝓅𝒽𝒶 𐐀𐐁 𠀀𠀁', 'हिन्दी தமிழ் العربية עברית ไทย', '\u200b\u200d\ufeff\u00ad', '\u0001\u0002 \u007f\u0085a\u001c',
  '<|endoftext|>', 'a<|endoftext|>b <|im_start|>user\nhi<|im_end|>', '<think>yes</think><answer>3</answer>', '<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nx<|eot_id|>',
  '<｜begin▁of▁sentence｜><｜User｜>hi<｜Assistant｜><｜end▁of▁sentence｜>', '<|im_start<|im_start|>|>', '\\frac{1}{2} \\sqrt{x^2+y^2} $\\alpha\\le\\beta$', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft', 'THE QUICK brown FoX_jumps-over the_lazy dog', '_underscore __init__ a_b', ' \u0301x a\u0301\u0302b !\u0301', '……——““””‘’', '.\n,\r\n;\n\n', '  !\n x', 'x\u2029\u2029 y',
];

// A fixed generator, so that the file can be made again.
let state = 12345;
const next = (bound) => { state = (Math.imul(state, 1103515245) + 12345) >>> 0; return (state >>> 8) % bound; };
const pool = ["'s", "'Re", "'", ' ', '  ', '\n', '\r\n', '\t', '\u00a0', 'a', 'Word', 'ß', 'é', 'e\u0301', '\u0323', '1', '23', '4567', '²', '，', '。', '中文', 'カ', 'ー', '々', '!', '?!', '-', '$', '+', '€', '🙂', '𝒜', '\u200d', '\u0007', '\u0085', '<|endoftext|>', '<', '<|', '_', '\ud7a3', '\u1112\u1161\u11ab', '한'];
for (let i = 0; i < 120; i++) {
  let text = '';
  for (let n = 1 + next(12); n > 0; n--) text += pool[next(pool.length)];
  texts.push(text);
}

(async () => {
  const result = { texts, ids: {}, benchmarks: {} };
  for (const name of names) {
    const tokenizer = Tokenizer.fromFile(path.join(data, 'tokenizers', name, 'tokenizer.json'));
    const encode = async (text) => (await tokenizer.encode(text, null, { addSpecialTokens: false })).getIds();
    result.ids[name] = [];
    for (const text of texts) result.ids[name].push((await encode(text)).join(' '));
    // Of each benchmark file: how many tokens its lines (as they stand, JSON and all) have, and a hash of all ids.
    result.benchmarks[name] = {};
    for (const file of fs.readdirSync(path.join(data, 'benchmarks')).sort()) {
      const hash = crypto.createHash('sha256');
      let count = 0;
      for (const line of fs.readFileSync(path.join(data, 'benchmarks', file), 'utf8').split('\n')) {
        const ids = await encode(line);
        count += ids.length;
        hash.update(Buffer.from(Int32Array.from(ids).buffer));
      }
      result.benchmarks[name][file] = { count, sha256: hash.digest('hex') };
    }
  }
  console.log(JSON.stringify(result, null, 1));
})();
