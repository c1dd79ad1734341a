// Runs one engine: reads one JSON request a line from standard input and answers each with one line.
// {"load": {table, cases}}   compiles the table, remembers the cases, answers {"answers": [...]}: the id of the rule for each case.
// {"feel": [{expression, context}]}  remembers expressions, answers {"answers": [...]}: each value as FEEL text, or {"error"}.
// {"time": seconds}          decides the cases, or evaluates the expressions, over and over; answers {"perSecond": [...]}, one figure or one for each expression.
import { createInterface } from 'node:readline';

const engine = await import(`./engines/${process.argv[2]}.mjs`);
let work = [];

const commands = {
  async load({ table, cases }) {
    const decide = await engine.compile(table);
    const inputs = cases.map(engine.prepare ?? (facts => facts));
    const answers = [];
    for (const input of inputs) answers.push(await decide(input));
    work = [{ inputs, run: decide }];
    return { answers };
  },
  async feel(expressions) {
    work = expressions.map(({ expression, context }) => ({ inputs: [context], run: engine.evaluator(expression) }));
    return { answers: work.map(({ inputs, run }) => { try { return engine.text(run(inputs[0])); } catch (error) { return { error: error.message }; } }) };
  },
  async time(seconds) {
    const perSecond = [];
    for (const { inputs, run } of work) perSecond.push(await rate(inputs, run, seconds));
    return { perSecond };
  },
};

// Looks at the clock every few runs only, so that looking costs nothing.
async function rate(inputs, run, seconds) {
  const started = process.hrtime.bigint();
  let done = 0;
  for (let elapsed = 0; ; ) {
    for (let i = 0; i < 64; i++) {
      const result = run(inputs[done++ % inputs.length]);
      if (result instanceof Promise) await result;
    }
    elapsed = Number(process.hrtime.bigint() - started) / 1e9;
    if (elapsed >= seconds) return done / elapsed;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const [[command, argument]] = Object.entries(JSON.parse(line));
  let answer;
  try { answer = await commands[command](argument); } catch (error) { answer = { error: String(error.stack ?? error) }; }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
