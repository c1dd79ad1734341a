// https://github.com/nikku/feelin: FEEL in JavaScript. It has no decision tables; each cell is a unary test, as its users write them.
import { evaluate, isFunction, isRange, unaryTest } from 'feelin';
import { literal, tests } from '../table.mjs';

export function compile(table) {
  const rules = table.rules.map(rule => ({
    id: rule.id,
    cells: tests(rule).map(({ fact, low, high, value }) => ({ fact, test: low === undefined ? literal(value) : `[${low}..${high}]` })),
  }));
  return facts => {
    const first = rules.find(rule => rule.cells.every(({ fact, test }) => unaryTest(test, { '?': facts[fact] }).value === true));
    return (first ?? table.otherwise).id;
  };
}

// feelin evaluates texts; it offers no way to keep what it has parsed.
export const evaluator = expression => context => evaluate(expression, context).value;

// FEEL text for a value.
export function text(value) {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' && !isFunction(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`;
  if (isRange(value)) return `${value['start included'] ? '[' : '('}${text(value.start)}..${text(value.end)}${value['end included'] ? ']' : ')'}`;
  if (typeof value.iso === 'string') return `@"${value.iso}"`;
  return `{${Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}: ${text(entry)}`).join(', ')}}`;
}
