// The form of a table: {rules: [{conditions: {fact: value or [low, high]}, outcome, id}], otherwise: {outcome, id}}; the first rule that holds wins.
export const tests = rule => Object.entries(rule.conditions).map(([fact, value]) =>
  Array.isArray(value) ? { fact, low: value[0], high: value[1] } : { fact, value });

export const orElse = table => table.otherwise;

export const literal = value => JSON.stringify(value);
