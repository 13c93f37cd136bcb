// What Hugging Face's own libraries make of texts and templates.
//
// Usage: node judge.cjs < job.json > answers.json
//   {"tokenizers": [{"path": FILE or "json": TEXT, "texts": [[UTF-16 units], …], "ids": [[ids], …]}, …]}
//     → [{"plain": [[ids], …], "special": [[ids], …], "decoded": [text, …], "skipped": [text, …]} or {"error": text}, …]
//   {"templates": [{"source": TEXT, "variables": {…}}, …]}
//     → [{"text": text} or {"error": text}, …]
// Texts are lists of units because JSON in UTF-8 cannot hold half of a surrogate pair.
const fs = require('node:fs');

async function tokenize(job, Tokenizer) {
  const tokenizer = job.path ? Tokenizer.fromFile(job.path) : Tokenizer.fromString(job.json);
  const encode = async (units, addSpecialTokens) => (await tokenizer.encode(String.fromCharCode(...units), null, { addSpecialTokens })).getIds();
  const answer = { plain: [], special: [], decoded: [], skipped: [] };
  for (const units of job.texts) {
    answer.plain.push(await encode(units, false));
    answer.special.push(await encode(units, true));
  }
  for (const ids of job.ids) {
    answer.decoded.push(await tokenizer.decode(ids, false));
    answer.skipped.push(await tokenizer.decode(ids, true));
  }
  return answer;
}

function render(job, Template) {
  return { text: new Template(job.source).render(job.variables) };
}

async function answers(jobs, answer) {
  const results = [];
  for (const job of jobs) {
    try {
      results.push(await answer(job));
    } catch (error) {
      results.push({ error: String(error.message ?? error) });
    }
  }
  return results;
}

(async () => {
  const job = JSON.parse(fs.readFileSync(0, 'utf8'));
  const results = job.tokenizers
    ? await answers(job.tokenizers, (one) => tokenize(one, require('tokenizers').Tokenizer))
    : await answers(job.templates, (one) => render(one, require('@huggingface/jinja').Template));
  process.stdout.write(JSON.stringify(results));
})();
