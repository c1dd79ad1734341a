// https://github.com/cedar-policy/cedar: a Rust policy engine as WebAssembly. Each rule is a policy; Cedar answers with all that
// hold, of which the first is the table's answer.
import { setFlagsFromString } from 'node:v8';
import cedar from '@cedar-policy/cedar-wasm/nodejs';
import { literal, orElse, tests } from '../table.mjs';

// V8 of node 20 dies ("unreachable code" in Deoptimizer::DoComputeBuiltinContinuation) when it gives up optimised code with a call into WebAssembly
// inlined; that happens to a process that rests a few seconds, as this one does while the others have their turn.
setFlagsFromString('--no-turbo-inline-js-wasm-calls');

const user = { type: 'User', id: 'a' };

export function compile(table) {
  const policies = [...table.rules, { ...orElse(table), conditions: {} }].map(rule => {
    const conditions = tests(rule).map(({ fact, low, high, value }) => low === undefined ? `context.${fact} == ${literal(value)}` : `context.${fact} >= ${low} && context.${fact} <= ${high}`);
    return [rule.id, `permit(principal, action, resource) when { ${conditions.join(' && ') || 'true'} };`];
  });
  const parsed = cedar.preparsePolicySet('table', { staticPolicies: Object.fromEntries(policies) });
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed));
  const order = new Map(policies.map(([id], i) => [id, i]));
  return context => {
    const answer = cedar.statefulIsAuthorized({
      principal: user, action: { type: 'Action', id: 'decide' }, resource: { type: 'Request', id: 'r' }, context, preparsedPolicySetId: 'table', entities: [],
    });
    if (answer.type !== 'success') throw new Error(JSON.stringify(answer));
    return answer.response.diagnostics.reason.reduce((first, id) => order.get(id) < order.get(first) ? id : first);
  };
}
