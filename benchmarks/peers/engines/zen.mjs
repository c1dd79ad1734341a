// https://github.com/gorules/zen: GoRules ZEN, a Rust engine through its Node binding.
import { ZenEngine } from '@gorules/zen-engine';
import { literal, orElse, tests } from '../table.mjs';

export function compile(table) {
  const facts = [...new Set(table.rules.flatMap(rule => tests(rule).map(test => test.fact)))];
  const rows = [...table.rules, { ...orElse(table), conditions: {} }].map((rule, i) => Object.fromEntries([
    ['_id', String(i)],
    ...facts.map(fact => {
      const test = tests(rule).find(test => test.fact === fact);
      return [fact, test === undefined ? '' : test.low === undefined ? literal(test.value) : `[${test.low}..${test.high}]`];
    }),
    ['rule', literal(rule.id)],
  ]));
  const decision = new ZenEngine().createDecision({
    contentType: 'application/vnd.gorules.decision',
    nodes: [
      { id: 'in', name: 'in', type: 'inputNode', position: { x: 0, y: 0 } },
      {
        id: 'table', name: 'table', type: 'decisionTableNode', position: { x: 0, y: 0 },
        content: {
          hitPolicy: 'first', rules: rows,
          inputs: facts.map(fact => ({ id: fact, name: fact, field: fact, type: 'expression' })),
          outputs: [{ id: 'rule', name: 'rule', field: 'rule', type: 'expression' }],
        },
      },
      { id: 'out', name: 'out', type: 'outputNode', position: { x: 0, y: 0 } },
    ],
    edges: [{ id: 'a', sourceId: 'in', targetId: 'table', type: 'edge' }, { id: 'b', sourceId: 'table', targetId: 'out', type: 'edge' }],
  });
  return async facts => (await decision.evaluate(facts)).result.rule;
}
