// https://github.com/CacheControl/json-rules-engine: rules with priorities; the first that succeeds stops the run.
import { Engine } from 'json-rules-engine';
import { orElse, tests } from '../table.mjs';

export function compile(table) {
  const engine = new Engine([], { allowUndefinedFacts: false });
  table.rules.forEach((rule, i) => engine.addRule({
    priority: table.rules.length - i,
    conditions: {
      all: tests(rule).flatMap(({ fact, low, high, value }) => low === undefined
        ? [{ fact, operator: 'equal', value }]
        : [{ fact, operator: 'greaterThanInclusive', value: low }, { fact, operator: 'lessThanInclusive', value: high }]),
    },
    event: { type: rule.id },
    onSuccess: () => engine.stop(),
  }));
  return async facts => (await engine.run(facts)).events[0]?.type ?? orElse(table).id;
}
